import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../../../src/history/store/database';
import { openDatabase } from '../../../src/history/store/open-database';
import type { Bench } from '../bench';
import { seedHistory, type Seeded } from '../history-seed';
import { queryTimes, type Timing } from '../history-queries';
import { fetchOnce } from '../http-client';
import { inTurn, mapInTurn } from '../in-turn';
import type { Figure, Measure, Table } from '../measure';
import { format, median, percentile, ratios } from '../statistics';
import { HEADERS, LIVE, TARGETS } from '../targets';
import { measureAlone, warmUp } from './comparison';

const DAYS = 395;
/** Days of which every result is kept, as by default. */
const RESULT_DAYS = 30;
const RESULTS_PER_SECOND = 1000;
const READY_LOOK_MS = 10;

/** A database with 13 months in it. */
interface Filled {
  readonly name: string;
  readonly url: string;
  readonly megabytes: number;
}

/** What was measured on one of them. */
interface Measured extends Filled {
  readonly listensMs: number;
  readonly readyMs: number;
  readonly timings: readonly Timing[];
  /** Requests a second while results are written, divided by those while none are, by round. */
  readonly whileWriting: readonly number[];
}

/** Questions to 13 months of checks of ten integrations every 30 seconds. */
export const history: Measure = {
  name: 'history',
  title: 'History of 13 months',
  async run(bench) {
    const urls = [['SQLite', bench.sqliteUrl('history')] as const];
    const postgres = await bench.postgresUrl();
    const all = postgres === undefined ? urls : [...urls, ['PostgreSQL', postgres] as const];
    bench.say(`history: filling ${all.map(([name]) => name).join(' and ')}`);
    const { seeded, filled } = await fill(all);
    const measured = await mapInTurn(filled, (database) => measureOne(bench, database));
    return { figures: measured.flatMap(figuresOf), table: table(measured, seeded) };
  },
};

async function fill(urls: readonly (readonly [name: string, url: string])[]) {
  const databases = await mapInTurn(urls, ([, url]) => openDatabase(url));
  const seeded = await seedHistory(databases, {
    days: DAYS,
    resultDays: RESULT_DAYS,
    now: Date.now(),
  });
  const filled = await mapInTurn(urls.entries(), async ([index, [name, url]]): Promise<Filled> => {
    const megabytes = await sizeOf(url, databases[index]!);
    await databases[index]!.close();
    return { name, url, megabytes };
  });
  return { seeded, filled };
}

async function sizeOf(url: string, { db }: Database): Promise<number> {
  if (url.startsWith('sqlite:')) return fileSize(url.slice('sqlite:'.length)) / 1e6;
  const { sql } = await import('kysely');
  const { rows } = await sql<{
    size: number;
  }>`select pg_database_size(current_database()) as size`.execute(db);
  return Number(rows[0]!.size) / 1e6;
}

/** With the log that belongs to it. */
function fileSize(path: string): number {
  const files = readdirSync(dirname(path)).filter((name) => name.startsWith(basename(path)));
  return files.reduce((sum, name) => sum + statSync(join(dirname(path), name)).size, 0);
}

async function measureOne(bench: Bench, filled: Filled): Promise<Measured> {
  bench.say(`history: asking ${filled.name}`);
  const env = { DATABASE_URL: filled.url, FINGERPRINT_KEY: 'a key of the bench' };
  const begin = performance.now();
  const ours = await bench.spawn(TARGETS.ours, env);
  await ours.firstAnswer(LIVE);
  const listensMs = performance.now() - begin;
  await untilReady(ours.url);
  const readyMs = performance.now() - begin;
  const timings = await queryTimes(ours.url);
  await ours.stop();
  return {
    ...filled,
    listensMs,
    readyMs,
    timings,
    whileWriting: await writing(bench, filled, env),
  };
}

async function untilReady(url: string): Promise<void> {
  const { status } = await fetchOnce(`${url}/health/ready`, HEADERS);
  if (status === 200) return;
  await delay(READY_LOOK_MS);
  await untilReady(url);
}

/** Two processes on one database: one writes results that no vendor gave, the other does not. */
async function writing(bench: Bench, { name }: Filled, env: Record<string, string>) {
  const quiet = { target: await bench.start(TARGETS.ours, env), page: 'service' } as const;
  const busyEnv = { ...env, RESULTS_PER_SECOND: String(RESULTS_PER_SECOND) };
  const busy = { target: await bench.start(TARGETS.writing, busyEnv), page: 'service' } as const;
  await warmUp(bench, [quiet, busy]);
  const rounds = await inTurn(bench.options.rounds, async (round) => {
    bench.say(`history: ${name} while writing, round ${round} of ${bench.options.rounds}`);
    return [await measureAlone(bench, quiet), await measureAlone(bench, busy)] as const;
  });
  await Promise.all([quiet.target.stop(), busy.target.stop()]);
  return ratios(
    rounds.map(([, { perSecond }]) => perSecond),
    rounds.map(([{ perSecond }]) => perSecond),
  );
}

function figuresOf({ name, megabytes, listensMs, readyMs, timings, whileWriting }: Measured) {
  const queries = timings.flatMap(({ question, limitMs, times }): Figure[] =>
    limitMs === undefined
      ? []
      : [
          {
            name: `${name}: ${question}, p95`,
            unit: 'ms',
            samples: [percentile(times, 95)],
            bar: { atMost: limitMs },
          },
        ],
  );
  const others: Figure[] = [
    { name: `${name}: size`, unit: 'MB', samples: [megabytes], bar: { atMost: 300 } },
    {
      name: `${name}: start until it listens`,
      unit: 'ms',
      samples: [listensMs],
      bar: { atMost: 2000 },
    },
    { name: `${name}: start until it is ready`, unit: 'ms', samples: [readyMs] },
    {
      name: `${name}: health requests/s while ${RESULTS_PER_SECOND} results/s are written ÷ without`,
      unit: '×',
      samples: whileWriting,
      bar: { atLeast: 0.9 },
    },
  ];
  return [...queries, ...others];
}

function table(measured: readonly Measured[], { checks, results, incidents }: Seeded): Table {
  const amounts = [checks, results, incidents].map((amount) => amount.toLocaleString('en-US'));
  const rows = measured[0]!.timings.map(({ question }, index) => [
    question,
    ...measured.flatMap(({ timings }) => {
      const { times } = timings[index]!;
      return [format(median(times)), format(percentile(times, 95))];
    }),
  ]);
  return {
    columns: [
      `${amounts[0]} checks, ${amounts[1]} results, ${amounts[2]} incidents`,
      ...measured.flatMap(({ name }) => [`${name} p50 ms`, `${name} p95 ms`]),
    ],
    rows,
  };
}
