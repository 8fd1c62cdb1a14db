import type { Kysely } from 'kysely';
import { addHistograms, histogramOf, readHistogram } from '../histogram';
import type { LatencySlot } from '../history.store';
import { floorTo, HOUR_MS, type Span } from '../spans';
import { readRollups } from './rollups';
import type { Tables } from './tables';

/** Latencies by slots of time; see the port. */
export async function readLatencies(
  db: Kysely<Tables>,
  service: string,
  span: Span,
  slotMs: number,
): Promise<LatencySlot[]> {
  const parts =
    slotMs % HOUR_MS === 0
      ? await ofHours(db, service, { ...span, from: floorTo(HOUR_MS, span.from) })
      : await ofResults(db, service, span);
  const slots = Map.groupBy(parts, ({ at }) => floorTo(slotMs, at));
  return [...slots]
    .map(([at, inSlot]) => ({ at, latency: addHistograms(inSlot.map((part) => part.latency)) }))
    .sort((a, b) => a.at - b.at);
}

async function ofHours(db: Kysely<Tables>, service: string, span: Span): Promise<LatencySlot[]> {
  const rows = await readRollups(db, [service], HOUR_MS, span);
  return rows
    .filter(({ latency }) => latency !== '')
    .map(({ start, latency }) => ({ at: start, latency: readHistogram(latency) }));
}

async function ofResults(
  db: Kysely<Tables>,
  service: string,
  { from, to }: Span,
): Promise<LatencySlot[]> {
  const rows = await db
    .selectFrom('results')
    .select(['at', 'latency_ms'])
    .where('service', '=', service)
    .where('at', '>=', from)
    .where('at', '<', to)
    .where('latency_ms', 'is not', null)
    .execute();
  return rows.map(({ at, latency_ms }) => ({ at, latency: histogramOf([latency_ms ?? 0]) }));
}
