import { format, median, percentile, ratios, spread } from './statistics';

it.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 3, 2], 2.5],
])('takes the middle of %j', (samples, expected) => {
  expect(median(samples)).toBe(expected);
});

it('refuses a median of nothing', () => {
  expect(() => median([])).toThrow('No samples');
});

it('leaves the samples in their order', () => {
  const samples = [3, 1, 2];
  median(samples);
  expect(samples).toEqual([3, 1, 2]);
});

it.each([
  [[7], 95, 7],
  [[4, 3, 2, 1], 50, 2],
  [Array.from({ length: 60 }, (_, index) => 60 - index), 95, 57],
])('takes what enough of %j do not exceed, percent: %d', (samples, percent, expected) => {
  expect(percentile(samples, percent)).toBe(expected);
});

it('refuses a percentile of nothing', () => {
  expect(() => percentile([], 95)).toThrow('No samples');
});

it('tells the smallest and the largest sample', () => {
  expect(spread([5, 2, 9])).toEqual([2, 9]);
});

it('divides pair by pair', () => {
  expect(ratios([10, 9], [5, 3])).toEqual([2, 3]);
});

it.each([
  [0, '0'],
  [0.20134, '0.201'],
  [1.5, '1.50'],
  [23.46, '23.5'],
  [157.2, '157'],
  [37_412.4, '37,412'],
])('writes %d as %s', (value, text) => {
  expect(format(value)).toBe(text);
});
