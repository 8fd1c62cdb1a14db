import type { Status } from '../core/status';
import { addHistograms, type Histogram } from './histogram';

/** Milliseconds in each status. */
export type Durations = Readonly<Record<Status, number>>;

/** What checks found. */
export interface Counts {
  readonly checks: number;
  readonly failures: number;
  readonly latency: Histogram;
}

/** What can be added up over a span of time; adding is exact, in any order. */
export interface Tally extends Counts {
  readonly durations: Durations;
}

/** No time at all. */
export const NO_TIME: Durations = { healthy: 0, unknown: 0, degraded: 0, unhealthy: 0 };

/** Adds counts of spans that do not overlap. */
export function addCounts(counts: readonly Counts[]): Counts {
  return {
    checks: counts.reduce((sum, { checks }) => sum + checks, 0),
    failures: counts.reduce((sum, { failures }) => sum + failures, 0),
    latency: addHistograms(counts.map(({ latency }) => latency)),
  };
}

/** Adds times of spans that do not overlap. */
export function addDurations(all: Iterable<Durations>): Durations {
  const sum: Record<Status, number> = { ...NO_TIME };
  for (const { healthy, unknown, degraded, unhealthy } of all) {
    sum.healthy += healthy;
    sum.unknown += unknown;
    sum.degraded += degraded;
    sum.unhealthy += unhealthy;
  }
  return sum;
}

/** The time that somebody looked, milliseconds. */
export function observedMs({ healthy, unknown, degraded, unhealthy }: Durations): number {
  return healthy + unknown + degraded + unhealthy;
}
