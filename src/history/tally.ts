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

/** No time at all. */
export const NO_TIME: Durations = { healthy: 0, unknown: 0, degraded: 0, unhealthy: 0 };

/** Nothing counted, no time. */
export const NOTHING: Tally = { durations: NO_TIME, checks: 0, failures: 0, latency: {} };

/** Adds tallies of spans that do not overlap. */
export function sum(tallies: readonly Tally[]): Tally {
  const durations: Record<Status, number> = { ...NO_TIME };
  let checks = 0;
  let failures = 0;
  for (const tally of tallies) {
    durations.healthy += tally.durations.healthy;
    durations.unknown += tally.durations.unknown;
    durations.degraded += tally.durations.degraded;
    durations.unhealthy += tally.durations.unhealthy;
    checks += tally.checks;
    failures += tally.failures;
  }
  const latency = addHistograms(tallies.map((tally) => tally.latency));
  return { durations, checks, failures, latency };
}

/** The time that somebody looked, milliseconds. */
export function observedMs({ healthy, unknown, degraded, unhealthy }: Durations): number {
  return healthy + unknown + degraded + unhealthy;
}
