import { INTEGRATION_KEYS } from '../../src/integrations/integrations.catalog';
import { bucketOf, writeHistogram } from '../../src/history/histogram';
import { DAY_MS, durationsOf, floorTo, HOUR_MS } from '../../src/history/spans';
import type { Interval } from '../../src/history/records';
import type { Database } from '../../src/history/store/database';
import { mapInTurn } from './in-turn';
import type {
  IncidentEventRow,
  IncidentRow,
  IntervalRow,
  ResultRow,
  RollupRow,
  Tables,
} from '../../src/history/store/tables';

const INTERVAL_MS = 30_000;
const ROWS_A_STATEMENT = 500;

/** How much history to make. */
export interface SeedOptions {
  readonly days: number;
  /** Days of which every result is kept. */
  readonly resultDays: number;
  /** Epoch milliseconds of the end. */
  readonly now: number;
}

/** What was made. */
export interface Seeded {
  /** Checks that the rollups stand for. */
  readonly checks: number;
  readonly results: number;
  readonly incidents: number;
}

/** A small generator of chance that gives the same numbers every time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** Fills databases alike, as months of checks every 30 seconds would: about 11 million in 13 months. */
export async function seedHistory(
  databases: readonly Database[],
  options: SeedOptions,
): Promise<Seeded> {
  const seeded = { checks: 0, results: 0, incidents: 0 };
  for (const [index, service] of INTEGRATION_KEYS.entries()) {
    const made = await seedService(databases, service, chance(index + 1), options);
    seeded.checks += made.checks;
    seeded.results += made.results;
    seeded.incidents += made.incidents;
  }
  return seeded;
}

async function seedService(
  databases: readonly Database[],
  service: string,
  random: () => number,
  { days, resultDays, now }: SeedOptions,
): Promise<Seeded> {
  const start = floorTo(DAY_MS, now - days * DAY_MS);
  const intervals = makeIntervals(service, random, start, now);
  const incidents = intervals.filter(({ status }) => status === 'degraded').map(incidentOf);
  const { rollups, results } = makeChecks(service, random, intervals, {
    start,
    now,
    resultsFrom: now - resultDays * DAY_MS,
  });
  const events = incidents.flatMap(eventsOf);
  await mapInTurn(databases, async ({ db }) => {
    await insert(db, 'status_intervals', intervals.map(intervalRow));
    await insert(db, 'incidents', incidents);
    await insert(db, 'incident_events', events);
    await insert(db, 'rollups', rollups);
    await insert(db, 'results', results);
    const mark = { service, sealed_until: floorTo(HOUR_MS, now) };
    await db.insertInto('rollup_marks').values(mark).execute();
  });
  return {
    checks: rollups.reduce((sum, { size, checks }) => sum + (size === DAY_MS ? checks : 0), 0),
    results: results.length,
    incidents: incidents.length,
  };
}

/** Healthy for about half a day, degraded for about five minutes, and so on. */
function makeIntervals(
  service: string,
  random: () => number,
  start: number,
  now: number,
): Interval[] {
  const intervals: Interval[] = [];
  let at = start;
  for (let isHealthy = true; at < now; isHealthy = !isHealthy) {
    const length = isHealthy ? (0.2 + random()) * 0.8 * DAY_MS : (0.1 + random()) * 600_000;
    const end = Math.round(at + length);
    intervals.push({
      service,
      startedAt: at,
      ...(end < now && { endedAt: end }),
      status: isHealthy ? 'healthy' : 'degraded',
      reason: isHealthy ? 'ok' : 'vendor_error',
    });
    at = end;
  }
  return intervals;
}

interface Bucket {
  checks: number;
  failures: number;
  latency: Record<number, number>;
}

