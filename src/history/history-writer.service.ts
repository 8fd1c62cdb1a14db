import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Subject } from 'rxjs';
import { Settings } from '../config/settings';
import { INTEGRATION_KEYS } from '../integrations/integrations.catalog';
import { Clock } from '../monitor/clock';
import { HistoryStore, NewerDatabaseError } from './history.store';
import type {
  AuditRecord,
  ConfigurationChange,
  ConfigurationRecord,
  IncidentChange,
  ResultRecord,
  Run,
  StatusRecord,
} from './records';
import { DAY_MS } from './spans';
import { Upkeep } from './upkeep';
import { BoundedQueue } from './write-queue';

/** What must never be lost, in the order in which it happened. */
type Announcement =
  | { readonly kind: 'status'; readonly record: StatusRecord }
  | { readonly kind: 'configuration'; readonly record: ConfigurationRecord };

/** Whether history can be written and read. */
export type StoreState = 'opening' | 'usable' | 'unusable';

const MAX_RESULTS = 100_000;
const MAX_AUDIT = 50_000;
/** A batch stops the event loop for a few milliseconds on SQLite. */
const BATCH = 250;
/** Loading the database's libraries takes its time, which the first requests need more. */
const FIRST_OPEN_MS = 150;
const FLUSH_EVERY_MS = 1000;
const HEARTBEAT_EVERY_MS = 5000;
const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 15_000;
const LAST_FLUSH_LIMIT_MS = 3000;

/**
 * Writes history behind everyone's back: what comes in waits in memory until the store takes it.
 * Incidents and configuration changes are announced only after they were written, in order, and
 * wait as long as it takes; of results and audit records the oldest go first when too many wait.
 */
@Injectable()
export class HistoryWriter {
  /** What happened to incidents, once it is written. */
  readonly incidents$ = new Subject<IncidentChange>();
  /** Which variables changed, once it is written. */
  readonly configurationChanges$ = new Subject<ConfigurationChange>();
  /** Resolves when the database must not be used by this version. */
  readonly refusal: Promise<Error>;
  private readonly announcements: Announcement[] = [];
  private readonly results = new BoundedQueue<ResultRecord>(MAX_RESULTS);
  private readonly audit = new BoundedQueue<AuditRecord>(MAX_AUDIT);
  private readonly logger = new Logger(HistoryWriter.name);
  private readonly run: Run;
  private readonly upkeep: Upkeep;
  private currentState: StoreState = 'opening';
  private waiters: (() => void)[] = [];
  private refuse!: (error: Error) => void;
  private stopping = false;
  private backoffMs = FIRST_BACKOFF_MS;
  private heartbeatAt = 0;
  private running: Promise<void> | undefined;
  private wake: () => void = () => undefined;
  private urgent = false;
  private wasOpen = false;
  /** What lasts is told again to a database that was opened again: it may be another one. */
  private reassert: () => void = () => undefined;
  /** What was before can be read when a database was opened for the first time. */
  private recall: () => Promise<void> = () => Promise.resolve();

  constructor(
    private readonly store: HistoryStore,
    private readonly clock: Clock,
    settings: Settings,
  ) {
    this.refusal = new Promise((resolve) => (this.refuse = resolve));
    const startedAt = clock.now();
    this.run = { id: randomUUID(), startedAt, host: hostname(), pid: process.pid };
    this.upkeep = new Upkeep(store, INTEGRATION_KEYS, {
      resultsMs: settings.RETENTION_RESULTS_DAYS * DAY_MS,
      historyMs: settings.RETENTION_HISTORY_DAYS * DAY_MS,
      auditMs: settings.RETENTION_AUDIT_DAYS * DAY_MS,
    });
  }

  /**
   * Starts writing.
   * @param reassert tells anew what lasts; called whenever a database was opened again
   * @param recall reads what was before, and is waited for; called when a database was opened first
   */
  start(reassert: () => void, recall: () => Promise<void> = this.recall): void {
    this.reassert = reassert;
    this.recall = recall;
    this.running ??= this.work();
  }

  /** Writes what waits, as far as the store takes it within three seconds, and closes it. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    const limit = this.sleep(LAST_FLUSH_LIMIT_MS);
    await Promise.race([this.running, limit]);
    this.wake();
    this.incidents$.complete();
    this.configurationChanges$.complete();
    await this.store.close().catch(() => undefined);
  }

  get state(): StoreState {
    return this.currentState;
  }

  /** How much waits to be written. */
  get depth(): number {
    return this.announcements.length + this.results.length + this.audit.length;
  }

  /** How many results and audit records were lost since the start. */
  get dropped(): number {
    return this.results.dropped + this.audit.dropped;
  }

