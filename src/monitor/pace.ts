import type { Settings } from '../config/settings';

/** The service answers first; whoever asks for a verdict before starts the check at once. */
const FIRST_CHECK_AFTER_MS = 200;
/** Checks that run at the same time when there are few integrations. */
const CONCURRENT_CHECKS = 32;
/** Forty a second: a thousand first checks at once would hold everything up, and fill the heap. */
const BETWEEN_FIRST_CHECKS_MS = 25;

type Times = Pick<Settings, 'CHECK_INTERVAL_SECONDS' | 'CHECK_TIMEOUT_MS'>;

/** So many that all others keep their time even when every vendor hangs until the limit of a check. */
export function concurrentChecks(integrations: number, times: Times): number {
  const hanging = (integrations * times.CHECK_TIMEOUT_MS) / (times.CHECK_INTERVAL_SECONDS * 1000);
  return Math.max(CONCURRENT_CHECKS, Math.ceil(hanging));
}

/**
 * How long after the start the first check of an integration is due, milliseconds. Few are checked
 * together, the rest of many one after the other, all within an interval.
 * @param index the place of the integration, from 0
 */
export function firstCheckAfterMs(index: number, integrations: number, times: Times): number {
  const evenlyMs = (times.CHECK_INTERVAL_SECONDS * 1000) / integrations;
  const betweenMs = Math.min(BETWEEN_FIRST_CHECKS_MS, evenlyMs);
  return FIRST_CHECK_AFTER_MS + Math.max(0, index - CONCURRENT_CHECKS + 1) * betweenMs;
}
