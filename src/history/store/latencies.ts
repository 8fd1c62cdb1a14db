import type { Kysely } from 'kysely';
import { addHistograms, histogramOf, readHistogram } from '../histogram';
import type { LatencySlot } from '../history.store';
import { floorTo, HOUR_MS, type Span } from '../spans';
import { readRollupCounts } from './rollups';
import type { Tables } from './tables';

/** Latencies by slots of time; see the port. */
export async function readLatencies(
  db: Kysely<Tables>,
  service: string,
  span: Span,
  slotMs: number,
): Promise<LatencySlot[]> {
  const slots =
    slotMs % HOUR_MS === 0
      ? await ofHours(db, service, { ...span, from: floorTo(HOUR_MS, span.from) }, slotMs)
      : await ofResults(db, service, span, slotMs);
  return slots.sort((a, b) => a.at - b.at);
}

async function ofHours(
  db: Kysely<Tables>,
  service: string,
  span: Span,
  slotMs: number,
): Promise<LatencySlot[]> {
  const rows = await readRollupCounts(db, [service], HOUR_MS, span);
  const answered = rows.filter(({ latency }) => latency !== '');
  const slots = Map.groupBy(answered, ({ start }) => floorTo(slotMs, start));
  return [...slots].map(([at, hours]) => ({
    at,
    latency: addHistograms(hours.map(({ latency }) => readHistogram(latency))),
  }));
}

async function ofResults(
  db: Kysely<Tables>,
  service: string,
  { from, to }: Span,
  slotMs: number,
): Promise<LatencySlot[]> {
  const rows = await db
    .selectFrom('results')
    .select(['at', 'latency_ms'])
    .where('service', '=', service)
    .where('at', '>=', from)
    .where('at', '<', to)
    .where('latency_ms', 'is not', null)
    .execute();
  const slots = Map.groupBy(rows, ({ at }) => floorTo(slotMs, at));
  return [...slots].map(([at, results]) => ({
    at,
    latency: histogramOf(results.map(({ latency_ms }) => latency_ms ?? 0)),
  }));
}
