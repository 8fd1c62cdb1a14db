import { setTimeout as delay } from 'node:timers/promises';
import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Settings } from '../config/settings';
import { HistoryStore } from '../history/history.store';
import { DAY_MS } from '../history/spans';
import { Clock } from '../monitor/clock';
import { FailureLog, nameOf } from './failure-log';
import { alertTables } from './store/alert-tables';
import { pruneAlerts } from './store/retention';

const EVERY_MS = 600_000;
/** Between two steps everybody else has a turn. */
const PAUSE_MS = 10;
/** What is still being delivered, or was just given up, stays however short history is kept. */
const MIN_KEPT_MS = 7 * DAY_MS;

/** Removes what is too old of alerts: as long after their end as history is kept. */
@Injectable()
export class AlertRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly failures = new FailureLog(AlertRetention.name);
  private readonly keptMs: number;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly store: HistoryStore,
    private readonly clock: Clock,
    { RETENTION_HISTORY_DAYS: days }: Settings,
  ) {
    this.keptMs = Math.max(days * DAY_MS, MIN_KEPT_MS);
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.prune(), EVERY_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Removes all that is too old; a store that fails is asked again later. */
  async prune(): Promise<void> {
    const before = this.clock.now() - this.keptMs;
    try {
      while (await this.step(before)) await delay(PAUSE_MS, undefined, { ref: false });
      this.failures.works('The removal of old alerts');
    } catch (error) {
      this.failures.fails('The removal of old alerts', `failed (${nameOf(error)})`);
    }
  }

  private async step(before: number): Promise<boolean> {
    return (
      this.store.isOpen && this.store.transaction((db) => pruneAlerts(alertTables(db), before))
    );
  }
}
