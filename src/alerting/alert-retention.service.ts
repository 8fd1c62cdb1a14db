import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Settings } from '../config/settings';
import { HistoryStore } from '../history/history.store';
import { DAY_MS } from '../history/spans';
import { Clock } from '../monitor/clock';
import { CHANNELS, configuredNames, type AlertChannel } from './alert-channel';
import { FailureLog, nameOf } from './failure-log';
import { RETRY_FOR_MS } from './policy/retry';
import { parkAbandoned } from './store/abandoned';
import { alertTables } from './store/alert-tables';
import { pruneAlerts } from './store/retention';

const EVERY_MS = 600_000;
/** Between two steps everybody else has a turn. */
const PAUSE_MS = 10;
const WORK = 'The removal of old alerts';
/** What is still being delivered, or was just given up, stays however short history is kept. */
const MIN_KEPT_MS = 7 * DAY_MS;

/**
 * Removes alerts as long after their end as history is kept, and gives up what waits for a channel
 * that is not configured any more.
 */
@Injectable()
export class AlertRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly failures = new FailureLog(AlertRetention.name);
  private readonly keptMs: number;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly store: HistoryStore,
    private readonly clock: Clock,
    { RETENTION_HISTORY_DAYS: days }: Settings,
    @Inject(CHANNELS) private readonly channels: readonly AlertChannel[],
  ) {
    this.keptMs = Math.max(days * DAY_MS, MIN_KEPT_MS);
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), EVERY_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Does all that is due; a store that fails is asked again later. */
  async run(): Promise<void> {
    if (!this.store.isOpen) return;
    try {
      await this.park();
      while (await this.prune()) await delay(PAUSE_MS, undefined, { ref: false });
      this.failures.works(WORK);
    } catch (error) {
      this.failures.fails(WORK, `failed (${nameOf(error)})`);
    }
  }

  private park(): Promise<void> {
    const now = this.clock.now();
    const configured = configuredNames(this.channels);
    const abandonment = { now, before: now - RETRY_FOR_MS, configured, newId: randomUUID() };
    return this.store.transaction((db) => parkAbandoned(alertTables(db), abandonment));
  }

  private prune(): Promise<boolean> {
    const before = this.clock.now() - this.keptMs;
    return this.store.transaction((db) => pruneAlerts(alertTables(db), before));
  }
}
