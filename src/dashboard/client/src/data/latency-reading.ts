import type { ConfigurationChange, Incident, Latencies } from './history';
import { clockTime, latency } from './time';
import { causeOf } from './words';

interface Span {
  readonly from: string;
  /** Absent while it lasts. */
  readonly to?: string | null | undefined;
}

/** Those of the things that happened in a span, at least in part. */
export function within<T>(
  { from, to }: { readonly from: string; readonly to: string },
  things: readonly T[],
  spanOf: (thing: T) => Span,
): readonly T[] {
  return things.filter((thing) => {
    const span = spanOf(thing);
    const isBefore = span.to ? Date.parse(span.to) < Date.parse(from) : false;
    return !isBefore && Date.parse(span.from) < Date.parse(to);
  });
}

/** From when to when an incident lasted. */
export function spanOfIncident({ opened_at, resolved_at }: Incident): Span {
  return { from: opened_at, to: resolved_at };
}

/** When a variable changed. */
export function momentOf({ at }: ConfigurationChange): Span {
  return { from: at, to: at };
}

/** What a chart shows at one of its slots, in words. */
export function readingAt(
  index: number,
  {
    latencies: { points, to },
    incidents,
    changes,
  }: {
    readonly latencies: Latencies;
    readonly incidents: readonly Incident[];
    readonly changes: readonly ConfigurationChange[];
  },
): string {
  const { at, p50, p95 } = points[index]!;
  const slot = { from: at, to: points[index + 1]?.at ?? to };
  const values =
    typeof p50 === 'number' ? [`median ${latency(p50)}`, `p95 ${latency(p95)}`] : ['not measured'];
  const happened = [
    ...within(slot, incidents, spanOfIncident).map((incident) => `incident: ${causeOf(incident)}`),
    ...within(slot, changes, momentOf).map(({ env_var, change }) => `${env_var} ${change}`),
  ];
  return [clockTime(at, Date.parse(to)), ...values, ...happened].join(' · ');
}
