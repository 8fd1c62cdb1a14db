/** One row of the report. */
export interface Figure {
  readonly name: string;
  /** What it must reach, in words; `–` where nothing is asked. */
  readonly bar: string;
  readonly unit: string;
  readonly samples: readonly number[];
}