  /** Waits while the store opens for the first time. @param limitMs at most so long */
  async opened(limitMs: number): Promise<void> {
    if (this.currentState !== 'opening') return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.waiters.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  addResult(record: ResultRecord): void {
    this.results.add(record);
  }

  addAudit(records: readonly AuditRecord[]): void {
    this.audit.add(...records);
  }

  addStatus(record: StatusRecord): void {
    this.announce({ kind: 'status', record });
  }

  addConfiguration(record: ConfigurationRecord): void {
    this.announce({ kind: 'configuration', record });
  }

  private announce(announcement: Announcement): void {
    this.announcements.push(announcement);
    this.urgent = true;
    // While the store fails, only time helps.
    if (this.currentState === 'usable') this.wake();
  }

  private async work(): Promise<void> {
    await this.sleep(FIRST_OPEN_MS);
    while (!this.stopping && (await this.attempt(() => this.turn()))) {
      if (this.currentState !== 'usable') await this.sleep(this.nextBackoff());
      else if (!this.urgent) await this.sleep(FLUSH_EVERY_MS);
    }
    // What was noted before the database was opened first is written too.
    if (this.store.isOpen || this.currentState === 'opening') await this.attempt(() => this.last());
  }

  /** @returns `false` when it must not be tried again */
  private async attempt(turn: () => Promise<void>): Promise<boolean> {
    try {
      await turn();
      this.become('usable');
      return true;
    } catch (error) {
      if (error instanceof NewerDatabaseError) {
        this.become('unusable', error);
        this.refuse(error);
        return false;
      }
      this.become('unusable', error);
      return true;
    }
  }

  private async turn(): Promise<void> {
    if (!this.store.isOpen) await this.open();
    const now = this.clock.now();
    if (now >= this.heartbeatAt || this.currentState !== 'usable') {
      await this.store.heartbeat(this.run, now);
      this.heartbeatAt = now + HEARTBEAT_EVERY_MS;
    }
    // It can be read now; what a start has to write, and the first upkeep, may take seconds.
    if (this.currentState === 'opening') this.become('usable');
    await this.flush();
    await this.upkeep.run(now, () => !this.stopping && !this.urgent);
  }

  private async open(): Promise<void> {
    await this.store.open();
    try {
      await this.store.beginRun(this.run);
    } catch (error) {
      await this.store.close();
      throw error;
    }
    if (this.wasOpen) this.reassert();
    else await this.recall();
    this.wasOpen = true;
  }

  private async last(): Promise<void> {
    if (!this.store.isOpen) await this.open();
    await this.flush();
    await this.store.endRun(this.run, this.clock.now());
  }

  private async flush(): Promise<void> {
    do {
      this.urgent = false;
      await this.flushAnnouncements();
      await this.flushBatch(this.results, (batch) => this.store.appendResults(batch));
      await this.flushBatch(this.audit, (batch) => this.store.appendAudit(batch));
      await nextTurn();
    } while (this.announcements.length + this.results.length + this.audit.length > 0);
  }

  private async flushAnnouncements(): Promise<void> {
    for (let next = this.announcements[0]; next; next = this.announcements[0]) {
      const announce = await this.write(next);
      this.announcements.shift();
      announce();
      // On SQLite nothing else would make the event loop turn, and at the start there are many.
      await nextTurn();
    }
  }

  /** @returns what tells the world */
  private async write(announcement: Announcement): Promise<() => void> {
    if (announcement.kind === 'status') {
      const change = await this.store.recordStatus(announcement.record);
      return () => change && this.announceIncident(change);
    }
    const changes = await this.store.recordConfiguration(announcement.record);
    return () => changes.forEach((change) => this.configurationChanges$.next(change));
  }

  private announceIncident(change: IncidentChange): void {
    const { incident, event } = change;
    this.logger.log(`Incident ${incident.id} ${event.kind}: ${incident.service}, ${event.reason}`);
    this.incidents$.next(change);
  }

  private async flushBatch<T>(
    queue: BoundedQueue<T>,
    write: (batch: readonly T[]) => Promise<void>,
  ): Promise<void> {
    const batch = queue.take(BATCH);
    if (batch.length === 0) return;
    try {
      await write(batch);
    } catch (error) {
      queue.putBack(batch);
      throw error;
    }
  }

  private become(state: StoreState, error?: unknown): void {
    const before = this.currentState;
    this.currentState = state;
    if (state === 'usable') this.backoffMs = FIRST_BACKOFF_MS;
    for (const resolve of this.waiters.splice(0)) resolve();
    if (before === state) return;
    if (state === 'unusable') {
      this.logger.error(`History cannot be written: ${reasonOf(error)}; it waits in memory`);
    } else if (before === 'unusable') this.logger.log('History is written again');
  }

  private nextBackoff(): number {
    const backoff = this.backoffMs * (0.5 + this.clock.random());
    this.backoffMs = Math.min(this.backoffMs * 2, MAX_BACKOFF_MS);
    return backoff;
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n', 1)[0]! : 'unknown error';
}
