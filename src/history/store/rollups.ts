import type { Insertable, Kysely } from 'kysely';
import { writeHistogram } from '../histogram';
import type { ResultRecord } from '../records';
import { byDay, DAY_MS, durationsOf, floorTo, HOUR_MS, type Span } from '../spans';
import { addCounts, NO_TIME, observedMs, type Counts, type Durations } from '../tally';
import { readIntervals } from './intervals';
import { readMarks, setMark } from './rollup-marks';
import { toCounts } from './rows';
import type { RollupCounts, RollupRow, RollupTimes, Tables } from './tables';

const SIZES = [HOUR_MS, DAY_MS] as const;
/** How much one step rolls up. */
const STEP_MS = 14 * DAY_MS;

interface Group {
  readonly size: number;
  readonly service: string;
  readonly start: number;
  readonly results: ResultRecord[];
}

/** Adds results to their hours and days, late ones too. Needs the write lock. */
export async function countIn(
  db: Kysely<Tables>,
  results: readonly ResultRecord[],
  countsOf: (results: readonly ResultRecord[]) => Counts,
): Promise<void> {
  const groups = group(results);
  if (groups.length === 0) return;
  const known = new Map(
    (await readBuckets(db, groups)).map((row) => [bucketKey(row), toCounts(row)]),
  );
  const rows = groups.map((bucket): Insertable<RollupRow> => {
    const before = known.get(bucketKey(bucket));
    const counts = countsOf(bucket.results);
    const { checks, failures, latency } = before ? addCounts([before, counts]) : counts;
    const { size, service, start } = bucket;
    return {
      size,
      service,
      start,
      checks,
      failures,
      latency: writeHistogram(latency),
      ...durationColumns(NO_TIME),
    };
  });
  await upsert(db, rows, ['checks', 'failures', 'latency']);
}

function group(results: readonly ResultRecord[]): Group[] {
  const groups = new Map<string, Group>();
  for (const result of results) {
    for (const size of SIZES) {
      const bucket = { size, service: result.service, start: floorTo(size, result.at) };
      const key = bucketKey(bucket);
      const known = groups.get(key);
      if (known) known.results.push(result);
      else groups.set(key, { ...bucket, results: [result] });
    }
  }
  return [...groups.values()];
}

function bucketKey({ size, service, start }: Pick<Group, 'size' | 'service' | 'start'>): string {
  return `${size} ${service} ${start}`;
}

function readBuckets(db: Kysely<Tables>, groups: readonly Group[]): Promise<RollupRow[]> {
  return db
    .selectFrom('rollups')
    .selectAll()
    .where('size', 'in', SIZES)
    .where('service', 'in', [...new Set(groups.map(({ service }) => service))])
    .where('start', 'in', [...new Set(groups.map(({ start }) => start))])
    .execute();
}

async function upsert(
  db: Kysely<Tables>,
  rows: readonly Insertable<RollupRow>[],
  columns: readonly (keyof RollupRow)[],
): Promise<void> {
  await db
    .insertInto('rollups')
    .values([...rows])
    .onConflict((conflict) =>
      conflict
        .columns(['size', 'service', 'start'])
        .doUpdateSet((eb) =>
          Object.fromEntries(columns.map((column) => [column, eb.ref(`excluded.${column}`)])),
        ),
    )
    .execute();
}

const DURATION_COLUMNS = ['healthy_ms', 'unknown_ms', 'degraded_ms', 'unhealthy_ms'] as const;

function durationColumns(durations: Durations) {
  return {
    healthy_ms: durations.healthy,
    unknown_ms: durations.unknown,
    degraded_ms: durations.degraded,
    unhealthy_ms: durations.unhealthy,
  };
}

/** Those that {@link seal} has something to do for: asked at once, as it is hardly ever any. */
export async function unsealed(
  db: Kysely<Tables>,
  services: readonly string[],
  now: number,
): Promise<string[]> {
  const marks = await readMarks(db, services);
  return services.filter((service) => marks.get(service) !== floorTo(HOUR_MS, now));
}

/** Rolls up the times of complete hours and days, one step. @returns whether more waits */
export async function seal(db: Kysely<Tables>, service: string, now: number): Promise<boolean> {
  const until = floorTo(HOUR_MS, now);
  const mark = (await readMarks(db, [service])).get(service);
  const from = Math.min(mark ?? (await firstHour(db, service)) ?? until, until);
  const to = Math.min(from + STEP_MS, until);
  if (from < to) await sealSpan(db, service, { from, to });
  if (to !== mark) await setMark(db, service, to);
  return to < until;
}

async function firstHour(db: Kysely<Tables>, service: string): Promise<number | undefined> {
  const first = await db
    .selectFrom('status_intervals')
    .select('started_at')
    .where('service', '=', service)
    .orderBy('started_at')
    .limit(1)
    .executeTakeFirst();
  return first && floorTo(HOUR_MS, first.started_at);
}

async function sealSpan(db: Kysely<Tables>, service: string, span: Span): Promise<void> {
  const days = { from: floorTo(DAY_MS, span.from), to: span.to };
  // What lasts still lasts at the end of the span, or the span would not be complete.
  const intervals = await readIntervals(db, [service], days);
  const hours = Array.from({ length: (span.to - span.from) / HOUR_MS }, (_, index) => {
    const start = span.from + index * HOUR_MS;
    return { size: HOUR_MS, from: start, to: start + HOUR_MS };
  });
  const wholeDays = byDay(days)
    .filter(({ from, to }) => to - from === DAY_MS)
    .map((day) => ({ size: DAY_MS, ...day }));
  const rows = [...hours, ...wholeDays]
    .map(({ size, from, to }) => ({
      size,
      service,
      start: from,
      durations: durationsOf(
        intervals,
        {
          from,
          to,
        },
        to,
      ),
    }))
    .filter(({ durations }) => observedMs(durations) > 0)
    .map(({ durations, ...bucket }) => ({
      ...bucket,
      checks: 0,
      failures: 0,
      latency: '',
      ...durationColumns(durations),
    }));
  await clearDurations(db, service, HOUR_MS, span);
  await clearDurations(db, service, DAY_MS, days);
  if (rows.length > 0) await upsert(db, rows, DURATION_COLUMNS);
}

async function clearDurations(
  db: Kysely<Tables>,
  service: string,
  size: (typeof SIZES)[number],
  { from, to }: Span,
): Promise<void> {
  await db
    .updateTable('rollups')
    .set(durationColumns(NO_TIME))
    .where('size', '=', size)
    .where('service', '=', service)
    .where('start', '>=', from)
    .where('start', '<', to)
    .execute();
}

/** Reads rollups of one size within a span. */
export type RollupsOf<Row> = (
  db: Kysely<Tables>,
  services: readonly string[],
  size: (typeof SIZES)[number],
  span: Span,
) => Promise<Row[]>;

/** What was counted. */
export const readRollupCounts: RollupsOf<RollupCounts> = (db, services, size, span) =>
  rollups(db, services, size, span)
    .select(['service', 'start', 'checks', 'failures', 'latency'])
    .execute();

/** How long each status lasted. */
export const readRollupTimes: RollupsOf<RollupTimes> = (db, services, size, span) =>
  rollups(db, services, size, span)
    .select(['service', 'start', ...DURATION_COLUMNS])
    .execute();

function rollups(
  db: Kysely<Tables>,
  services: readonly string[],
  size: (typeof SIZES)[number],
  { from, to }: Span,
) {
  return db
    .selectFrom('rollups')
    .where('size', '=', size)
    .where('service', 'in', services)
    .where('start', '>=', from)
    .where('start', '<', to);
}
