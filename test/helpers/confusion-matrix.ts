/** Counts what was expected against what was seen. */
export class ConfusionMatrix {
  private readonly counts = new Map<string, Map<string, number>>();

  /** Adds one cell's outcome. */
  add(expected: string, seen: string): void {
    const row = this.counts.get(expected) ?? new Map<string, number>();
    this.counts.set(expected, row.set(seen, (row.get(seen) ?? 0) + 1));
  }

  /** One line for each expected word, with a count for each word that was seen. */
  toString(): string {
    const seen = [...new Set([...this.counts.values()].flatMap((row) => [...row.keys()]))];
    const words = [...new Set([...this.counts.keys(), ...seen])];
    const width = Math.max(...words.map(({ length }) => length)) + 2;
    const line = (cells: readonly string[]) => cells.map((cell) => cell.padEnd(width)).join('');
    const rows = [...this.counts].map(([expected, row]) =>
      line([expected, ...words.map((word) => String(row.get(word) ?? '·'))]),
    );
    return [line(['expected \\ seen', ...words]), ...rows].join('\n');
  }
}
