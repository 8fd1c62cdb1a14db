import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../../../src/history/store/open-database';
import type { Bench, Running } from '../bench';
import { fetchOnce } from '../http-client';
import { inTurn } from '../in-turn';
import type { Figure, Measure } from '../measure';
import { median } from '../statistics';
import { HEADERS, LIVE, TARGETS } from '../targets';
import type { Lag } from '../targets/thousand-integrations';

const INTEGRATIONS = 1000;
/** The service's default. */
const INTERVAL_MS = 30_000;
/** The first checks are spread over most of an interval; then the start is over. */
const START_MS = INTERVAL_MS;

const PROBE_EVERY_MS = 1000;

/** A check as history keeps it. */
interface Check {
  readonly service: string;
  /** When it ended, epoch milliseconds. */
  readonly at: number;
  readonly durationMs: number;
}

/** What was seen from outside and by the process itself in the time that counts. */
interface Watched {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly lag: Lag;
  readonly ours: number;
  readonly bare: number;
}

/** A service with a hundred times the integrations, as it runs for minutes. */
export const thousandIntegrations: Measure = {
  name: 'thousand-integrations',
  title: `${INTEGRATIONS.toLocaleString('en')} integrations, checked every ${INTERVAL_MS / 1000} s`,
  async run(bench) {
    const bare = await bench.start(TARGETS.constant);
    const beganAt = Date.now();
    const ours = await bench.spawn(TARGETS.thousand);
    bench.say('thousand-integrations: start');
    await ours.firstAnswer(LIVE);
    // What was late before it listened is the cold start's.
    await ours.tell<Lag>({});
    await delay(START_MS);
    const startLag = await ours.tell<Lag>({});
    const from = Date.now();
    bench.say(`thousand-integrations: ${bench.options.duration} s`);
    const watched = await watch(bench, ours, bare);
    const to = Date.now();
    await Promise.all([ours.stop(), bare.stop()]);
    const checks = await readChecks(ours.databaseUrl);
    return {
      figures: [
        ...loadFigures(watched, startLag),
        ...scheduleFigures(checks, from, to),
        {
          name: 'start of the process until every integration has a verdict',
          unit: 'ms',
          samples: [Math.max(...firstEnds(checks).values()) - beganAt],
        },
      ],
    };
  },
};

async function watch(bench: Bench, ours: Running, bare: Running): Promise<Watched> {
  const before = ours.cpuMs();
  const begin = performance.now();
  await inTurn(bench.options.duration, () => probe([ours, bare]));
  return {
    cpuMs: ours.cpuMs() - before,
    wallMs: performance.now() - begin,
    lag: await ours.tell<Lag>({}),
    ours: ours.residentMiB(),
    bare: bare.residentMiB(),
  };
}

/** Both are asked as an orchestrator asks, which also keeps idle code in memory. */
async function probe(targets: readonly Running[]): Promise<void> {
  await Promise.all([
    delay(PROBE_EVERY_MS),
    ...targets.map(({ url }) => fetchOnce(url + LIVE, HEADERS)),
  ]);
}

function loadFigures({ cpuMs, wallMs, lag, ours, bare }: Watched, startLag: Lag): Figure[] {
  return [
    {
      name: 'processor time',
      unit: '% of a core',
      samples: [(100 * cpuMs) / wallMs],
      bar: { atMost: 20 },
    },
    { name: 'event loop lag, p99', unit: 'ms', samples: [lag.p99], bar: { atMost: 20 } },
    { name: 'event loop lag, longest', unit: 'ms', samples: [lag.max] },
    {
      name: 'event loop lag during the start, p99',
      unit: 'ms',
      samples: [startLag.p99],
      note: `the first ${START_MS / 1000} s`,
    },
    { name: 'event loop lag during the start, longest', unit: 'ms', samples: [startLag.max] },
    {
      name: 'resident memory ÷ bare Nest + Fastify',
      unit: '×',
      samples: [ours / bare],
      bar: { atMost: 2 },
      note: 'both are asked whether they live, once a second',
    },
    { name: 'resident memory', unit: 'MiB', samples: [ours] },
    { name: 'bare Nest + Fastify', unit: 'MiB', samples: [bare] },
  ];
}

function scheduleFigures(checks: readonly Check[], from: number, to: number): Figure[] {
  const done = checks.filter(({ at }) => at >= from && at < to).length;
  const pauses = pausesOf(checks.filter(({ at }) => at < to));
  const mean = pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length;
  return [
    {
      name: 'checks done ÷ expected',
      unit: '×',
      samples: [(done * INTERVAL_MS) / (INTEGRATIONS * (to - from))],
      note: `${done} done`,
    },
    {
      name: 'from one check of an integration to its next one, mean',
      unit: 's',
      samples: [mean / 1000],
      note: 'the interval, and as long as the check takes',
    },
    { name: 'the same, median', unit: 's', samples: [median(pauses) / 1000] },
    {
      name: 'the same, longest',
      unit: 's',
      samples: [pauses.reduce((one, other) => Math.max(one, other), 0) / 1000],
      note: 'up to a tenth more than the interval is meant',
    },
  ];
}

/** What the service itself wrote. */
async function readChecks(url: string): Promise<Check[]> {
  const { db, close } = await openDatabase(url);
  try {
    return await db
      .selectFrom('results')
      .select(['service', 'at', 'duration_ms as durationMs'])
      .orderBy('at')
      .execute();
  } finally {
    await close();
  }
}

function firstEnds(checks: readonly Check[]): Map<string, number> {
  const ends = new Map<string, number>();
  for (const { service, at } of checks.toReversed()) ends.set(service, at);
  if (ends.size < INTEGRATIONS) throw new Error(`Only ${ends.size} integrations were checked`);
  return ends;
}

/** Between the starts of two checks of one integration, milliseconds. */
function pausesOf(checks: readonly Check[]): number[] {
  const begins = new Map<string, number>();
  const pauses: number[] = [];
  for (const { service, at, durationMs } of checks) {
    const begin = at - durationMs;
    const before = begins.get(service);
    if (before !== undefined) pauses.push(begin - before);
    begins.set(service, begin);
  }
  return pauses;
}
