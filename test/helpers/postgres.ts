import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

const START_LIMIT_MS = 15_000;

/** A PostgreSQL server for tests. */
export interface PostgresServer {
  /** Makes an empty database. @returns its URL */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Where the server's programs are; `undefined` when they are not installed. */
function binaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  const folders = existsSync(root)
    ? readdirSync(root).map((version) => join(root, version, 'bin'))
    : [];
  return folders.find((folder) => existsSync(join(folder, 'initdb')));
}

/** Whether suites on PostgreSQL can run here. */
export function hasPostgres(): boolean {
  const has = process.env.TEST_DATABASE_URL !== undefined || binaries() !== undefined;
  if (!has) {
    process.stderr.write(
      '\nLEFT OUT: PostgreSQL is not installed and TEST_DATABASE_URL is not set, ' +
        'so no suite runs on PostgreSQL\n\n',
    );
  }
  return has;
}

/** Starts a server in a temporary folder, or uses the one that `TEST_DATABASE_URL` names. */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env.TEST_DATABASE_URL;
  return given === undefined ? startOwn(binaries()!) : serverAt(given, () => Promise.resolve());
}

async function startOwn(bin: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'history-postgres-'));
  const user = owner();
  if (user) execFileSync('chown', [String(user.uid), folder]);
  chmodSync(folder, 0o700);
  const data = join(folder, 'data');
  const initdb = ['-D', data, '-U', 'test', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
  execFileSync(join(bin, 'initdb'), initdb, { ...user, stdio: 'ignore', cwd: folder });
  const port = await freePort();
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'],
    { ...user, stdio: 'ignore', cwd: folder },
  );
  const stop = async () => {
    await stopProcess(server);
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `postgres://test@127.0.0.1:${port}/postgres`;
  await answering(url).catch(async (error) => {
    await stop();
    throw error;
  });
  return serverAt(url, stop);
}

/** PostgreSQL refuses to run as root. */
function owner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function stopProcess(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function answering(url: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    try {
      await run(url, 'select 1');
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(50);
    }
  }
}

function serverAt(url: string, stop: () => Promise<void>): PostgresServer {
  return {
    createDatabase: async () => {
      const name = `history_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
      await run(url, `create database ${name}`);
      const database = new URL(url);
      database.pathname = `/${name}`;
      return database.toString();
    },
    stop,
  };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
