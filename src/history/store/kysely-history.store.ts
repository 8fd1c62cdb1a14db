import type { Kysely, Transaction } from 'kysely';
import {
  HistoryStore,
  type IncidentCompanion,
  type IncidentQuery,
  type LatencySlot,
  type PageQuery,
  type Retention,
  type ServiceTally,
  type StoreTransaction,
} from '../history.store';
import type {
  AuditRecord,
  ConfigurationChange,
  ConfigurationRecord,
  Incident,
  IncidentChange,
  IncidentEvent,
  IncidentFigures,
  Interval,
  KeptAuditRecord,
  ResultRecord,
  Run,
  StatusRecord,
} from '../records';
import type { Span } from '../spans';
import { appendAudit, readAudit } from './audit';
import { readConfigurationChanges, recordConfiguration } from './configuration';
import type { Database } from './database';
import {
  acknowledge,
  applyToIncident,
  readIncident,
  readIncidentEvents,
  readIncidents,
  readIncidentFigures,
} from './incidents';
import { beginInterval, readIntervalPage, readIntervals } from './intervals';
import { readLatencies } from './latencies';
import { appendResults, readResults } from './results';
import { openDatabase } from './open-database';
import { prune } from './retention';
import { seal, unsealed } from './rollups';
import { beginRun, endRun, sign } from './runs';
import type { Tables } from './tables';
import { readTallies } from './tallies';

/** History in SQLite or PostgreSQL, by the same queries. */
export class KyselyHistoryStore extends HistoryStore {
  private database: Database | undefined;
  private readonly companions: IncidentCompanion[] = [];

  /** @param url `sqlite:path`, `sqlite::memory:` or `postgres://…` */
  constructor(private readonly url: string) {
    super();
  }

  async open(): Promise<void> {
    await this.close();
    this.database = await openDatabase(this.url);
  }

  get isOpen(): boolean {
    return this.database !== undefined;
  }

  async close(): Promise<void> {
    const { database } = this;
    this.database = undefined;
    await database?.close();
  }

  beginRun(run: Run): Promise<void> {
    return this.write((db) => beginRun(db, run));
  }

  async heartbeat(run: Run, at: number): Promise<void> {
    await this.opened.check().catch(async (error: unknown) => {
      await this.close();
      throw error;
    });
    await sign(this.db, run, at);
  }

  endRun(run: Run, at: number): Promise<void> {
    return this.write((db) => endRun(db, run, at));
  }

  async appendResults(results: readonly ResultRecord[]): Promise<void> {
    if (results.length > 0) await this.write((db) => appendResults(db, results));
  }

  recordStatus(record: StatusRecord): Promise<IncidentChange | undefined> {
    return this.write(async (db) => {
      await beginInterval(db, record);
      const change = await applyToIncident(db, record);
      if (change) await this.accompany(change, db);
      return change;
    });
  }

  accompanyIncidents(companion: IncidentCompanion): void {
    this.companions.push(companion);
  }

  transaction<T>(work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    return this.write((db) => work(db as unknown as StoreTransaction));
  }

  async query<T>(work: (db: StoreTransaction) => Promise<T>): Promise<T> {
    return work(this.db as unknown as StoreTransaction);
  }

  recordConfiguration(record: ConfigurationRecord): Promise<ConfigurationChange[]> {
    return this.write((db) => recordConfiguration(db, record));
  }

  async appendAudit(records: readonly AuditRecord[]): Promise<void> {
    if (records.length > 0) await this.write((db) => appendAudit(db, records));
  }

  acknowledge(
    id: string,
    act: { readonly at: number; readonly who: string; readonly note: string },
  ): Promise<IncidentChange | undefined> {
    return this.write(async (db) => {
      const done = await acknowledge(db, id, act);
      if (done?.isNew) await this.accompany(done.change, db);
      return done?.change;
    });
  }

  async unrolled(services: readonly string[], now: number): Promise<string[]> {
    return unsealed(this.db, services, now);
  }

  rollUp(service: string, now: number): Promise<boolean> {
    return this.write((db) => seal(db, service, now));
  }

  prune(retention: Retention, now: number): Promise<boolean> {
    return this.write((db) => prune(db, retention, now));
  }

  async results(service: string, query: PageQuery): Promise<ResultRecord[]> {
    return readResults(this.db, service, query);
  }

  async intervals(service: string, span: Span): Promise<Interval[]> {
    return readIntervals(this.db, [service], span);
  }

  async intervalPage(service: string, query: PageQuery): Promise<Interval[]> {
    return readIntervalPage(this.db, service, query);
  }

  async incidents(query: IncidentQuery): Promise<Incident[]> {
    return readIncidents(this.db, query);
  }

  async incidentFigures(
    services: readonly string[],
    span: Span,
  ): Promise<ReadonlyMap<string, IncidentFigures>> {
    return readIncidentFigures(this.db, services, span);
  }

  async incident(id: string): Promise<Incident | undefined> {
    return readIncident(this.db, id);
  }

  async incidentEvents(id: string): Promise<IncidentEvent[]> {
    return readIncidentEvents(this.db, id);
  }

  async configurationChanges(
    query: PageQuery & { readonly service?: string },
  ): Promise<ConfigurationChange[]> {
    return readConfigurationChanges(this.db, query);
  }

  async audit(query: PageQuery): Promise<KeptAuditRecord[]> {
    return readAudit(this.db, query);
  }

  async tallies(
    services: readonly string[],
    span: Span,
    now: number,
    resultsFrom: number,
  ): Promise<ReadonlyMap<string, ServiceTally>> {
    return readTallies(this.db, services, span, now, resultsFrom);
  }

  async latencies(service: string, span: Span, slotMs: number): Promise<LatencySlot[]> {
    return readLatencies(this.db, service, span, slotMs);
  }

  private async accompany(change: IncidentChange, db: Transaction<Tables>): Promise<void> {
    for (const companion of this.companions) {
      await companion(change, db as unknown as StoreTransaction);
    }
  }

  /** Runs one transaction that writes; all writers of a database go one after the other. */
  private async write<T>(work: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    const { db, writeLock } = this.opened;
    return db.transaction().execute(async (transaction) => {
      if (writeLock) await writeLock.execute(transaction);
      return work(transaction);
    });
  }

  private get db(): Kysely<Tables> {
    return this.opened.db;
  }

  private get opened(): Database {
    if (!this.database) throw new Error('the history store is not open');
    return this.database;
  }
}
