import { hostname } from 'node:os';
import * as fc from 'fast-check';
import {
  addHistograms,
  bucketOf,
  histogramOf,
  middleOf,
  quantile,
  readHistogram,
  writeHistogram,
} from '../../src/history/histogram';
import type { HistoryStore } from '../../src/history/history.store';
import { byDay, cover, DAY_MS, HOUR_MS } from '../../src/history/spans';
import { observedMs } from '../../src/history/tally';
import {
  secondsOf,
  unknownPercentage,
  uptimePercentage,
  worstStatus,
} from '../../src/history/uptime';
import { BruteForce, type Step } from './brute-force';
import { openStore } from './stores';

const HISTORIES = 10_000;

const latencies = fc.array(fc.double({ min: 0, max: 200_000, noNaN: true }), { maxLength: 200 });

describe('latency histograms', () => {
  it('give every quantile within 5 % of the true one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 120_000, noNaN: true }), {
          minLength: 1,
          maxLength: 200,
        }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, share) => {
          const sorted = values.toSorted((a, b) => a - b);
          const exact = sorted[Math.max(1, Math.ceil(share * values.length)) - 1]!;
          const estimate = quantile(histogramOf(values), share)!;
          expect(Math.abs(estimate - exact) / exact).toBeLessThan(0.0501);
        },
      ),
    );
  });

  it('add up to the histogram of all values, and survive as text', () => {
    fc.assert(
      fc.property(latencies, latencies, (a, b) => {
        const sum = addHistograms([histogramOf(a), histogramOf(b)]);
        expect(sum).toEqual(histogramOf([...a, ...b]));
        expect(readHistogram(writeHistogram(sum))).toEqual(sum);
      }),
    );
  });

  it('have no quantile without values, and put what is below a millisecond together', () => {
    expect(quantile({}, 0.5)).toBeUndefined();
    expect([0, 0.2, 0.99].map(bucketOf)).toEqual([0, 0, 0]);
    expect(middleOf(0)).toBe(0.5);
  });
});

describe('spans', () => {
  const instant = fc.integer({ min: 0, max: 40 * DAY_MS });

  it('are covered by days, hours and rests without gap or overlap', () => {
    fc.assert(
      fc.property(instant, instant, instant, (a, b, sealed) => {
        const span = { from: Math.min(a, b), to: Math.max(a, b) };
        const { days, hours, rest } = cover(span, sealed);
        const pieces = [days, ...hours, ...rest]
          .filter(({ from, to }) => from < to)
          .toSorted((one, other) => one.from - other.from);
        const ends = [span.from, ...pieces.map(({ to }) => to)];
        expect(pieces.map(({ from }) => from)).toEqual(ends.slice(0, -1));
        expect(ends.at(-1)).toBe(span.to);
        for (const { to } of [days, ...hours]) expect(to).toBeLessThanOrEqual(Math.max(sealed, 0));
        for (const edge of [days.from, days.to]) expect(edge % DAY_MS).toBe(0);
        for (const { from, to } of hours) expect([from % HOUR_MS, to % HOUR_MS]).toEqual([0, 0]);
      }),
    );
  });
});

describe('seconds', () => {
  const ms = fc.integer({ min: 0, max: DAY_MS });

  it('add up to the window, each within a second of the truth', () => {
    fc.assert(
      fc.property(ms, ms, ms, ms, ms, (healthy, unknown, degraded, unhealthy, gap) => {
        const durations = { healthy, unknown, degraded, unhealthy };
        const length = Math.ceil((observedMs(durations) + gap) / 1000) * 1000;
        const seconds = secondsOf(durations, { from: 0, to: length });
        expect(Object.values(seconds).reduce((a, b) => a + b, 0)).toBe(length / 1000);
        expect(Math.abs(seconds.degraded - degraded / 1000)).toBeLessThan(1);
        expect(Math.abs(seconds.not_configured - unhealthy / 1000)).toBeLessThan(1);
      }),
    );
  });

  it.each([
    [{ healthy: 999_999, unknown: 0, degraded: 1, unhealthy: 0 }, 99.999, 0],
    [{ healthy: 500_000, unknown: 250_000, degraded: 0, unhealthy: 0 }, 100, 50],
    [{ healthy: 300_000, unknown: 0, degraded: 100_000, unhealthy: 100_000 }, 60, 50],
    [{ healthy: 0, unknown: 1_000_000, degraded: 0, unhealthy: 0 }, null, 100],
  ])('%j is %s %% up and %s %% unknown', (durations, uptime, unknown) => {
    expect(uptimePercentage(durations)).toBe(uptime);
    expect(unknownPercentage(durations, { from: 0, to: 1_000_000 })).toBe(unknown);
  });

  it.each([
    [{ healthy: 1, unknown: 1, degraded: 1, unhealthy: 1 }, 'unhealthy'],
    [{ healthy: 1, unknown: 1, degraded: 1, unhealthy: 0 }, 'degraded'],
    [{ healthy: 1, unknown: 1, degraded: 0, unhealthy: 0 }, 'unknown'],
    [{ healthy: 1, unknown: 0, degraded: 0, unhealthy: 0 }, 'healthy'],
    [{ healthy: 0, unknown: 0, degraded: 0, unhealthy: 0 }, null],
  ])('the worst of %j is %s', (durations, worst) => {
    expect(worstStatus(durations)).toBe(worst);
  });
});

describe('rollups', () => {
  let store: HistoryStore;

  beforeAll(async () => {
    store = await openStore('sqlite::memory:');
  });

  afterAll(() => store.close());

  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({
      kind: fc.constant('status' as const),
      status: fc.constantFrom('healthy', 'unknown', 'degraded', 'unhealthy'),
      after: fc.nat({ max: 200 }),
    }),
    fc.record({
      kind: fc.constant('results' as const),
      after: fc.nat({ max: 60 }),
      // Some come late, or were written by a clock that was ahead.
      shifts: fc.array(fc.integer({ min: -100, max: 3 }), { minLength: 1, maxLength: 4 }),
      latencyMs: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: undefined }),
    }),
    fc.record({ kind: fc.constant('setBack' as const), by: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ kind: fc.constant('killed' as const), after: fc.nat({ max: 100 }) }),
    fc.record({ kind: fc.constant('rollUp' as const), after: fc.nat({ max: 60 }) }),
  );

  it(`agree with brute force over ${HISTORIES} random histories: gaps, restarts, clocks set back, late news`, async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 7 }),
        fc.tuple(fc.nat({ max: 900 }), fc.nat({ max: 900 })),
        async (steps, window) => {
          made += 1;
          const history = new BruteForce(store, `service-${made}`, hostname());
          await history.play(steps);
          const { expected, actual } = await history.compare(window);
          expect(actual).toEqual(expected);
          await history.end();
        },
      ),
      { numRuns: HISTORIES },
    );
    expect(made).toBeGreaterThanOrEqual(HISTORIES);
  }, 600_000);

  it('cuts at midnight', () => {
    expect(byDay({ from: DAY_MS - 5, to: 2 * DAY_MS })).toEqual([
      { from: DAY_MS - 5, to: DAY_MS },
      { from: DAY_MS, to: 2 * DAY_MS },
    ]);
  });
});
