import type { PassThrough } from 'node:stream';
import { Controller, Get, Header, Headers, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../auth/access.service';
import { Settings } from '../config/settings';
import { iso } from '../http/iso';
import { ProblemException } from '../http/problem';
import { Clock } from '../monitor/clock';
import { IntegrationListDto } from './dto/integration-list.dto';
import { StreamQueryDto } from './dto/stream-query.dto';
import { IntegrationList } from './integration-list.service';
import { LiveEvents } from './live-events.service';
import { LiveStreams } from './live-streams.service';

/** All integrations, at once and as they change. */
@Controller('api/integrations')
export class LiveController {
  constructor(
    private readonly list: IntegrationList,
    private readonly events: LiveEvents,
    private readonly streams: LiveStreams,
    private readonly access: Access,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** All integrations with what lists need: names, since when, what they protect. */
  @Get()
  @Header('Cache-Control', 'no-store')
  all(): IntegrationListDto {
    return {
      ok: true,
      timestamp: iso(this.clock.now()),
      check_interval_seconds: this.settings.CHECK_INTERVAL_SECONDS,
      last_event_id: this.events.lastId,
      integrations: this.list.all(),
    };
  }

  /**
   * Server-sent events: `snapshot` first, then one `result` a check, one `change` a change of status
   * or reason, and a `heartbeat` every ten seconds. Resumes after `Last-Event-ID`.
   */
  @Get('stream')
  stream(
    @Query() query: StreamQueryDto,
    @Headers('last-event-id') header: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const lastEventId = header ?? query.last_event_id;
    const out = this.streams.open({
      ...(lastEventId !== undefined && { lastEventId }),
      snapshot: () => this.all(),
      isAllowed: () => this.access.isOpen || this.access.holderOf(request) !== undefined,
    });
    if (!out) throw tooManyStreams();
    request.raw.once('close', () => out.destroy());
    send(out, reply);
  }
}

function send(out: PassThrough, reply: FastifyReply): void {
  void reply
    .type('text/event-stream; charset=utf-8')
    .header('Cache-Control', 'no-store')
    // Proxies such as nginx must not hold events back.
    .header('X-Accel-Buffering', 'no')
    .send(out);
}

function tooManyStreams(): ProblemException {
  return new ProblemException(503, 'Too many streams are open; poll /api/integrations instead', {
    headers: { 'Retry-After': '30' },
  });
}
