import type { Status } from '../core/status';
import { quantile, type Histogram } from './histogram';
import type { IncidentFigures } from './records';
import type { Span } from './spans';
import { observedMs, type Durations } from './tally';

/** Seconds in each status; together they are the window. */
export interface Seconds {
  readonly healthy: number;
  readonly degraded: number;
  readonly not_configured: number;
  readonly unknown: number;
  readonly not_running: number;
}

/** Milliseconds as whole seconds that still add up to the span: the largest remainders round up. */
export function secondsOf(durations: Durations, { from, to }: Span): Seconds {
  const parts: [keyof Seconds, number][] = [
    ['healthy', durations.healthy],
    ['degraded', durations.degraded],
    ['not_configured', durations.unhealthy],
    ['unknown', durations.unknown],
    ['not_running', Math.max(0, to - from - observedMs(durations))],
  ];
  const seconds = Object.fromEntries(
    parts.map(([name, ms]) => [name, Math.floor(ms / 1000)]),
  ) as Record<keyof Seconds, number>;
  const sum = Object.values(seconds).reduce((a, b) => a + b, 0);
  const missing = Math.round((to - from) / 1000) - sum;
  const largest = parts.toSorted(([, a], [, b]) => (b % 1000) - (a % 1000)).slice(0, missing);
  for (const [name] of largest) seconds[name] += 1;
  return seconds;
}

/**
 * The share of known time in which the integration was healthy, rounded down so that 100 means
 * always. Not configured is known, and not healthy; unknown and not running are not known.
 * @returns `null` when nothing is known
 */
export function uptimePercentage({ healthy, degraded, unhealthy }: Durations): number | null {
  const known = healthy + degraded + unhealthy;
  return known === 0 ? null : Math.floor((100_000 * healthy) / known) / 1000;
}

/** The share of the span in which nothing is known, rounded up. */
export function unknownPercentage(
  { healthy, degraded, unhealthy }: Durations,
  { from, to }: Span,
): number {
  const unknown = to - from - healthy - degraded - unhealthy;
  return to === from ? 100 : Math.max(0, Math.ceil((100_000 * unknown) / (to - from)) / 1000);
}

/** The worst status that occurred, `null` when nobody looked. */
export function worstStatus(durations: Durations): Status | null {
  const occurred = (['unhealthy', 'degraded', 'unknown', 'healthy'] as const).find(
    (status) => durations[status] > 0,
  );
  return occurred ?? null;
}

/** How long it took to recover on average, seconds, without the time in which nobody looked. */
export function meanTimeToRecover({ ended, endedMs }: IncidentFigures): number | null {
  return ended === 0 ? null : toSeconds(endedMs / ended);
}

/** Healthy time for each incident that began in the span, seconds. */
export function meanTimeBetweenFailures(
  { began }: IncidentFigures,
  { healthy }: Durations,
): number | null {
  return began === 0 ? null : toSeconds(healthy / began);
}

/** Quantiles, milliseconds; `null` without answers. */
export function latencyOf(latency: Histogram) {
  const at = (share: number) => {
    const value = quantile(latency, share);
    return value === undefined ? null : Math.round(value * 10) / 10;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function toSeconds(ms: number): number {
  return Math.round(ms) / 1000;
}
