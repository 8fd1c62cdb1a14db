import type { Kysely } from 'kysely';
import type { ServiceTally } from '../history.store';
import { byDay, ceilTo, cover, DAY_MS, durationsOf, floorTo, HOUR_MS, type Span } from '../spans';
import { NO_TIME, NOTHING, sum, type Tally } from '../tally';
import { readIntervals } from './intervals';
import { countsOf, readResultsOf } from './results';
import { readMarks } from './rollup-marks';
import { readRollups } from './rollups';
import { toDurations, toTally } from './rows';
import type { RollupRow, Tables } from './tables';

/** A part of the sum: it lies within one day. */
interface Part {
  readonly service: string;
  readonly day: number;
  readonly tally: Tally;
}

/** Adds up times and counts; see the port. */
export async function readTallies(
  db: Kysely<Tables>,
  services: readonly string[],
  { from, to }: Span,
  now: number,
  resultsFrom: number,
): Promise<Map<string, ServiceTally>> {
  const time = { from, to: Math.min(to, now) };
  // Nothing is counted of the future, so that the hour that runs is whole already.
  const counted = {
    from: from < resultsFrom ? floorTo(HOUR_MS, from) : from,
    to: to >= now ? ceilTo(DAY_MS, now + 1) : to,
  };
  const parts = await Promise.all([times(db, services, time, now), counts(db, services, counted)]);
  const ofService = Map.groupBy(parts.flat(), ({ service }) => service);
  return new Map(services.map((service) => [service, byDays(ofService.get(service) ?? [])]));
}

function byDays(parts: readonly Part[]): ServiceTally {
  const days = Map.groupBy(parts, ({ day }) => day);
  return {
    total: sum(parts.map(({ tally }) => tally)),
    days: new Map([...days].map(([day, of]) => [day, sum(of.map(({ tally }) => tally))])),
  };
}

/** Times from rollups up to where they are sealed, and from intervals beside and after that. */
async function times(
  db: Kysely<Tables>,
  services: readonly string[],
  span: Span,
  now: number,
): Promise<Part[]> {
  const marks = await readMarks(db, services);
  const sealedUntil = Math.min(...services.map((service) => marks.get(service) ?? 0));
  const { days, hours, rest } = cover(span, sealedUntil);
  const rows = await rollupsOf(db, services, days, hours);
  const parts = rows.map((row) => partOf(row, { ...NOTHING, durations: toDurations(row) }));
  for (const piece of rest) {
    const intervals = await readIntervals(db, services, piece);
    for (const interval of intervals) {
      for (const day of byDay(overlap(interval.startedAt, interval.endedAt ?? now, piece))) {
        const durations = durationsOf([interval], day, now);
        parts.push(
          partOf({ service: interval.service, start: day.from }, { ...NOTHING, durations }),
        );
      }
    }
  }
  return parts;
}

function overlap(startedAt: number, endedAt: number, { from, to }: Span): Span {
  return { from: Math.max(startedAt, from), to: Math.min(endedAt, to) };
}

/** Counts from rollups, and from results for what is less than an hour. */
async function counts(
  db: Kysely<Tables>,
  services: readonly string[],
  span: Span,
): Promise<Part[]> {
  const { days, hours, rest } = cover(span);
  const rows = await rollupsOf(db, services, days, hours);
  const parts = rows.map((row) => partOf(row, { ...toTally(row), durations: NO_TIME }));
  for (const piece of rest) {
    const results = await readResultsOf(db, services, piece);
    for (const result of results) {
      parts.push(partOf({ service: result.service, start: result.at }, countsOf([result])));
    }
  }
  return parts;
}

function partOf({ service, start }: Pick<RollupRow, 'service' | 'start'>, tally: Tally): Part {
  return { service, day: floorTo(DAY_MS, start), tally };
}

async function rollupsOf(
  db: Kysely<Tables>,
  services: readonly string[],
  days: Span,
  hours: readonly Span[],
): Promise<RollupRow[]> {
  const whole = days.from < days.to ? await readRollups(db, services, DAY_MS, days) : [];
  const beside = await Promise.all(hours.map((span) => readRollups(db, services, HOUR_MS, span)));
  return [...whole, ...beside.flat()];
}
