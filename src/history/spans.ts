import { NO_TIME, type Durations } from './tally';
import type { Interval } from './records';

/** An hour, milliseconds. */
export const HOUR_MS = 3_600_000;
/** A day, milliseconds. */
export const DAY_MS = 24 * HOUR_MS;

/** From `from` up to but not including `to`, epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A span in whole UTC days, whole hours beside them, and what is less than an hour. */
export interface Cover {
  readonly days: Span;
  readonly hours: readonly Span[];
  readonly rest: readonly Span[];
}

/** The start of the hour or day. */
export function floorTo(size: number, at: number): number {
  return Math.floor(at / size) * size;
}

/** The end of the hour or day, `at` itself when it is one. */
export function ceilTo(size: number, at: number): number {
  return Math.ceil(at / size) * size;
}

/**
 * Cuts a span into the largest pieces that rollups hold.
 * @param sealedUntil from there on nothing is rolled up
 */
export function cover({ from, to }: Span, sealedUntil = Infinity): Cover {
  const end = Math.min(to, sealedUntil);
  const hours = { from: ceilTo(HOUR_MS, from), to: floorTo(HOUR_MS, end) };
  if (!(hours.from < hours.to)) return { days: NONE, hours: [], rest: filled([{ from, to }]) };
  const days = { from: ceilTo(DAY_MS, hours.from), to: floorTo(DAY_MS, hours.to) };
  const rest = filled([
    { from, to: hours.from },
    { from: hours.to, to },
  ]);
  if (!(days.from < days.to)) return { days: NONE, hours: [hours], rest };
  const beside = filled([
    { from: hours.from, to: days.from },
    { from: days.to, to: hours.to },
  ]);
  return { days, hours: beside, rest };
}

/** The same span cut at every midnight UTC. */
export function byDay({ from, to }: Span): Span[] {
  const days: Span[] = [];
  for (let start = from; start < to;) {
    const end = Math.min(to, floorTo(DAY_MS, start) + DAY_MS);
    days.push({ from: start, to: end });
    start = end;
  }
  return days;
}

/** How long each status lasted within a span. @param now the end of what still lasts */
export function durationsOf(intervals: readonly Interval[], span: Span, now: number): Durations {
  const durations: Record<keyof Durations, number> = { ...NO_TIME };
  for (const { startedAt, endedAt = now, status } of intervals) {
    durations[status] += Math.max(0, Math.min(endedAt, span.to) - Math.max(startedAt, span.from));
  }
  return durations;
}

const NONE: Span = { from: 0, to: 0 };

function filled(spans: readonly Span[]): Span[] {
  return spans.filter(({ from, to }) => from < to);
}
