import type { Reason, Status } from '../core/status';
import { lastingStatus } from './lasting-status';
import type { Interval } from './records';

const MINUTE_MS = 60_000;
const NOW = 1000 * MINUTE_MS;

/** @param from how many minutes ago; without an end it lasts */
function interval(status: Status, reason: Reason, from: number, to?: number): Interval {
  return {
    service: 'zoom',
    startedAt: NOW - from * MINUTE_MS,
    ...(to !== undefined && { endedAt: NOW - to * MINUTE_MS }),
    status,
    reason,
  };
}

const starting = (from: number, to?: number) => interval('unknown', 'not_checked', from, to);
const healthy = (from: number, to?: number) => interval('healthy', 'ok', from, to);
const refused = (from: number, to?: number) =>
  interval('degraded', 'credentials_rejected', from, to);

describe('the status that lasts', () => {
  it.each([
    ['is not known of a new database', [], undefined],
    ['is not known while nothing was checked', [starting(1)], undefined],
    ['began where it changed last', [refused(5), healthy(90, 5)], ['degraded', 5]],
    ['goes on over a start', [refused(1), starting(2, 1), refused(90, 3)], ['degraded', 90]],
    ['is found before the first check', [starting(1), refused(90, 2)], ['degraded', 90]],
    [
      'goes on over many',
      [healthy(1), starting(2, 1), healthy(3, 2), healthy(9, 4)],
      ['healthy', 9],
    ],
    ['changed with the start', [healthy(1), starting(2, 1), refused(90, 3)], ['healthy', 1]],
    [
      'goes on while nobody looks, when it is wrong',
      [starting(1), refused(900, 600)],
      ['degraded', 900],
    ],
    [
      'is not known to have been well while nobody looked',
      [healthy(1), healthy(900, 600)],
      ['healthy', 1],
    ],
    ['is not known after a long rest', [starting(1), healthy(900, 600)], undefined],
    [
      'does not go on over a time of stale verdicts',
      [healthy(5), interval('unknown', 'stale', 9, 5), healthy(90, 9)],
      ['healthy', 5],
    ],
    [
      'is the same when its cause changes',
      [refused(5), interval('degraded', 'timeout', 30, 5), healthy(90, 30)],
      ['degraded', 30],
    ],
  ] as [string, Interval[], [Status, number] | undefined][])('%s', (_what, intervals, wanted) => {
    expect(lastingStatus(intervals, NOW)).toEqual(
      wanted && { status: wanted[0], since: NOW - wanted[1] * MINUTE_MS },
    );
  });
});
