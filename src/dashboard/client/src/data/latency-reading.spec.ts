import type { ConfigurationChange, Incident, Latencies } from './history';
import { momentOf, readingAt, spanOfIncident, within } from './latency-reading';

const at = (minute: number) => new Date(2026, 1, 4, 12, minute).toISOString();

const latencies: Latencies = {
  from: at(0),
  to: at(45),
  points: [
    { at: at(0), p50: 90, p95: 120 },
    { at: at(15), p50: null, p95: null },
    { at: at(30), p50: 1400, p95: 2100 },
  ],
};

const incident = (opened: number, resolved?: number): Incident => ({
  id: `${opened}`,
  service: 'zoom',
  status: 'degraded',
  reason: 'timeout',
  opened_at: at(opened),
  ...(resolved !== undefined && { resolved_at: at(resolved) }),
});

const change: ConfigurationChange = {
  service: 'zoom',
  at: at(31),
  env_var: 'ZOOM_API_KEY',
  change: 'rotated',
};

describe('what the chart of latency says', () => {
  it.each([
    [0, '12:00 · median 90 ms · p95 120 ms'],
    [1, '12:15 · not measured · incident: did not answer in time'],
    [2, '12:30 · median 1.4 s · p95 2.1 s · ZOOM_API_KEY rotated'],
  ])('at slot %i', (index, reading) => {
    expect(readingAt(index, { latencies, incidents: [incident(16, 29)], changes: [change] })).toBe(
      reading,
    );
  });

  it.each([
    ['before it', incident(-20, -10), false],
    ['into it', incident(-20, 10), true],
    ['in it', incident(10, 20), true],
    ['out of it', incident(40, 60), true],
    ['all through it', incident(-20), true],
    ['after it', incident(50, 60), false],
  ])('knows whether an incident lasted %s', (_when, one, isWithin) => {
    expect(within(latencies, [one], spanOfIncident)).toEqual(isWithin ? [one] : []);
  });

  it('knows the changes of its time', () => {
    expect(within(latencies, [change, { ...change, at: at(46) }], momentOf)).toEqual([change]);
  });
});
