import type { Kysely, RawBuilder } from 'kysely';
import type { Tables } from './tables';

/** An open database, whichever it is. Loaded late: its libraries would double the start. */
export interface Database {
  readonly db: Kysely<Tables>;
  /** Runs first in every transaction that writes, so that writers go one after the other. */
  readonly writeLock?: RawBuilder<unknown>;
  /** Rejects when what was opened is no longer what the address names. */
  check(): Promise<void>;
  close(): Promise<void>;
}
