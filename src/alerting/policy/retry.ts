const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 5 * 60 * 1000;

/** So long a message is tried before it is parked. Milliseconds. */
export const RETRY_FOR_MS = 24 * 60 * 60 * 1000;

/** A service that was down itself still tries as often before it gives up. */
const MIN_ATTEMPTS = 20;

/** How often a message was tried. Times are epoch milliseconds. */
export interface Attempts {
  readonly count: number;
  readonly firstAt: number;
}

/**
 * How long to wait after a failed attempt: doubling from a second up to five minutes, the upper half
 * of it by chance.
 * @param count attempts made, 1 or more
 * @param random from 0 up to 1
 * @param askedForMs the wait that the receiver asked for, if it did
 */
export function retryDelayMs(count: number, random: number, askedForMs = 0): number {
  const full = Math.min(FIRST_DELAY_MS * 2 ** (count - 1), MAX_DELAY_MS);
  return Math.max(Math.round(full * (0.5 + random / 2)), askedForMs);
}

/** Whether a message that failed again is given up. */
export function isExhausted({ count, firstAt }: Attempts, now: number): boolean {
  return count >= MIN_ATTEMPTS && now - firstAt >= RETRY_FOR_MS;
}
