import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { Settings } from '../config/settings';
import { iso } from '../http/iso';
import { HistoryArchive } from '../history/history-archive.service';
import type { LatencySlot } from '../history/history.store';
import { DAY_MS, floorTo, HOUR_MS, type Span } from '../history/spans';
import { latencyOf } from '../history/uptime';
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
    private readonly archive: HistoryArchive,
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
    const key = this.archive.inPath(service);
    const slotMs = this.slotOf(window);
    const now = this.clock.now();
    const span = { from: floorTo(slotMs, now - WINDOWS[window]), to: now };
    const slots = await this.archive.ask((store) => store.latencies(key, span, slotMs));
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
