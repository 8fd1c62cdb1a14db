import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { HistoryStore, Retention } from './history.store';

const ROLL_UP_EVERY_MS = 60_000;
const PRUNE_EVERY_MS = 3_600_000;
/** Between two steps everything else has its turn. */
const PAUSE_MS = 10;

/** Rolls up and removes, in small steps, when it is time. */
export class Upkeep {
  private rollUpAt = 0;
  private pruneAt = 0;

  constructor(
    private readonly store: HistoryStore,
    private readonly services: readonly string[],
    private readonly retention: Retention,
  ) {}

  /** Does what is due. @param goOn asked before every step */
  async run(now: number, goOn: () => boolean): Promise<void> {
    if (now >= this.rollUpAt) {
      for (const service of await this.store.unrolled(this.services, now)) {
        await this.repeat(goOn, () => this.store.rollUp(service, now));
        await nextTurn();
      }
      this.rollUpAt = now + ROLL_UP_EVERY_MS;
    }
    if (now >= this.pruneAt) {
      await this.repeat(goOn, () => this.store.prune(this.retention, now));
      this.pruneAt = now + PRUNE_EVERY_MS;
    }
  }

  private async repeat(goOn: () => boolean, step: () => Promise<boolean>): Promise<void> {
    while (goOn() && (await step())) await delay(PAUSE_MS, undefined, { ref: false });
  }
}
