import type { Kysely } from 'kysely';
import type { PageQuery } from '../history.store';
import type { Interval, StatusRecord } from '../records';
import type { Span } from '../spans';
import { within } from './paging';
import { unseal } from './rollup-marks';
import { toInterval } from './rows';
import type { Tables } from './tables';

/** Those that overlap the span, oldest first. */
export async function readIntervals(
  db: Kysely<Tables>,
  services: readonly string[],
  { from, to }: Span,
): Promise<Interval[]> {
  const rows = await db
    .selectFrom('status_intervals')
    .selectAll()
    .where('service', 'in', services)
    .where('started_at', '<', to)
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', from)]))
    .orderBy('service')
    .orderBy('started_at')
    .execute();
  return rows.map(toInterval);
}

/** Newest first, by when they began. */
export async function readIntervalPage(
  db: Kysely<Tables>,
  service: string,
  query: PageQuery,
): Promise<Interval[]> {
  const rows = await db
    .selectFrom('status_intervals')
    .selectAll()
    .where('service', '=', service)
    .where(within<'status_intervals'>({ time: 'started_at', tie: 'started_at' }, query))
    .orderBy('started_at', 'desc')
    .limit(query.limit)
    .execute();
  return rows.map(toInterval);
}

/** What lasts, of one integration or of all. */
export async function readOpenIntervals(db: Kysely<Tables>, service?: string): Promise<Interval[]> {
  const all = db.selectFrom('status_intervals').selectAll().where('ended_at', 'is', null);
  const rows = await (service === undefined ? all : all.where('service', '=', service)).execute();
  return rows.map(toInterval);
}

/** Writes that a status began; nothing when it lasts already. Needs the write lock. */
export async function beginInterval(
  db: Kysely<Tables>,
  { service, at, status, reason }: StatusRecord,
): Promise<void> {
  const [open] = await readOpenIntervals(db, service);
  if (open && open.startedAt <= at && open.status === status && open.reason === reason) return;
  await endIntervals(db, service, at);
  await db
    .insertInto('status_intervals')
    .values({ service, started_at: at, ended_at: null, status, reason })
    .execute();
}

/** Ends what lasts, and takes away what would lie later: a clock that was set back is right. */
export async function endIntervals(db: Kysely<Tables>, service: string, at: number): Promise<void> {
  await db
    .deleteFrom('status_intervals')
    .where('service', '=', service)
    .where('started_at', '>=', at)
    .execute();
  await db
    .updateTable('status_intervals')
    .set({ ended_at: at })
    .where('service', '=', service)
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', at)]))
    .execute();
  await unseal(db, service, at);
}

/** When an integration was last known to be in any status. */
export async function lastEnd(db: Kysely<Tables>, service: string): Promise<number | undefined> {
  const { end } = await db
    .selectFrom('status_intervals')
    .select((eb) => eb.fn.max('ended_at').as('end'))
    .where('service', '=', service)
    .executeTakeFirstOrThrow();
  return end ?? undefined;
}
