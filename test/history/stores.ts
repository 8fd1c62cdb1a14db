import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KyselyHistoryStore } from '../../src/history/store/kysely-history.store';
import { hasPostgres, startPostgres, type PostgresServer } from '../helpers/postgres';

/** Makes empty databases of one kind. */
export interface DatabaseKind {
  start(): Promise<void>;
  /** The URL of a new database. */
  create(): Promise<string>;
  stop(): Promise<void>;
}

class SqliteFiles implements DatabaseKind {
  private readonly folder = mkdtempSync(join(tmpdir(), 'history-sqlite-'));
  private made = 0;

  start(): Promise<void> {
    return Promise.resolve();
  }

  create(): Promise<string> {
    this.made += 1;
    return Promise.resolve(`sqlite:${join(this.folder, `${this.made}.db`)}`);
  }

  stop(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    return Promise.resolve();
  }
}

class PostgresDatabases implements DatabaseKind {
  private server!: PostgresServer;

  async start(): Promise<void> {
    this.server = await startPostgres();
  }

  create(): Promise<string> {
    return this.server.createDatabase();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

/** The kinds of databases that can be tested here. */
export const DATABASE_KINDS: [name: string, make: () => DatabaseKind][] = [
  ['SQLite', () => new SqliteFiles()],
  ...(hasPostgres()
    ? [['PostgreSQL', () => new PostgresDatabases()] as [string, () => DatabaseKind]]
    : []),
];

/** An open store. */
export async function openStore(url: string): Promise<KyselyHistoryStore> {
  const store = new KyselyHistoryStore(url);
  await store.open();
  return store;
}
