import { Injectable } from '@nestjs/common';
import type { Status } from '../core/status';
import { iso } from '../http/iso';
import { HistoryArchive } from '../history/history-archive.service';
import type { ServiceTally } from '../history/history.store';
import type { Durations } from '../history/tally';
import { DAY_MS, floorTo } from '../history/spans';
import { uptimePercentage, worstStatus } from '../history/uptime';
import { IntegrationRegistry } from '../integrations/integration.registry';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { Clock } from '../monitor/clock';
import { Monitor } from '../monitor/monitor.service';
import type {
  PublicIncident,
  PublicService,
  PublicState,
  PublicStatus,
} from './dto/public-status.dto';

const SHOWN_DAYS = 90;
const MAX_INCIDENTS = 50;
/** However many people look, history is read this seldom. */
const KEPT_MS = 15_000;

interface KnownHistory {
  readonly tallies: ReadonlyMap<string, ServiceTally>;
  readonly incidents: readonly PublicIncident[];
}

const NO_HISTORY: KnownHistory = { tallies: new Map(), incidents: [] };

/** Tells what everybody may know: which services work, and how well they did; nothing of why. */
@Injectable()
export class PublicStatusReport {
  private known: Promise<KnownHistory> | undefined;
  private knownAt = -Infinity;

  constructor(
    private readonly monitor: Monitor,
    private readonly registry: IntegrationRegistry,
    private readonly archive: HistoryArchive,
    private readonly clock: Clock,
  ) {}

  /** The statuses of now, with a history that is seconds old. */
  async get(): Promise<PublicStatus> {
    const now = this.clock.now();
    const { tallies, incidents } = await this.history(now);
    return {
      timestamp: iso(now),
      services: this.registry.keys.map((key) => this.service(key, tallies.get(key), now)),
      incidents,
    };
  }

  private service(
    key: IntegrationKey,
    tally: ServiceTally | undefined,
    now: number,
  ): PublicService {
    const today = floorTo(DAY_MS, now);
    return {
      service: key,
      name: this.nameOf(key),
      status: publicState(this.monitor.current(key).status),
      uptime_percentage: tally ? uptimePercentage(tally.total.durations) : null,
      days: Array.from({ length: SHOWN_DAYS }, (_, index) => {
        const day = today - (SHOWN_DAYS - 1 - index) * DAY_MS;
        return publicDay(day, tally?.days.get(day));
      }),
    };
  }

  private nameOf(key: string): string {
    return this.registry.get(key as IntegrationKey).definition.name;
  }

  private history(now: number): Promise<KnownHistory> {
    if (!this.known || now - this.knownAt >= KEPT_MS) {
      this.knownAt = now;
      // A store that cannot be read costs the bars, not the page.
      this.known = this.read(now).catch(() => NO_HISTORY);
    }
    return this.known;
  }

  private async read(now: number): Promise<KnownHistory> {
    const span = { from: floorTo(DAY_MS, now) - (SHOWN_DAYS - 1) * DAY_MS, to: now };
    const { keys } = this.registry;
    const [tallies, incidents] = await this.archive.ask((store) =>
      Promise.all([
        store.tallies(keys, span, now, now),
        store.incidents({ from: span.from, limit: MAX_INCIDENTS }),
      ]),
    );
    const known = incidents.filter(({ service }) => this.registry.resolve(service) !== undefined);
    return {
      tallies,
      incidents: known.map(({ service, openedAt, resolvedAt }) => ({
        service,
        name: this.nameOf(service),
        opened_at: iso(openedAt),
        resolved_at: resolvedAt === undefined ? null : iso(resolvedAt),
      })),
    };
  }
}

function publicDay(day: number, durations: Durations | undefined) {
  const worst = durations ? worstStatus(durations) : null;
  return {
    date: iso(day).slice(0, 10),
    uptime_percentage: durations ? uptimePercentage(durations) : null,
    worst_status: worst && publicState(worst),
  };
}

function publicState(status: Status): PublicState {
  return status === 'unhealthy' ? 'degraded' : status;
}
