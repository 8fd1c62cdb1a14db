import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings';
import { iso } from '../http/iso';
import { IntegrationRegistry } from '../integrations/integration.registry';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { Clock } from '../monitor/clock';
import type { SpanQueryDto } from './dto/request.dto';
import type { ServiceUptimeDto, UptimeDayDto, UptimeOverviewDto } from './dto/history.dto';
import { HistoryArchive } from './history-archive.service';
import type { ServiceTally } from './history.store';
import type { IncidentFigures } from './records';
import { byDay, DAY_MS, floorTo, type Span } from './spans';
import { NO_TIME } from './tally';
import {
  latencyOf,
  meanTimeBetweenFailures,
  meanTimeToRecover,
  secondsOf,
  unknownPercentage,
  uptimePercentage,
  worstStatus,
} from './uptime';
import { spanOf, wholeSecond, type Window } from './window';

const DEFAULT_WINDOW = '24h';
const NO_INCIDENTS: IncidentFigures = { incidents: 0, began: 0, ended: 0, endedMs: 0 };

/** Says how often integrations were well. */
@Injectable()
export class UptimeReport {
  constructor(
    private readonly archive: HistoryArchive,
    private readonly registry: IntegrationRegistry,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** One integration. */
  async service(service: IntegrationKey, query: SpanQueryDto): Promise<ServiceUptimeDto> {
    const { span, window, now } = this.span(query);
    const [uptime] = await this.of([service], span, window, now);
    return uptime!;
  }

  /** All integrations. */
  async overview(query: SpanQueryDto): Promise<UptimeOverviewDto> {
    const { span, window, now } = this.span(query);
    const all = await this.of(this.registry.keys, span, window, now);
    return {
      ok: true,
      window,
      from: iso(span.from),
      to: iso(span.to),
      services: Object.fromEntries(all.map((uptime) => [uptime.service, uptime])),
    };
  }

  private span(query: SpanQueryDto): {
    readonly span: Span;
    readonly window: string;
    readonly now: number;
  } {
    const now = wholeSecond(this.clock.now());
    const isCustom = query.from !== undefined || query.to !== undefined;
    const window: Window | 'custom' = isCustom ? 'custom' : (query.window ?? DEFAULT_WINDOW);
    return { span: spanOf(query, now, DEFAULT_WINDOW), window, now };
  }

  private async of(
    services: readonly IntegrationKey[],
    span: Span,
    window: string,
    now: number,
  ): Promise<ServiceUptimeDto[]> {
    const resultsFrom = now - this.settings.RETENTION_RESULTS_DAYS * DAY_MS;
    const [tallies, incidents] = await this.archive.ask((store) =>
      Promise.all([
        store.tallies(services, span, now, resultsFrom),
        store.incidentFigures(services, span),
      ]),
    );
    return services.map((service) =>
      uptimeOf(
        service,
        window,
        span,
        tallies.get(service)!,
        incidents.get(service) ?? NO_INCIDENTS,
      ),
    );
  }
}

function uptimeOf(
  service: string,
  window: string,
  span: Span,
  { total, days }: ServiceTally,
  incidents: IncidentFigures,
): ServiceUptimeDto {
  const { durations, checks, failures, latency } = total;
  return {
    service,
    window,
    from: iso(span.from),
    to: iso(span.to),
    uptime_percentage: uptimePercentage(durations),
    unknown_percentage: unknownPercentage(durations, span),
    seconds: { ...secondsOf(durations, span) },
    checks,
    failures,
    incidents: incidents.incidents,
    mttr_seconds: meanTimeToRecover(incidents),
    mtbf_seconds: meanTimeBetweenFailures(incidents, durations),
    latency_ms: latencyOf(latency),
    days: byDay(span).map(({ from }) => dayOf(from, days)),
  };
}

function dayOf(at: number, days: ServiceTally['days']): UptimeDayDto {
  const durations = days.get(floorTo(DAY_MS, at)) ?? NO_TIME;
  return {
    date: iso(at).slice(0, 10),
    uptime_percentage: uptimePercentage(durations),
    worst_status: worstStatus(durations),
  };
}
