import { Injectable } from '@nestjs/common';
import type { IntegrationKey } from '../integrations/integrations.catalog';

/** What the guard may decide: `undecided` went through because there was no verdict. */
export const GUARD_OUTCOMES = ['allowed', 'refused', 'undecided'] as const;

/** One of {@link GUARD_OUTCOMES}. */
export type GuardOutcome = (typeof GUARD_OUTCOMES)[number];

/** Counts the guard's decisions; costs a request one addition for each integration it needs. */
@Injectable()
export class GuardDecisions {
  private readonly counts = new Map<IntegrationKey, Record<GuardOutcome, number>>();

  /** Counts one decision. */
  count(key: IntegrationKey, outcome: GuardOutcome): void {
    const counts = this.counts.get(key);
    if (counts) counts[outcome] += 1;
    else this.counts.set(key, { allowed: 0, refused: 0, undecided: 0, [outcome]: 1 });
  }

  /** The decisions so far; integrations that no guarded route was asked for are absent. */
  all(): ReadonlyMap<IntegrationKey, Readonly<Record<GuardOutcome, number>>> {
    return this.counts;
  }
}
