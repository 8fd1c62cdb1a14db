import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import autocannon from 'autocannon';
import { KyselyHistoryStore } from '../../src/history/store/kysely-history.store';
import { openDatabase } from '../../src/history/store/open-database';
import { hasPostgres, startPostgres } from '../helpers/postgres';
import { seedHistory, type Seeded } from './history-seed';
import { queryTimes, type Timing } from './history-queries';

const ROOT = join(__dirname, '../..');
const MAIN = join(ROOT, 'dist/main.js');
const PROCESS = join(__dirname, 'history.process.ts');
const DAYS = 395;
const RESULT_DAYS = 30;

const SLICES = 7;
const RESULTS_PER_SECOND = 1000;

interface Writing {
  /** Requests a second. */
  readonly without: number;
  readonly with1000: number;
  readonly ratio: number;
}

interface Figures {
  readonly seeded: Seeded;
  readonly megabytes: number;
  readonly timings: readonly Timing[];
  readonly startMs: number;
  readonly readyMs: number;
  readonly writing: Writing;
}

/** `node -r @swc-node/register test/bench/history.command.ts`: history's figures on both databases. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'history-bench-'));
  const postgres = hasPostgres() ? await startPostgres() : undefined;
  try {
    const databases: [string, string][] = [['SQLite', `sqlite:${join(folder, 'health.db')}`]];
    if (postgres) databases.push(['PostgreSQL', await postgres.createDatabase()]);
    const columns = [];
    for (const [name, url] of databases) {
      process.stderr.write(`${name}: making ${DAYS} days of history\n`);
      columns.push(await measure(url, folder));
    }
    print(
      databases.map(([name]) => name),
      columns,
    );
  } finally {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(url: string, folder: string): Promise<Figures> {
  const store = new KyselyHistoryStore(url);
  await store.open();
  await store.close();
  const database = await openDatabase(url);
  const seeded = await seedHistory(database, {
    days: DAYS,
    resultDays: RESULT_DAYS,
    now: Date.now(),
  });
  const megabytes = await sizeOf(url, database, folder);
  await database.close();
  const { startMs, readyMs, timings } = await onService(url, async (base) => queryTimes(base));
  const writing = await writingCost(url);
  return { seeded, megabytes, timings, startMs, readyMs, writing };
}

async function sizeOf(
  url: string,
  { db }: Awaited<ReturnType<typeof openDatabase>>,
  folder: string,
): Promise<number> {
  if (url.startsWith('sqlite:')) {
    const files = readdirSync(folder).filter((name) => name.startsWith('health.db'));
    return files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1e6;
  }
  const { sql } = await import('kysely');
  const { rows } = await sql<{
    size: number;
  }>`select pg_database_size(current_database()) as size`.execute(db);
  return rows[0]!.size / 1e6;
}

async function onService(url: string, ask: (base: string) => Promise<Timing[]>) {
  const begin = performance.now();
  const service = startService(url, undefined);
  const base = await listening(service);
  const startMs = performance.now() - begin;
  while (!(await fetch(`${base}/health/ready`)).ok) await delay(10);
  const readyMs = performance.now() - begin;
  const timings = await ask(base);
  await stop(service);
  return { startMs, readyMs, timings };
}

/**
 * Loads the health endpoint of two services in turn: one writes 1,000 results a second, the other
 * none. Rates drift, so that slices are short and the median of their ratios counts.
 */
async function writingCost(url: string): Promise<Writing> {
  const services = [0, RESULTS_PER_SECOND].map((rate) => startService(url, rate));
  const [quiet, busy] = await Promise.all(services.map(listening));
  await delay(3000);
  const slices: Writing[] = [];
  for (let round = 0; round < SLICES; round += 1) {
    const first = round % 2 === 0 ? quiet! : busy!;
    const rates = new Map<string, number>();
    for (const base of [first, first === quiet ? busy! : quiet!]) rates.set(base, await load(base));
    const [without, with1000] = [rates.get(quiet!)!, rates.get(busy!)!];
    slices.push({ without, with1000, ratio: with1000 / without });
  }
  await Promise.all(services.map(stop));
  return slices.toSorted((one, other) => one.ratio - other.ratio)[Math.floor(SLICES / 2)]!;
}

async function load(base: string): Promise<number> {
  const url = `${base}/api/zoom/health`;
  const { requests } = await autocannon({ url, connections: 20, duration: 2 });
  return requests.average;
}

/** The built service as it is, or with synthetic results. */
function startService(url: string, resultsPerSecond: number | undefined): ChildProcess {
  const withResults = ['-r', '@swc-node/register', PROCESS];
  const args = resultsPerSecond === undefined ? [MAIN] : withResults;
  return spawn(process.execPath, args, {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      RATE_LIMIT_PER_MINUTE: '1000000000',
      DATABASE_URL: url,
      FINGERPRINT_KEY: 'a key of the bench',
      RESULTS_PER_SECOND: String(resultsPerSecond),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** @returns the address, from the line in which the service names it */
async function listening(service: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of service.stdout!) {
    text += String(chunk);
    const base = /"url":"(?<base>[^"]+)"/.exec(text)?.groups?.base;
    if (base === undefined) continue;
    service.stdout!.resume();
    return base;
  }
  throw new Error('The service ended before it listened');
}

async function stop(service: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => service.once('close', resolve));
  service.kill('SIGTERM');
  await ended;
}

function print(names: readonly string[], columns: readonly Figures[]): void {
  const rows: [string, string, (figures: Figures) => string][] = [
    ['checks in the rollups', '–', ({ seeded }) => seeded.checks.toLocaleString('en')],
    ['results kept one by one', '–', ({ seeded }) => seeded.results.toLocaleString('en')],
    ['incidents', '–', ({ seeded }) => seeded.incidents.toLocaleString('en')],
    ['size of the database', '< 300 MB', ({ megabytes }) => `${Math.round(megabytes)} MB`],
    ['start until it listens', '< 2 s', ({ startMs }) => `${Math.round(startMs)} ms`],
    ['start until it is ready', '–', ({ readyMs }) => `${Math.round(readyMs)} ms`],
    ...columns[0]!.timings.map(
      ({ name, bar }, index): [string, string, (figures: Figures) => string] => [
        name,
        bar,
        ({ timings }) => `${timings[index]!.p50.toFixed(1)} / ${timings[index]!.p95.toFixed(1)} ms`,
      ],
    ),
    [
      'health requests/s without writing',
      '–',
      ({ writing }) => Math.round(writing.without).toLocaleString('en'),
    ],
    [
      `the same while ${RESULTS_PER_SECOND} results/s are written`,
      '≥ 90 %',
      ({ writing }) =>
        `${Math.round(writing.with1000).toLocaleString('en')} (${Math.round(writing.ratio * 100)} %)`,
    ],
  ];
  const lines = [
    ['measure (queries: p50 / p95)', 'bar', ...names],
    ['---', '---', ...names.map(() => '---')],
    ...rows.map(([name, bar, show]) => [name, bar, ...columns.map(show)]),
  ];
  const cpu = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`;
  process.stdout.write(
    `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n${cpu}\n`,
  );
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
