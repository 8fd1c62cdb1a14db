import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { Settings } from '../config/settings';
import { HistoryStore, type StoreTransaction } from '../history/history.store';
import { HistoryWriter } from '../history/history-writer.service';
import { Clock } from '../monitor/clock';
import { CHANNELS, configuredNames, type AlertChannel, type SendOutcome } from './alert-channel';
import type { AlertMessage } from './alert-event';
import { FailureLog, nameOf } from './failure-log';
import { alertTables, type AlertDatabase } from './store/alert-tables';
import {
  claim,
  countByChannel,
  release,
  settle,
  type ChannelCounts,
  type Claim,
} from './store/outbox';

/** Another replica may have written something. Milliseconds. */
const MAX_PAUSE_MS = 5000;
/** Between two tries to reach a store that fails, milliseconds. */
const STORE_RETRY_MS = 500;
/** Beyond the limit of an attempt, for what became of it to be written. Milliseconds. */
const LEASE_SLACK_MS = 2000;
const STOP_LIMIT_MS = 2000;
const OUTBOX = 'The outbox of alerts';

/**
 * Delivers what is in the outbox. Every channel has a worker of its own, so that one that hangs or
 * refuses delays nobody else; what a worker does is written before and after, so that a restart goes
 * on where it stopped.
 */
@Injectable()
export class AlertDelivery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly failures = new FailureLog(AlertDelivery.name);
  private readonly shutdown = new AbortController();
  /** What wakes each worker that waits. */
  private readonly rests = new Set<() => void>();
  private workers: Promise<void>[] = [];
  private wakes?: Subscription;
  private lastCounts: readonly ChannelCounts[] = [];

  constructor(
    private readonly store: HistoryStore,
    private readonly history: HistoryWriter,
    private readonly settings: Settings,
    private readonly clock: Clock,
    @Inject(CHANNELS) private readonly channels: readonly AlertChannel[],
  ) {}

  onApplicationBootstrap(): void {
    this.workers = this.channels.map((channel) => this.work(channel));
    this.wakes = this.history.incidents$.subscribe(() => this.wakeAll());
  }

  /** Attempts under way are broken off, and made again after the next start with the same key. */
  async beforeApplicationShutdown(): Promise<void> {
    this.wakes?.unsubscribe();
    this.shutdown.abort();
    this.wakeAll();
    await Promise.race([Promise.all(this.workers), this.rest(STOP_LIMIT_MS)]);
  }

  /** What waits, was parked and was delivered, as far as known without asking the store. */
  get counts(): readonly ChannelCounts[] {
    return this.lastCounts;
  }

  private async work(channel: AlertChannel): Promise<void> {
    while (!this.shutdown.signal.aborted) {
      const next = await this.take(channel);
      if ('message' in next) await this.deliver(channel, next.message);
      else await this.rest(next.waitUntil - this.clock.now());
    }
  }

  private async take(channel: AlertChannel): Promise<Claim> {
    const now = this.clock.now();
    // Its variables may come from a file that is filled later.
    if (!channel.isConfigured) return { waitUntil: now + MAX_PAUSE_MS };
    if (!this.store.isOpen) return { waitUntil: now + STORE_RETRY_MS };
    try {
      const next = await this.inTransaction(async (db) => {
        const claimed = await claim(db, channel, {
          now,
          leaseMs: this.settings.ALERT_TIMEOUT_MS + LEASE_SLACK_MS,
          groupWindowMs: this.settings.ALERT_GROUP_SECONDS * 1000,
          newId: randomUUID(),
        });
        this.lastCounts = await countByChannel(db, configuredNames(this.channels));
        return claimed;
      });
      this.failures.works(OUTBOX);
      return next;
    } catch (error) {
      this.failures.fails(OUTBOX, `cannot be read (${nameOf(error)})`);
      return { waitUntil: now + STORE_RETRY_MS };
    }
  }

  private async deliver(channel: AlertChannel, message: AlertMessage): Promise<void> {
    const outcome = await this.attempt(channel, message);
    const { signal } = this.shutdown;
    const isBrokenOff = signal.aborted && !outcome.isDelivered;
    if (!isBrokenOff) this.tell(channel, outcome);
    // Until it is written, the message belongs to this worker by its lease; after that it is sent
    // again, with the same key.
    for (let written = false; !written;) {
      written = await this.write(message.id, isBrokenOff ? undefined : outcome);
      if (!written && signal.aborted) return;
      if (!written) await this.rest(STORE_RETRY_MS);
    }
  }

  private async attempt(channel: AlertChannel, message: AlertMessage): Promise<SendOutcome> {
    const limit = AbortSignal.timeout(this.settings.ALERT_TIMEOUT_MS);
    try {
      return await channel.send(message, AbortSignal.any([limit, this.shutdown.signal]));
    } catch (error) {
      // A mistake of ours; it must not end the worker.
      return { isDelivered: false, problem: `failed (${nameOf(error)})` };
    }
  }

  /** @returns whether the store took it */
  private async write(id: string, outcome: SendOutcome | undefined): Promise<boolean> {
    const now = this.clock.now();
    try {
      await this.inTransaction((db) =>
        outcome ? settle(db, id, outcome, now, this.clock.random()) : release(db, id),
      );
      return true;
    } catch {
      return false;
    }
  }

  private inTransaction<T>(work: (db: AlertDatabase) => Promise<T>): Promise<T> {
    return this.store.transaction((transaction: StoreTransaction) =>
      work(alertTables(transaction)),
    );
  }

  private tell({ name }: AlertChannel, outcome: SendOutcome): void {
    const subject = `The alert channel ${name}`;
    if (outcome.isDelivered) this.failures.works(subject, outcome.problem);
    else this.failures.fails(subject, outcome.problem);
  }

  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.rests.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(0, Math.min(ms, MAX_PAUSE_MS))).unref();
      this.rests.add(wake);
    });
  }

  private wakeAll(): void {
    for (const wake of this.rests) wake();
  }
}
