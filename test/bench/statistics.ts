/** The middle of the samples; the mean of the two middle ones when their number is even. */
export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new Error('No samples');
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
}

/** The smallest sample that so many percent of all do not exceed. */
export function percentile(samples: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((samples.length * percent) / 100));
  const value = samples.toSorted((a, b) => a - b)[rank - 1];
  if (value === undefined) throw new Error('No samples');
  return value;
}

/** The smallest and the largest sample. */
export function spread(samples: readonly number[]): readonly [min: number, max: number] {
  return [Math.min(...samples), Math.max(...samples)];
}

/** Divides sample by sample, as each pair was measured in the same seconds. */
export function ratios(above: readonly number[], below: readonly number[]): number[] {
  return above.map((value, index) => value / below[index]!);
}

/** As many digits as a reader can use: three, and no exponents. */
export function format(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-US', {
    minimumFractionDigits: Math.min(digits, 2),
    maximumFractionDigits: Math.min(digits, 6),
  });
}
