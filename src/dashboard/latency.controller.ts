import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { Settings } from '../config/settings';
import { iso } from '../health/iso';
import { HistoryStore, type LatencySlot } from '../history/history.store';
import { DAY_MS, floorTo, HOUR_MS, type Span } from '../history/spans';
import { latencyOf } from '../history/uptime';
import { BodyException } from '../http/problem.filter';
import { ProblemException } from '../http/problem';
import { IntegrationRegistry } from '../integrations/integration.registry';
import { Clock } from '../monitor/clock';
import { LatencyPathDto, LatencyQueryDto, LatencySeriesDto } from './dto/latency.dto';

const WINDOWS = { '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const;
/** A few hundred points at most, however long the window. */
const SLOTS = { '24h': HOUR_MS / 4, '7d': HOUR_MS, '30d': 4 * HOUR_MS } as const;
/** Of quicker checks a day is too much to read; hours are counted already. */
const MIN_READ_INTERVAL_SECONDS = 10;

/** How long the vendors take to answer, for the chart. */
@Controller('api/integrations')
export class LatencyController {
  constructor(
    private readonly store: HistoryStore,
    private readonly registry: IntegrationRegistry,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** Median and 95th percentile by slots of time. */
  @Get(':service/latency')
  @Header('Cache-Control', 'no-store')
  async series(
    @Param() { service }: LatencyPathDto,
    @Query() { window }: LatencyQueryDto,
  ): Promise<LatencySeriesDto> {
    const key = this.registry.resolve(service);
    if (key === undefined) throw unknownIntegration(service);
    const slotMs = this.slotOf(window);
    const now = this.clock.now();
    const span = { from: floorTo(slotMs, now - WINDOWS[window]), to: now };
    const slots = await this.store.latencies(key, span, slotMs).catch(() => {
      throw new ProblemException(503, 'The history store cannot be read now');
    });
    return {
      ok: true,
      service: key,
      window,
      from: iso(span.from),
      to: iso(span.to),
      slot_seconds: slotMs / 1000,
      points: withoutGaps(slots, span, slotMs),
    };
  }

  private slotOf(window: keyof typeof SLOTS): number {
    const isQuick = this.settings.CHECK_INTERVAL_SECONDS < MIN_READ_INTERVAL_SECONDS;
    return isQuick ? Math.max(HOUR_MS, SLOTS[window]) : SLOTS[window];
  }
}

function withoutGaps(slots: readonly LatencySlot[], { from, to }: Span, slotMs: number) {
  const known = new Map(slots.map(({ at, latency }) => [at, latency]));
  return Array.from({ length: Math.ceil((to - from) / slotMs) }, (_, index) => {
    const at = from + index * slotMs;
    const { p50, p95 } = latencyOf(known.get(at) ?? {});
    return { at: iso(at), p50, p95 };
  });
}

function unknownIntegration(service: string): BodyException {
  const message = `Unknown integration: ${service}`;
  return new BodyException(404, { ok: false, service, status: 'unknown', message });
}
