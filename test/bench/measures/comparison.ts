import type { Bench, Running } from '../bench';
import { mapInTurn } from '../in-turn';
import type { Load } from '../load';
import type { Page } from '../targets';

/** One page of one target. */
export interface Subject {
  readonly target: Running;
  readonly page: Page;
}

/** A load, and what it cost the target. */
export interface CostedLoad extends Load {
  /** Microseconds of processor time. */
  readonly cpuPerRequest: number;
  /** The part of the time in which the target computed: near 1, its core was the limit. */
  readonly busy: number;
}

/** Loads one page, alone. */
export async function measureAlone(bench: Bench, subject: Subject): Promise<CostedLoad> {
  const [load] = await measureTogether(bench, [subject]);
  return load!;
}

/**
 * Loads pages in the same seconds. Rates drift on shared machines and are halved here; processor
 * time per request holds still, and the quotient of two is what can be quoted.
 */
export async function measureTogether(
  bench: Bench,
  subjects: readonly Subject[],
): Promise<CostedLoad[]> {
  const before = subjects.map(({ target }) => target.cpuMs());
  const start = performance.now();
  const loads = await Promise.all(subjects.map(({ target, page }) => bench.loadPage(target, page)));
  const wallMs = performance.now() - start;
  return loads.map((load, index) => {
    const cpuMs = subjects[index]!.target.cpuMs() - before[index]!;
    return { ...load, cpuPerRequest: (cpuMs * 1000) / load.requests, busy: cpuMs / wallMs };
  });
}

/** How many requests the first serves in the processor time that the second needs for one. */
export async function measureRatio(bench: Bench, first: Subject, second: Subject): Promise<number> {
  const [ours, theirs] = await measureTogether(bench, [first, second]);
  return theirs!.cpuPerRequest / ours!.cpuPerRequest;
}

/** Compiles what runs often before anything counts. */
export async function warmUp(bench: Bench, subjects: readonly Subject[]): Promise<void> {
  await mapInTurn(subjects, ({ target, page }) => bench.loadPage(target, page));
}
