import type { Bench } from './bench';

/** What a figure must reach. */
export type Bar = { readonly atLeast: number } | { readonly atMost: number };

/** One thing that was measured, once a round. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly samples: readonly number[];
  readonly bar?: Bar;
  /** What a reader must know to understand it. */
  readonly note?: string;
}

/** Raw values beside the figures. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a measure found. */
export interface Findings {
  readonly figures: readonly Figure[];
  readonly table?: Table;
}

/** One kind of measurement; adding one is one file and one line in `measures.ts`. */
export interface Measure {
  /** As `--only` names it. */
  readonly name: string;
  readonly title: string;
  run(bench: Bench): Promise<Findings>;
}

/** Whether the median reaches the bar. */
export function reaches(value: number, bar: Bar): boolean {
  return 'atLeast' in bar ? value >= bar.atLeast : value <= bar.atMost;
}
