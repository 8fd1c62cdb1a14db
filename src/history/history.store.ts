import type { Kysely } from 'kysely';
import type { Histogram } from './histogram';
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
} from './records';
import type { Span } from './spans';
import type { Durations, Tally } from './tally';

/** A running transaction of the store, for those whose rows must stand or fall with an incident. */
export type StoreTransaction = Kysely<unknown>;

/** Writes rows of its own together with a change of an incident. Called again when that failed. */
export type IncidentCompanion = (
  change: IncidentChange,
  transaction: StoreTransaction,
) => Promise<void>;

/** What a page of records starts after, in the order of the page. */
export interface Position {
  readonly at: number;
  readonly id: string;
}

/** Which records, newest first. */
export interface PageQuery {
  readonly from?: number;
  readonly to?: number;
  readonly after?: Position;
  readonly limit: number;
}

/** Which incidents. */
export interface IncidentQuery extends PageQuery {
  readonly service?: string;
  readonly state?: 'open' | 'acknowledged' | 'resolved';
}

/** What is added up of one integration: for the whole span, and the times of each UTC day in it. */
export interface ServiceTally {
  readonly total: Tally;
  /** By the start of the day, epoch milliseconds; days without any record are absent. */
  readonly days: ReadonlyMap<number, Durations>;
}

/** The latencies of one slot of time. */
export interface LatencySlot {
  /** Its start, epoch milliseconds. */
  readonly at: number;
  readonly latency: Histogram;
}

/** How long things are kept, milliseconds. */
export interface Retention {
  readonly resultsMs: number;
  readonly historyMs: number;
  readonly auditMs: number;
}

/** The database was written by a newer version; nothing was changed in it. */
export class NewerDatabaseError extends Error {}

/**
 * Where history is kept. Every method but {@link open} and {@link close} needs an open store and
 * rejects when the store cannot do it now; whoever writes tries again later. Times are epoch
 * milliseconds.
 */
export abstract class HistoryStore {
  /**
   * Opens the database and brings its tables up to date; may be tried again.
   * @throws NewerDatabaseError
   */
  abstract open(): Promise<void>;
  /** Whether it is open; a store that finds its database gone closes itself. */
  abstract readonly isOpen: boolean;
  abstract close(): Promise<void>;

  /**
   * Registers a run. When no other run lives, what killed ones left open is closed at their last
   * known check.
   */
  abstract beginRun(run: Run): Promise<void>;
  /** Says that the run lives. Rejects when the store is not usable. */
  abstract heartbeat(run: Run, at: number): Promise<void>;
  /** Ends the run; the last one closes what lasts. */
  abstract endRun(run: Run, at: number): Promise<void>;

  /** Writes results and adds them to the rollups; what is there already is not added again. */
  abstract appendResults(results: readonly ResultRecord[]): Promise<void>;
  /**
   * Writes that a status began: ends the interval before, opens, changes or resolves the incident.
   * Writing it again changes nothing. Nothing later than it is kept, for clocks that were set back.
   * @returns what has happened to the incident
   */
  abstract recordStatus(record: StatusRecord): Promise<IncidentChange | undefined>;
  /** From now on the companion takes part in the transaction of every change of an incident. */
  abstract accompanyIncidents(companion: IncidentCompanion): void;
  /** Runs one transaction on rows of others that writes; all writers go one after the other. */
  abstract transaction<T>(work: (transaction: StoreTransaction) => Promise<T>): Promise<T>;
  /** Reads rows of others. */
  abstract query<T>(work: (db: StoreTransaction) => Promise<T>): Promise<T>;
  /** Writes the variables of an integration. @returns the changes; none the very first time */
  abstract recordConfiguration(record: ConfigurationRecord): Promise<ConfigurationChange[]>;
  abstract appendAudit(records: readonly AuditRecord[]): Promise<void>;
  /** @returns `undefined` when there is no such incident; one that was acknowledged stays so */
  abstract acknowledge(
    id: string,
    act: { readonly at: number; readonly who: string; readonly note: string },
  ): Promise<IncidentChange | undefined>;

  /** Those of the services of which something complete may wait to be rolled up. */
  abstract unrolled(services: readonly string[], now: number): Promise<string[]>;
  /** Rolls up what is complete, one small step. @returns whether more waits */
  abstract rollUp(service: string, now: number): Promise<boolean>;
  /** Removes what is too old, one small step. @returns whether more waits */
  abstract prune(retention: Retention, now: number): Promise<boolean>;

  abstract results(service: string, query: PageQuery): Promise<ResultRecord[]>;
  /** Those that overlap the span, oldest first. */
  abstract intervals(service: string, span: Span): Promise<Interval[]>;
  /** Newest first, by when they began. */
  abstract intervalPage(service: string, query: PageQuery): Promise<Interval[]>;
  abstract incidents(query: IncidentQuery): Promise<Incident[]>;
  /** Adds up those that were open at some moment of the span, by integration; none is absent. */
  abstract incidentFigures(
    services: readonly string[],
    span: Span,
  ): Promise<ReadonlyMap<string, IncidentFigures>>;
  abstract incident(id: string): Promise<Incident | undefined>;
  /** Oldest first. */
  abstract incidentEvents(id: string): Promise<IncidentEvent[]>;
  abstract configurationChanges(
    query: PageQuery & { readonly service?: string },
  ): Promise<ConfigurationChange[]>;
  abstract audit(query: PageQuery): Promise<KeptAuditRecord[]>;
  /**
   * Adds up.
   * @param now the end of what still lasts
   * @param resultsFrom older results are gone: before, checks are counted by whole hours
   */
  abstract tallies(
    services: readonly string[],
    span: Span,
    now: number,
    resultsFrom: number,
  ): Promise<ReadonlyMap<string, ServiceTally>>;
  /**
   * How long the vendor took to answer, oldest first; slots without answers are absent.
   * @param slotMs whole hours are read from rollups, anything else from results
   */
  abstract latencies(service: string, span: Span, slotMs: number): Promise<LatencySlot[]>;
}
