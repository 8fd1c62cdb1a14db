import type { Kysely } from 'kysely';
import type { Retention } from '../history.store';
import type { Tables } from './tables';

/** Rows that one step removes at most. */
const STEP = 500;

/** Removes what is too old, one small step. @returns whether more may wait */
export async function prune(
  db: Kysely<Tables>,
  { resultsMs, historyMs, auditMs }: Retention,
  now: number,
): Promise<boolean> {
  const history = now - historyMs;
  const steps = [
    ...(await services(db)).map((service) => () => pruneResults(db, service, now - resultsMs)),
    () => pruneByTime(db, 'audit', now - auditMs),
    () => pruneIncidents(db, history),
    () => pruneByEnd(db, history),
    () => pruneRollups(db, history),
    () => pruneByTime(db, 'config_changes', history),
    () => pruneRuns(db, history),
  ];
  for (const step of steps) if ((await step()) > 0) return true;
  return false;
}

async function services(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db.selectFrom('rollup_marks').select('service').execute();
  return rows.map(({ service }) => service);
}

async function pruneResults(db: Kysely<Tables>, service: string, before: number): Promise<number> {
  const old = await db
    .selectFrom('results')
    .select('at')
    .where('service', '=', service)
    .where('at', '<', before)
    .orderBy('at')
    .limit(STEP)
    .execute();
  const last = old.at(-1);
  if (!last) return 0;
  await db
    .deleteFrom('results')
    .where('service', '=', service)
    .where('at', '<=', last.at)
    .execute();
  return old.length;
}

async function pruneByTime(
  db: Kysely<Tables>,
  table: 'audit' | 'config_changes',
  before: number,
): Promise<number> {
  const old = await db
    .selectFrom(table)
    .select('id')
    .where('at', '<', before)
    .orderBy('at')
    .limit(STEP)
    .execute();
  if (old.length === 0) return 0;
  const ids = old.map(({ id }) => id);
  await db.deleteFrom(table).where('id', 'in', ids).execute();
  return old.length;
}

async function pruneIncidents(db: Kysely<Tables>, before: number): Promise<number> {
  const old = await db
    .selectFrom('incidents')
    .select('id')
    .where('opened_at', '<', before)
    .where('resolved_at', '<', before)
    .limit(STEP)
    .execute();
  if (old.length === 0) return 0;
  const ids = old.map(({ id }) => id);
  await db.deleteFrom('incident_events').where('incident_id', 'in', ids).execute();
  await db.deleteFrom('incidents').where('id', 'in', ids).execute();
  return old.length;
}

async function pruneByEnd(db: Kysely<Tables>, before: number): Promise<number> {
  const old = await db
    .selectFrom('status_intervals')
    .select(['service', 'started_at'])
    .where('ended_at', '<', before)
    .limit(STEP)
    .execute();
  for (const { service, started_at } of old) {
    await db
      .deleteFrom('status_intervals')
      .where('service', '=', service)
      .where('started_at', '=', started_at)
      .execute();
  }
  return old.length;
}

async function pruneRollups(db: Kysely<Tables>, before: number): Promise<number> {
  const old = await db
    .selectFrom('rollups')
    .select(['size', 'service', 'start'])
    .where('start', '<', before)
    .limit(STEP)
    .execute();
  for (const { size, service, start } of old) {
    await db
      .deleteFrom('rollups')
      .where('size', '=', size)
      .where('service', '=', service)
      .where('start', '=', start)
      .execute();
  }
  return old.length;
}

async function pruneRuns(db: Kysely<Tables>, before: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('runs')
    .where('ended_at', '<', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
