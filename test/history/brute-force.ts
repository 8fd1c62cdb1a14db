import type { Status } from '../../src/core/status';
import { histogramOf } from '../../src/history/histogram';
import type { HistoryStore } from '../../src/history/history.store';
import type { ResultRecord, Run } from '../../src/history/records';
import { DAY_MS } from '../../src/history/spans';
import { observedMs, type Durations } from '../../src/history/tally';

/** Monday, 2026-02-02, 00:00 UTC. */
const T = Date.UTC(2026, 1, 2);
/** Everything happens at multiples of it, so that a moment can be one cell of an array. */
const CELL_MS = 10 * 60_000;
const CELLS_A_DAY = DAY_MS / CELL_MS;
const DEAD_PID = 2 ** 22 - 1;

/** What happens in a random history; times are counted in cells. */
export type Step =
  | { readonly kind: 'status'; readonly status: Status; readonly after: number }
  | {
      readonly kind: 'results';
      readonly after: number;
      readonly shifts: readonly number[];
      readonly latencyMs: number | undefined;
    }
  | { readonly kind: 'setBack'; readonly by: number }
  | { readonly kind: 'killed'; readonly after: number }
  | { readonly kind: 'rollUp'; readonly after: number };

interface Check {
  readonly cell: number;
  readonly failed: boolean;
  readonly latencyMs: number | undefined;
}

/** What a span adds up to, in plain values. */
interface Sum {
  readonly durations: Record<Status, number>;
  readonly checks: number;
  readonly failures: number;
  readonly latency: Readonly<Record<number, number>>;
}

/**
 * Plays a history into a store, and keeps it beside as simply as possible: one status for each cell
 * of time, and a list of all checks. Their sums must agree.
 */
export class BruteForce {
  private readonly cells: (Status | undefined)[] = [];
  private readonly checks: Check[] = [];
  private clock = 0;
  private current: { readonly status: Status; readonly since: number } | undefined;
  private runs = 0;
  private run: Run;
  private runStart = 0;

  constructor(
    private readonly store: HistoryStore,
    private readonly service: string,
    private readonly host: string,
  ) {
    this.run = this.newRun();
  }

  async play(steps: readonly Step[]): Promise<void> {
    await this.store.beginRun(this.run);
    for (const step of steps) await this.one(step);
    // What a clock that was ahead wrote is no longer in the future.
    const latest = Math.max(this.clock, this.cells.length, ...this.checks.map(({ cell }) => cell));
    this.advance(latest + 1 - this.clock);
  }

  /** Both sums of a window, whole and by day. */
  async compare(window: readonly [number, number]) {
    const from = Math.min(...window);
    const to = Math.max(...window) + 1;
    const now = T + this.clock * CELL_MS;
    const span = { from: T + from * CELL_MS, to: T + to * CELL_MS };
    const tallies = await this.store.tallies([this.service], span, now, 0);
    const { total, days } = tallies.get(this.service)!;
    const actualDays = [...days].filter(([, durations]) => observedMs(durations) > 0);
    return {
      actual: { total, days: actualDays.toSorted(([a], [b]) => a - b) },
      expected: { total: this.sum(from, to), days: this.days(from, to) },
    };
  }

  /** Leaves nothing open that the next history would meet. */
  async end(): Promise<void> {
    const at = T + (this.clock + 1) * CELL_MS;
    await this.store.recordStatus(this.record('healthy', at));
    await this.store.endRun(this.run, at);
  }

  private async one(step: Step): Promise<void> {
    if (step.kind === 'setBack') {
      this.clock = Math.max(0, this.clock - step.by);
      return;
    }
    this.advance(step.after);
    const now = T + this.clock * CELL_MS;
    switch (step.kind) {
      case 'status':
        return this.status(step.status, now);
      case 'results':
        return this.results(step.shifts, step.latencyMs);
      case 'killed':
        return this.restart();
      case 'rollUp':
        while (await this.store.rollUp(this.service, now)) continue;
    }
  }

  private advance(count: number): void {
    const until = this.clock + count;
    for (; this.clock < until; this.clock += 1) {
      // What was known of a time before the clock was set back stays, until something new is known.
      if (this.clock >= this.cells.length) this.cells[this.clock] = this.current?.status;
    }
  }

  private async status(status: Status, now: number): Promise<void> {
    const isSame = this.current?.status === status && this.current.since <= this.clock;
    this.cells.length = Math.min(this.cells.length, this.clock);
    this.current = { status, since: isSame ? this.current!.since : this.clock };
    await this.store.recordStatus(this.record(status, now));
  }

  private async results(shifts: readonly number[], latencyMs: number | undefined): Promise<void> {
    const added = shifts.map((shift) => ({
      cell: Math.max(0, this.clock + shift),
      failed: latencyMs === undefined,
      latencyMs,
    }));
    const records = added.map(({ cell }, index): ResultRecord => ({
      service: this.service,
      at: T + cell * CELL_MS,
      number: this.checks.length + index,
      status: 'healthy',
      reason: 'ok',
      outcome: latencyMs === undefined ? 'timeout' : 'accepted',
      ...(latencyMs !== undefined && { latencyMs }),
      durationMs: 1,
      full: false,
    }));
    this.checks.push(...added);
    await this.store.appendResults(records);
  }

  /** Killed now and started again at once: nobody knows what was after the last check. */
  private async restart(): Promise<void> {
    if (this.current) {
      const { since } = this.current;
      const seen = this.checks.map(({ cell }) => cell).filter((cell) => cell >= since);
      const known = seen.length > 0 ? Math.max(...seen) : Math.max(this.runStart, since);
      const end = Math.min(known, Math.max(this.clock, since));
      // Time passed under this status beyond the clock only if the clock was set back.
      for (let cell = this.cells.length; cell < end; cell += 1)
        this.cells[cell] = this.current.status;
      this.cells.length = Math.min(this.cells.length, end);
      this.current = undefined;
      for (let cell = end; cell < this.clock; cell += 1) this.cells[cell] = undefined;
    }
    this.runStart = this.clock;
    this.run = this.newRun();
    await this.store.beginRun(this.run);
  }

  private newRun(): Run {
    this.runs += 1;
    return {
      id: `${this.service}-${this.runs}`,
      startedAt: T + this.clock * CELL_MS,
      host: this.host,
      pid: DEAD_PID,
    };
  }

  private record(status: Status, at: number) {
    return { service: this.service, at, status, reason: 'ok', evidence: '' } as const;
  }

  private days(from: number, to: number): [number, Durations][] {
    const days: [number, Durations][] = [];
    for (let day = Math.floor(from / CELLS_A_DAY); day * CELLS_A_DAY < to; day += 1) {
      const start = day * CELLS_A_DAY;
      const { durations } = this.sum(Math.max(from, start), Math.min(to, start + CELLS_A_DAY));
      if (observedMs(durations) > 0) days.push([T + start * CELL_MS, durations]);
    }
    return days;
  }

  private sum(from: number, to: number): Sum {
    const durations = { healthy: 0, unknown: 0, degraded: 0, unhealthy: 0 };
    for (let cell = from; cell < Math.min(to, this.clock); cell += 1) {
      const status = this.cells[cell];
      if (status) durations[status] += CELL_MS;
    }
    const checks = this.checks.filter(({ cell }) => cell >= from && cell < to);
    return {
      durations,
      checks: checks.length,
      failures: checks.filter(({ failed }) => failed).length,
      latency: histogramOf(checks.flatMap(({ latencyMs }) => latencyMs ?? [])),
    };
  }
}
