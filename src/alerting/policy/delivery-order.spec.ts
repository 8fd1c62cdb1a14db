import { array, assert, constantFrom, nat, property, record, subarray } from 'fast-check';
import { nextGroup, type WaitingEvent } from './grouping';
import { isExhausted, RETRY_FOR_MS, retryDelayMs } from './retry';

const WINDOW = { windowMs: 10_000, canGroup: true };
const SINGLE = { windowMs: 10_000, canGroup: false };

const event = (id: number, alertId: string, at: number): WaitingEvent => ({ id, alertId, at });

describe('the next message', () => {
  const waiting = [
    event(1, 'a', 0),
    event(2, 'b', 9000),
    event(3, 'a', 9500),
    event(4, 'c', 10_001),
  ];

  it.each([
    ['nothing waits', [], [], WINDOW, 0, undefined],
    ['the window is open', waiting, [], WINDOW, 9999, { waitUntil: 10_000 }],
    ['the window has closed', waiting, [], WINDOW, 10_000, { events: waiting.slice(0, 3) }],
    ['an alert is under way', waiting, ['a'], WINDOW, 19_000, { events: [waiting[1], waiting[3]] }],
    ['all are under way', waiting, ['a', 'b', 'c'], WINDOW, 99_000, undefined],
    ['the channel tells one thing at a time', waiting, [], SINGLE, 0, { events: [waiting[0]] }],
    ['and an alert is under way', waiting, ['a'], SINGLE, 0, { events: [waiting[1]] }],
    ['the clock was set back', waiting, [], WINDOW, -50_000, { events: waiting.slice(0, 3) }],
  ])('when %s', (_title, events, underway, rule, now, expected) => {
    expect(nextGroup(events, new Set(underway), rule, now)).toEqual(expected);
  });

  it('keeps the order of every alert, whatever is under way', () => {
    const events = array(record({ alert: constantFrom('a', 'b', 'c'), gap: nat(9000) }));
    const holds = property(events, subarray(['a', 'b', 'c']), (given, underway) => {
      let at = 0;
      const all = given.map(({ alert, gap }, id) => event(id, alert, (at += gap)));
      const group = nextGroup(all, new Set(underway), WINDOW, at + 60_000);
      if (!group || !('events' in group)) return all.every((one) => underway.includes(one.alertId));
      // What goes out of an alert is the beginning of what waits of it.
      return ['a', 'b', 'c'].every((alert) => {
        const sent = group.events.filter(({ alertId }) => alertId === alert);
        const before = all.filter(({ alertId }) => alertId === alert).slice(0, sent.length);
        return JSON.stringify(sent) === JSON.stringify(before);
      });
    });
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
