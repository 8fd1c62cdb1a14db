import type { TimelineEntry } from './history';
import { REASON_WORDS } from './words';

/** One line of a timeline as it is shown. */
export interface TimelineLine {
  readonly at: string;
  /** The last moment of what is put together. */
  readonly until?: string;
  readonly kind: TimelineEntry['kind'];
  readonly title: string;
  readonly text?: string;
}

/** Puts equal checks that follow each other together, so that what changed stands out. */
export function linesOf(entries: readonly TimelineEntry[]): readonly TimelineLine[] {
  const runs: TimelineEntry[][] = [];
  for (const entry of entries) {
    const run = runs.at(-1);
    if (run && isSameCheck(run[0]!, entry)) run.push(entry);
    else runs.push([entry]);
  }
  return runs.map(toLine);
}

function isSameCheck(a: TimelineEntry, b: TimelineEntry): boolean {
  return a.kind === 'result' && b.kind === 'result' && a.outcome === b.outcome;
}

function toLine(run: readonly TimelineEntry[]): TimelineLine {
  const [first] = run as readonly [TimelineEntry];
  const last = run.at(-1)!;
  return {
    at: first.at,
    ...(run.length > 1 && { until: last.at }),
    kind: first.kind,
    title: TITLES[first.kind](first, run.length),
    ...(first.evidence !== undefined && { text: first.evidence }),
  };
}

const TITLES: Record<TimelineEntry['kind'], (entry: TimelineEntry, count: number) => string> = {
  opened: () => 'Opened',
  reason_changed: ({ reason }) =>
    reason ? `The cause changed: it ${REASON_WORDS[reason].is}` : 'The cause changed',
  acknowledged: ({ who }) => (who ? `Acknowledged by ${who}` : 'Acknowledged'),
  resolved: () => 'Resolved',
  configuration_changed: ({ env_var, change }) =>
    `${env_var ?? 'A variable'} ${change === 'rotated' ? 'was rotated' : (change ?? 'changed')}`,
  result: ({ outcome }, count) =>
    `${count === 1 ? 'One check' : `${count} checks`}: ${(outcome ?? 'no outcome').replaceAll('_', ' ')}`,
};
