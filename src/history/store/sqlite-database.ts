import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  sql,
  type DatabaseConnection,
  type SqliteDatabase,
} from 'kysely';
import type { Database } from './database';
import { migrate } from './migrate';
import { migrationsFor } from './migrations';
import type { SchemaWords } from './schema-words';
import type { Tables } from './tables';

/** The event loop stands still while SQLite waits for a lock, so it hardly waits; milliseconds. */
const BUSY_TIMEOUT_MS = 20;
const MAX_STATEMENTS = 200;

/** Opens a file, made with its folder when it is missing, or `:memory:`. */
export async function openSqlite(path: string): Promise<Database> {
  const isFile = path !== ':memory:';
  if (isFile) mkdirSync(dirname(path), { recursive: true, mode: 0o750 });
  const connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(connection) });
  try {
    await migrate(db, migrationsFor(WORDS));
    // Changes the file, so only now: what a newer version wrote stays as it is.
    connection.exec('pragma journal_mode = wal; pragma synchronous = normal;');
  } catch (error) {
    connection.close();
    throw error;
  }
  const opened = isFile ? inodeOf(path) : undefined;
  return {
    db,
    check: () => {
      if (!isFile || (existsSync(path) && inodeOf(path) === opened)) return Promise.resolve();
      return Promise.reject(new Error('the database file was removed or replaced'));
    },
    close: () => db.destroy(),
  };
}

function inodeOf(path: string): number {
  return statSync(path).ino;
}

const WORDS: SchemaWords = {
  addIdentity: (table) =>
    table.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement()),
  clusterByKey: (table) => table.modifyEnd(sql`without rowid`),
};

/** SQLite's dialect over `node:sqlite`; its DDL is transactional, and writers queue at `begin`. */
class NodeSqliteDialect extends SqliteDialect {
  constructor(private readonly connection: DatabaseSync) {
    super({ database: adapt(connection) });
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver({ database: adapt(this.connection) });
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** What Kysely expects of a SQLite library; statements are prepared once. */
function adapt(connection: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, StatementSync>();
  const prepare = (text: string): StatementSync => {
    const known = statements.get(text);
    if (known) return known;
    const statement = connection.prepare(text);
    if (statements.size >= MAX_STATEMENTS) statements.clear();
    statements.set(text, statement);
    return statement;
  };
  return {
    close: () => connection.close(),
    prepare: (text) => {
      const statement = prepare(text);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
}

function values(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[];
}
