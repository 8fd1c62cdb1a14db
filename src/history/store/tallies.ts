import type { Kysely } from 'kysely';
import type { ServiceTally } from '../history.store';
import { byDay, ceilTo, cover, DAY_MS, durationsOf, floorTo, HOUR_MS, type Span } from '../spans';
import { addCounts, addDurations, type Counts, type Durations } from '../tally';
import { readIntervals } from './intervals';
import { countsOf, readResultsOf } from './results';
import { readMarks } from './rollup-marks';
import { readRollupCounts, readRollupTimes, type RollupsOf } from './rollups';
import { toCounts, toDurations } from './rows';
import type { Tables } from './tables';

/** A part of the time of an integration: it lies within one day. */
interface Time {
  readonly service: string;
  readonly day: number;
  readonly durations: Durations;
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
  const [times, counts] = await Promise.all([
    readTimes(db, services, time, now),
    readCounts(db, services, counted),
  ]);
  return new Map(
    services.map((service) => {
      const days = byDays(times.get(service) ?? []);
      const durations = addDurations(days.values());
      return [service, { total: { ...counts.get(service)!, durations }, days }];
    }),
  );
}

function byDays(times: readonly Time[]): Map<number, Durations> {
  const days = Map.groupBy(times, ({ day }) => day);
  return new Map(
    [...days].map(([day, of]) => [day, addDurations(of.map(({ durations }) => durations))]),
  );
}

/** Times from rollups up to where they are sealed, and from intervals beside and after that. */
async function readTimes(
  db: Kysely<Tables>,
  services: readonly string[],
  span: Span,
  now: number,
): Promise<Map<string, Time[]>> {
  const marks = await readMarks(db, services);
  const sealedUntil = Math.min(...services.map((service) => marks.get(service) ?? 0));
  const { days, hours, rest } = cover(span, sealedUntil);
  const rollups = await rollupsOf(readRollupTimes, db, services, days, hours);
  const times = rollups.map((row) => timeOf(row.service, row.start, toDurations(row)));
  for (const piece of rest) {
    const intervals = await readIntervals(db, services, piece);
    for (const interval of intervals) {
      for (const day of byDay(overlap(interval.startedAt, interval.endedAt ?? now, piece))) {
        times.push(timeOf(interval.service, day.from, durationsOf([interval], day, now)));
      }
    }
  }
  return Map.groupBy(times, ({ service }) => service);
}

function timeOf(service: string, at: number, durations: Durations): Time {
  return { service, day: floorTo(DAY_MS, at), durations };
}

function overlap(startedAt: number, endedAt: number, { from, to }: Span): Span {
  return { from: Math.max(startedAt, from), to: Math.min(endedAt, to) };
}

/** Counts from rollups, and from results for what is less than an hour. */
async function readCounts(
  db: Kysely<Tables>,
  services: readonly string[],
  span: Span,
): Promise<Map<string, Counts>> {
  const { days, hours, rest } = cover(span);
  const rollups = await rollupsOf(readRollupCounts, db, services, days, hours);
  const results = await Promise.all(rest.map((piece) => readResultsOf(db, services, piece)));
  const rolledUp = Map.groupBy(rollups, ({ service }) => service);
  const single = Map.groupBy(results.flat(), ({ service }) => service);
  return new Map(
    services.map((service) => [
      service,
      addCounts([
        ...(rolledUp.get(service) ?? []).map(toCounts),
        countsOf(single.get(service) ?? []),
      ]),
    ]),
  );
}

async function rollupsOf<Row>(
  read: RollupsOf<Row>,
  db: Kysely<Tables>,
  services: readonly string[],
  days: Span,
  hours: readonly Span[],
): Promise<Row[]> {
  const whole = days.from < days.to ? await read(db, services, DAY_MS, days) : [];
  const beside = await Promise.all(hours.map((span) => read(db, services, HOUR_MS, span)));
  return [...whole, ...beside.flat()];
}
