import type { Kysely } from 'kysely';
import { isFault, isRefusal } from '../../core/finding';
import { histogramOf } from '../histogram';
import type { PageQuery } from '../history.store';
import type { ResultRecord } from '../records';
import type { Span } from '../spans';
import type { Counts } from '../tally';
import { within } from './paging';
import { countIn } from './rollups';
import { toResult, toResultRow } from './rows';
import type { Tables } from './tables';

/** What results add to a rollup. */
export function countsOf(results: readonly ResultRecord[]): Counts {
  return {
    checks: results.length,
    failures: results.filter(({ outcome }) => isFailure(outcome)).length,
    latency: histogramOf(results.flatMap(({ latencyMs }) => latencyMs ?? [])),
  };
}

/** Our own fault is no failure of a vendor. */
function isFailure(outcome: ResultRecord['outcome']): boolean {
  return isRefusal(outcome) || (isFault(outcome) && outcome !== 'check_failed');
}

/** Writes results, and counts those that were not there yet. */
export async function appendResults(
  db: Kysely<Tables>,
  results: readonly ResultRecord[],
): Promise<void> {
  const added = await db
    .insertInto('results')
    .values(results.map(toResultRow))
    .onConflict((conflict) => conflict.columns(['service', 'at', 'number']).doNothing())
    .returning(['service', 'at', 'number'])
    .execute();
  const keys = new Set(added.map(keyOf));
  const fresh =
    keys.size === results.length ? results : results.filter((result) => keys.has(keyOf(result)));
  await countIn(db, fresh, countsOf);
}

function keyOf({ service, at, number }: Pick<ResultRecord, 'service' | 'at' | 'number'>): string {
  return `${service} ${at} ${number}`;
}

/** Newest first. */
export async function readResults(
  db: Kysely<Tables>,
  service: string,
  query: PageQuery,
): Promise<ResultRecord[]> {
  const rows = await db
    .selectFrom('results')
    .selectAll()
    .where('service', '=', service)
    .where(within<'results'>({ time: 'at', tie: 'number' }, query))
    .orderBy('at', 'desc')
    .orderBy('number', 'desc')
    .limit(query.limit)
    .execute();
  return rows.map(toResult);
}

/** All results of a span that is shorter than an hour. */
export async function readResultsOf(
  db: Kysely<Tables>,
  services: readonly string[],
  { from, to }: Span,
): Promise<ResultRecord[]> {
  const rows = await db
    .selectFrom('results')
    .selectAll()
    .where('service', 'in', services)
    .where('at', '>=', from)
    .where('at', '<', to)
    .execute();
  return rows.map(toResult);
}
