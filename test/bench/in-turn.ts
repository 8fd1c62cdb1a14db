/** Runs something for each item, one after the other: side by side, loads would disturb each other. */
export async function mapInTurn<Item, Result>(
  items: Iterable<Item>,
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
  for (const item of items) results.push(await run(item));
  return results;
}

/** Runs something several times, one after the other; rounds count from 1. */
export function inTurn<Result>(
  rounds: number,
  run: (round: number) => Promise<Result>,
): Promise<Result[]> {
  return mapInTurn(
    Array.from({ length: rounds }, (_, index) => index + 1),
    run,
  );
}
