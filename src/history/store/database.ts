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

/**
 * Opens what `DATABASE_URL` names and brings it up to date.
 * @throws NewerDatabaseError
 */
export async function openDatabase(url: string): Promise<Database> {
  if (url.startsWith('sqlite:')) {
    const { openSqlite } = await import('./sqlite-database.js');
    return openSqlite(url.slice('sqlite:'.length));
  }
  const { openPostgres } = await import('./postgres-database.js');
  return openPostgres(url);
}
