import { array, assert, integer, nat, property } from 'fast-check';
import { nextGroup, type WaitingEvent } from './grouping';
import { isExhausted, RETRY_FOR_MS, retryDelayMs } from './retry';

const WINDOW = { windowMs: 10_000, canGroup: true };
const SINGLE = { windowMs: 10_000, canGroup: false };

const event = (id: number, at: number): WaitingEvent => ({ id, at });

describe('the next message', () => {
  const waiting = [event(1, 0), event(2, 9000), event(3, 10_000), event(4, 10_001)];

  it.each([
    ['nothing waits', [], WINDOW, 0, undefined],
    ['the window is open', waiting, WINDOW, 9999, { waitUntil: 10_000 }],
    ['the window has closed', waiting, WINDOW, 10_000, { events: waiting.slice(0, 3) }],
    [
      'everything is within the window',
      waiting.slice(2),
      WINDOW,
      20_000,
      { events: waiting.slice(2) },
    ],
    ['the channel tells one thing at a time', waiting, SINGLE, 0, { events: [waiting[0]] }],
    ['the clock was set back', waiting, WINDOW, -50_000, { events: waiting.slice(0, 3) }],
  ])('when %s', (_title, events, rule, now, expected) => {
    expect(nextGroup(events, rule, now)).toEqual(expected);
  });

  it('is the beginning of what waits, whatever the clock did meanwhile', () => {
    const holds = property(
      array(integer({ min: -20_000, max: 20_000 })),
      nat(50_000),
      (times, now) => {
        const all = times.map((at, id) => event(id, at));
        const group = nextGroup(all, WINDOW, now);
        if (!group || !('events' in group)) return all.length === 0 || now < all[0]!.at + 10_000;
        const { events } = group;
        return events.length > 0 && events.every((one, index) => one === all[index]);
      },
    );
    expect(() => assert(holds, { numRuns: 1000 })).not.toThrow();
  });
});

describe('the wait before the next attempt', () => {
  it.each([
    [1, 0, 0, 500],
    [1, 1, 0, 1000],
    [2, 1, 0, 2000],
    [5, 1, 0, 16_000],
    [10, 1, 0, 300_000],
    [10_000, 1, 0, 300_000],
    [1, 1, 60_000, 60_000],
    [10, 1, 60_000, 300_000],
  ])('after %d attempts, chance %d and an asked %d ms, is %d ms', (count, chance, asked, wait) => {
    expect(retryDelayMs(count, chance, asked)).toBe(wait);
  });

  it.each([
    [{ count: 500, firstAt: 0 }, RETRY_FOR_MS - 1, false],
    [{ count: 500, firstAt: 0 }, RETRY_FOR_MS, true],
    [{ count: 2, firstAt: 0 }, 5 * RETRY_FOR_MS, false],
    [{ count: 20, firstAt: 0 }, 5 * RETRY_FOR_MS, true],
  ])('%j at %d: given up is %s', (attempts, now, exhausted) => {
    expect(isExhausted(attempts, now)).toBe(exhausted);
  });
});
