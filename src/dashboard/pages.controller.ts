import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorator';
import { Unlimited } from '../http/limit.guard';
import { ProblemException } from '../http/problem';
import { IntegrationRegistry } from '../integrations/integration.registry';
import { ClientFiles } from './client-files.store';
import { PageSender } from './page-sender.service';

/** The pages for people. They hold no data, so that they need no key; what they show does. */
@Controller()
@Public()
export class PagesController {
  constructor(
    private readonly files: ClientFiles,
    private readonly sender: PageSender,
    private readonly registry: IntegrationRegistry,
  ) {}

  @Get(['/', 'incidents', 'incidents/:id', 'alerts'])
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.sender.page(request, reply);
  }

  @Get('integrations/:service')
  integration(
    @Param('service') service: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    if (this.registry.resolve(service) === undefined)
      throw new ProblemException(404, 'No such page');
    this.sender.page(request, reply);
  }

  /** Not limited: a page asks for many, they come from memory, and browsers keep them. */
  @Get(['assets/:name', ':name.svg'])
  @Unlimited()
  asset(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const file = this.files.find(request.url.split('?', 1)[0]!.slice(1));
    if (!file) throw new ProblemException(404, 'No such file');
    this.sender.file(file, request, reply);
  }
}