function makeChecks(
  service: string,
  random: () => number,
  intervals: readonly Interval[],
  { start, now, resultsFrom }: { start: number; now: number; resultsFrom: number },
) {
  const buckets = new Map<string, Bucket>();
  const results: ResultRow[] = [];
  let current = 0;
  for (let at = start; at < now; at += INTERVAL_MS) {
    while ((intervals[current]!.endedAt ?? Infinity) <= at) current += 1;
    const { status, reason } = intervals[current]!;
    const failed = status !== 'healthy';
    const latency = failed ? null : Math.round(80 + 60 * random() + 400 * random() ** 8);
    for (const size of [HOUR_MS, DAY_MS]) count(buckets, `${size} ${floorTo(size, at)}`, latency);
    if (at < resultsFrom) continue;
    results.push({
      service,
      at,
      number: results.length,
      status,
      reason,
      outcome: failed ? 'vendor_error' : 'reachable',
      latency_ms: latency,
      duration_ms: latency ?? 150,
      is_full: 0,
    });
  }
  return { results, rollups: rollupRows(service, buckets, intervals, now) };
}

function count(buckets: Map<string, Bucket>, key: string, latency: number | null): void {
  const bucket = buckets.get(key) ?? { checks: 0, failures: 0, latency: {} };
  buckets.set(key, bucket);
  bucket.checks += 1;
  if (latency === null) bucket.failures += 1;
  else bucket.latency[bucketOf(latency)] = (bucket.latency[bucketOf(latency)] ?? 0) + 1;
}

function rollupRows(
  service: string,
  buckets: ReadonlyMap<string, Bucket>,
  intervals: readonly Interval[],
  now: number,
): RollupRow[] {
  const firstOf = new Map<number, number>([
    [HOUR_MS, 0],
    [DAY_MS, 0],
  ]);
  return [...buckets].map(([key, { checks, failures, latency }]) => {
    const [size, start] = key.split(' ').map(Number) as [number, number];
    let first = firstOf.get(size)!;
    while ((intervals[first]!.endedAt ?? Infinity) <= start) first += 1;
    firstOf.set(size, first);
    const span = { from: start, to: start + size };
    const near = intervals.slice(first, first + 20);
    const isComplete = span.to <= floorTo(HOUR_MS, now);
    const durations = isComplete ? durationsOf(near, span, span.to) : undefined;
    return {
      size,
      service,
      start,
      healthy_ms: durations?.healthy ?? 0,
      unknown_ms: durations?.unknown ?? 0,
      degraded_ms: durations?.degraded ?? 0,
      unhealthy_ms: durations?.unhealthy ?? 0,
      checks,
      failures,
      latency: writeHistogram(latency),
    };
  });
}

function intervalRow({ service, startedAt, endedAt, status, reason }: Interval): IntervalRow {
  return { service, started_at: startedAt, ended_at: endedAt ?? null, status, reason };
}

let made = 0;

function incidentOf({ service, startedAt, endedAt, status, reason }: Interval): IncidentRow {
  made += 1;
  return {
    id: `00000000-0000-4000-8000-${made.toString(16).padStart(12, '0')}`,
    service,
    status,
    reason,
    opened_at: startedAt,
    first_reason: reason,
    first_evidence: 'The vendor answered with a server error',
    acknowledged_at: null,
    acknowledged_by: null,
    note: null,
    resolved_at: endedAt ?? null,
    not_running_ms: 0,
  };
}

function eventsOf(incident: IncidentRow): Omit<IncidentEventRow, 'id'>[] {
  const { id, opened_at, resolved_at, reason } = incident;
  const event = { incident_id: id, reason, evidence: incident.first_evidence, who: null };
  return [
    { ...event, at: opened_at, kind: 'opened', status: 'degraded' },
    ...(resolved_at === null
      ? []
      : [{ ...event, at: resolved_at, kind: 'resolved' as const, status: 'healthy' as const }]),
  ];
}

async function insert<Name extends keyof Tables>(
  db: Database['db'],
  table: Name,
  rows: readonly object[],
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
      const part = rows.slice(from, from + ROWS_A_STATEMENT);
      await transaction
        .insertInto(table)
        .values(part as never)
        .execute();
    }
  });
}
