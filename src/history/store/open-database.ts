import type { Database } from './database';

/**
 * Opens what `DATABASE_URL` names and brings it up to date.
 * @throws NewerDatabaseError
 */
export async function openDatabase(url: string): Promise<Database> {
  if (url.startsWith('sqlite:')) {
    const { openSqlite } = await import('./sqlite-database');
    return openSqlite(url.slice('sqlite:'.length));
  }
  const { openPostgres } = await import('./postgres-database');
  return openPostgres(url);
}
