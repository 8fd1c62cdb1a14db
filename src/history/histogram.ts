/**
 * Counts by bucket. Bounds are fixed and grow by a tenth, so that histograms of any spans add up
 * exactly and a quantile is at most 5 % off.
 */
export type Histogram = Readonly<Record<number, number>>;

const GROWTH = Math.log(1.1);
const MAX_BUCKET = 130;

/** The bucket of a value; bucket 0 holds all below a millisecond. @param value milliseconds */
export function bucketOf(value: number): number {
  if (!(value >= 1)) return 0;
  return Math.min(MAX_BUCKET, 1 + Math.floor(Math.log(value) / GROWTH));
}

/** The value that stands for a bucket: the geometric middle of its bounds, milliseconds. */
export function middleOf(bucket: number): number {
  return bucket === 0 ? 0.5 : Math.exp((bucket - 0.5) * GROWTH);
}

/** Counts values. @param values milliseconds */
export function histogramOf(values: Iterable<number>): Histogram {
  const counts: Record<number, number> = {};
  for (const value of values) {
    const bucket = bucketOf(value);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

/** Adds histograms. */
export function addHistograms(histograms: Iterable<Histogram>): Histogram {
  const sum: Record<number, number> = {};
  for (const histogram of histograms) {
    // `for in` makes no arrays; a quarter of a year of ten integrations is a thousand histograms.
    for (const bucket in histogram) sum[bucket] = (sum[bucket] ?? 0) + histogram[bucket]!;
  }
  return sum;
}

/**
 * The value that a share of all values does not exceed, milliseconds.
 * @param share from 0 to 1
 * @returns `undefined` without values
 */
export function quantile(histogram: Histogram, share: number): number | undefined {
  const counts = Object.entries(histogram);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return undefined;
  let rank = Math.max(1, Math.ceil(share * total));
  // Integer keys of an object come in ascending order.
  for (const [bucket, count] of counts) {
    rank -= count;
    if (rank <= 0) return middleOf(Number(bucket));
  }
  return undefined;
}

/** As text: `7:12 9:1`. */
export function writeHistogram(histogram: Histogram): string {
  return Object.entries(histogram)
    .map(([bucket, count]) => `${bucket}:${count}`)
    .join(' ');
}

/** Reads what {@link writeHistogram} wrote. */
export function readHistogram(text: string): Histogram {
  const counts: Record<number, number> = {};
  if (text === '') return counts;
  for (const part of text.split(' ')) {
    const colon = part.indexOf(':');
    counts[Number(part.slice(0, colon))] = Number(part.slice(colon + 1));
  }
  return counts;
}
