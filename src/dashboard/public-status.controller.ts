import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorator';
import { Settings } from '../config/settings';
import { ProblemException } from '../http/problem';
import type { PublicStatus } from './dto/public-status.dto';
import { PageSender } from './page-sender.service';
import { PublicStatusReport } from './public-status.service';

/** The page for everybody, when `PUBLIC_STATUS_PAGE` says so. */
@Controller('status')
@Public()
export class PublicStatusController {
  constructor(
    private readonly report: PublicStatusReport,
    private readonly sender: PageSender,
    private readonly settings: Settings,
  ) {}

  /** Without the setting the page says that there is none. */
  @Get()
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.sender.page(request, reply, this.settings.PUBLIC_STATUS_PAGE ? 200 : 404);
  }

  @Get('data')
  @Header('Cache-Control', 'public, max-age=10')
  data(): Promise<PublicStatus> {
    if (!this.settings.PUBLIC_STATUS_PAGE) {
      throw new ProblemException(404, 'There is no public status page here');
    }
    return this.report.get();
  }
}
