import { parseOptions } from './options';

it('runs everything, with five rounds, when nothing is said', () => {
  expect(parseOptions([])).toMatchObject({
    only: [],
    rounds: 5,
    duration: 300,
    connections: 50,
    vendorDelayMs: 50,
  });
});

it('runs two short rounds when it should be quick', () => {
  expect(parseOptions(['--quick'])).toMatchObject({ rounds: 2, seconds: 1, duration: 60 });
});

it('lets a wish count more than the preset', () => {
  expect(parseOptions(['--quick', '--rounds', '7'])).toMatchObject({ rounds: 7, seconds: 1 });
});

it('takes several measures', () => {
  expect(parseOptions(['--only', 'memory, cold-start']).only).toEqual(['memory', 'cold-start']);
});

it('writes its figures into the temporary folder, a file a run', () => {
  const { jsonPath } = parseOptions([], new Date('2026-11-23T08:32:25.579Z'));
  expect(jsonPath).toMatch(/integration-health-bench-2026-11-23T08-32-25-579Z\.json$/);
});

it.each([
  [['--duration', '1.5'], '--duration must be a whole number'],
  [['--rounds', '0'], '--rounds must be a whole number'],
  [['--seconds', 'two'], '--seconds must be a whole number'],
  [['--generator', 'ab'], '--generator must be wrk or autocannon'],
  [['--fast'], '--fast'],
])('refuses %j', (args, problem) => {
  expect(() => parseOptions(args)).toThrow(problem);
});
