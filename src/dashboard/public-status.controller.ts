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
    if (!this.settings.PUBLIC_STATUS_PAGE) throw none();
    this.sender.page(request, reply);
  }

  @Get('data')
  @Header('Cache-Control', 'public, max-age=10')
  data(): Promise<PublicStatus> {
    if (!this.settings.PUBLIC_STATUS_PAGE) {
      throw none();
    }
    return this.report.get();
  }
}

/** Browsers get the page for unknown paths instead. */
function none(): ProblemException {
  return new ProblemException(404, 'There is no public status page here');
}
