import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool, types } from 'pg';
import type { Database } from './database';
import { migrate } from './migrate';
import { migrationsFor } from './migrations';
import type { SchemaWords } from './schema-words';
import type { Tables } from './tables';

const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 15_000;
const MAX_CONNECTIONS = 4;
const WRITE_LOCK = 7_220_401;

/** Opens a database on a server. @param url `postgres://…` */
export async function openPostgres(url: string): Promise<Database> {
  const pool = new Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + 1000,
    keepAlive: true,
    application_name: 'integration-health',
    types: { getTypeParser: numeric },
  });
  // A connection that breaks, idle or between two queries, is replaced by the pool; the next query
  // tells. Without a listener its error would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(db, migrationsFor(WORDS));
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    db,
    writeLock: sql`select pg_advisory_xact_lock(${sql.lit(WRITE_LOCK)})`,
    check: () => Promise.resolve(),
    close: () => db.destroy(),
  };
}

/** Epoch milliseconds and sums fit a number; the library gives them as text. */
function numeric(type: number, format?: 'text' | 'binary') {
  if (type === types.builtins.INT8 || type === types.builtins.NUMERIC) return Number;
  return format === undefined
    ? types.getTypeParser(type)
    : types.getTypeParser(type, format as 'text');
}

const WORDS: SchemaWords = {
  addIdentity: (table) =>
    table.addColumn('id', 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity()),
  clusterByKey: (table) => table,
};
