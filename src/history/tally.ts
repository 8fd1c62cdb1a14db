import type { Status } from '../core/status';
import { addHistograms, type Histogram } from './histogram';

/** Milliseconds in each status. */
export type Durations = Readonly<Record<Status, number>>;

/** What can be added up over a span of time; adding is exact, in any order. */
export interface Tally {
  readonly durations: Durations;
  readonly checks: number;
  readonly failures: number;
  readonly latency: Histogram;
}

export const NO_TIME: Durations = { healthy: 0, unknown: 0, degraded: 0, unhealthy: 0 };

export const NOTHING: Tally = { durations: NO_TIME, checks: 0, failures: 0, latency: {} };

/** Adds two tallies of spans that do not overlap. */
export function add(a: Tally, b: Tally): Tally {
  return {
    durations: addDurations(a.durations, b.durations),
    checks: a.checks + b.checks,
    failures: a.failures + b.failures,
    latency: addHistograms(a.latency, b.latency),
  };
}

/** Adds times. */
export function addDurations(a: Durations, b: Durations): Durations {
  return {
    healthy: a.healthy + b.healthy,
    unknown: a.unknown + b.unknown,
    degraded: a.degraded + b.degraded,
    unhealthy: a.unhealthy + b.unhealthy,
  };
}

/** The time that somebody looked, milliseconds. */
export function observedMs({ healthy, unknown, degraded, unhealthy }: Durations): number {
  return healthy + unknown + degraded + unhealthy;
}
