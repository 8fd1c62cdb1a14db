import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 50;

/**
 * Repeats an observation until it holds, and gives what was seen last, so that the assertion that
 * follows can say what is wrong.
 * @param limitMs how long to wait at most, milliseconds
 */
export async function eventually<T>(
  observe: () => Promise<T> | T,
  holds: (seen: T) => boolean,
  limitMs = 8000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one observation after the other
    const seen = await observe();
    if (holds(seen) || Date.now() >= end) return seen;
    // oxlint-disable-next-line no-await-in-loop -- a pause between two observations
    await delay(PAUSE_MS);
  }
}
