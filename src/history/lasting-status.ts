import type { Status } from '../core/status';
import type { Interval } from './records';
import { HOUR_MS } from './spans';

/** A status and since when it holds, epoch milliseconds. */
export interface LastingStatus {
  readonly status: Status;
  readonly since: number;
}

/** After a longer time without a check nobody knows that all was well in between. */
const MAX_UNSEEN_MS = HOUR_MS / 4;
/** More starts of the service than this are not looked back over. */
export const LOOKED_BACK_INTERVALS = 50;

/**
 * The last status that was found, and since when it held: over starts of the service, before which
 * nothing is checked yet. What is wrong lasts as long as its incident, however long nobody looked.
 * @param intervals newest first
 * @param now epoch milliseconds
 */
export function lastingStatus(
  intervals: readonly Interval[],
  now: number,
): LastingStatus | undefined {
  const found = intervals.filter(({ reason }) => reason !== 'not_checked');
  const status = found[0]?.status;
  let since: number | undefined;
  for (const { status: before, startedAt, endedAt } of found) {
    const unseenMs = (since ?? now) - (endedAt ?? since ?? now);
    if (before !== status || (status === 'healthy' && unseenMs > MAX_UNSEEN_MS)) break;
    since = startedAt;
  }
  return status === undefined || since === undefined ? undefined : { status, since };
}
