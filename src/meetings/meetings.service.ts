import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Settings } from '../config/settings';
import { isFault, type ProbeResult } from '../core/finding';
import { fault } from '../core/messages';
import { redactor } from '../core/redact';
import { ProblemException } from '../http/problem';
import { HttpProbe } from '../integrations/http-probe';
import type { Probe, ProbeContext } from '../integrations/integration';
import { ZoomTokenService } from '../integrations/zoom/zoom-token.service';
import { ZoomHealthIndicator } from '../integrations/zoom/zoom.health';
import type { CreateMeetingDto, MeetingDto } from './dto/meeting.dto';

/** A scheduled meeting, in Zoom's numbering. */
const SCHEDULED = 2;

/** How long Zoom may still answer at shutdown: a meeting may exist once it was asked for. */
const SHUTDOWN_GRACE_MS = 6000;

/** Creates meetings at Zoom. */
@Injectable()
export class MeetingsService implements BeforeApplicationShutdown {
  private readonly shutdown = new AbortController();

  constructor(
    private readonly zoom: ZoomHealthIndicator,
    private readonly tokens: ZoomTokenService,
    private readonly http: HttpProbe,
    private readonly settings: Settings,
  ) {}

  beforeApplicationShutdown(): void {
    setTimeout(() => this.shutdown.abort(), SHUTDOWN_GRACE_MS).unref();
  }

  /**
   * Creates the meeting.
   * @throws ProblemException 501 without `ZOOM_ACCOUNT_ID`, 503 while Zoom limits us, 502 when Zoom
   *   does not answer or refuses
   */
  async create(meeting: CreateMeetingDto): Promise<MeetingDto> {
    const context = this.zoom.context();
    if (context.env('ZOOM_ACCOUNT_ID') === '') {
      throw new ProblemException(501, 'Creating meetings needs the variable ZOOM_ACCOUNT_ID');
    }
    const first = await this.attempt(meeting, context);
    if (first.meeting) return first.meeting;
    const tokenDied = first.usedToken && first.result.finding === 'credentials_rejected';
    if (!tokenDied) throw failure(first.result);
    // Once more with a new one.
    await this.tokens.forget(context);
    const second = await this.attempt(meeting, context);
    if (second.meeting) return second.meeting;
    throw failure(second.result);
  }

  private async attempt(
    meeting: CreateMeetingDto,
    context: ProbeContext,
  ): Promise<{ meeting?: MeetingDto; result: ProbeResult; usedToken: boolean }> {
    const signal = AbortSignal.any([
      AbortSignal.timeout(this.settings.CHECK_TIMEOUT_MS),
      this.shutdown.signal,
    ]);
    const { token, result: minted } = await this.tokens.token(context, signal);
    if (token === undefined) return { result: minted!, usedToken: false };
    let created: MeetingDto | undefined;
    const receive = (json: unknown) => void (created = json as MeetingDto);
    const result = await this.http.ask(
      { ...createMeeting(token, meeting), receive },
      context,
      signal,
    );
    return {
      ...(created && { meeting: withoutSecrets(pick(created), token, context) }),
      result,
      usedToken: true,
    };
  }
}

function createMeeting(token: string, { topic, start_time, duration }: CreateMeetingDto): Probe {
  return {
    request: ({ urls }) => ({
      method: 'POST',
      url: `${urls.api}/v2/users/me/meetings`,
      bearer: token,
      json: { topic, type: SCHEDULED, start_time, duration },
    }),
    answers: [
      { status: 201, json: { id: Number, join_url: String }, means: 'accepted' },
      { status: 401, json: { code: 124 }, means: 'credentials_rejected' },
      {
        status: [400, 403],
        json: { code: 4711 },
        means: 'permission_missing',
        note: 'the app lacks a scope to create meetings',
      },
      {
        status: [400, 404],
        json: { code: Number },
        means: 'check_failed',
        note: 'Zoom did not accept the meeting',
      },
    ],
  };
}

function pick({ id, join_url, topic, start_time, duration }: MeetingDto): MeetingDto {
  return { id, join_url, topic, start_time, duration };
}

/** Zoom's own words go to the client; what we sent to Zoom in confidence does not come back in them. */
function withoutSecrets(meeting: MeetingDto, token: string, { env }: ProbeContext): MeetingDto {
  const secrets = ['ZOOM_API_KEY', 'ZOOM_API_SECRET', 'ZOOM_ACCOUNT_ID'].map(env);
  const clean = redactor([token, ...secrets]);
  const fields = Object.entries(meeting).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'string') return [[name, clean(value)]];
    return typeof value === 'number' ? [[name, value]] : [];
  });
  return Object.fromEntries(fields) as MeetingDto;
}

function failure({ finding, waitMs, note }: ProbeResult): ProblemException {
  if (finding === 'rate_limited') {
    return new ProblemException(503, fault('Zoom', finding), {
      headers: { 'Retry-After': String(Math.max(1, Math.ceil((waitMs ?? 1000) / 1000))) },
    });
  }
  const detail = isFault(finding)
    ? fault('Zoom', finding, note)
    : `Zoom refused: ${note ?? finding}`;
  return new ProblemException(502, detail);
}
