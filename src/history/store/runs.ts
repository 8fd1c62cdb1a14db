import type { Kysely } from 'kysely';
import type { Interval, Run } from '../records';
import { endIntervals, lastEnd, readOpenIntervals } from './intervals';
import type { RunRow, Tables } from './tables';

/** A run on another machine that was not seen for so long is taken for dead, milliseconds. */
const SILENCE_MS = 20_000;

/** The check that began a status ended at most so long before the status began, milliseconds. */
const OWN_CHECK_MS = 1000;

/** Registers a run, and closes what killed ones left open. Needs the write lock. */
export async function beginRun(db: Kysely<Tables>, run: Run): Promise<void> {
  const before = await readUnended(db, run.id);
  if (!before.some((other) => isAlive(other, run))) await closeAbandoned(db, run, before);
  await sign(db, run, run.startedAt);
}

/** Says that the run lives; registers it again in a database that does not know it. */
export async function sign(db: Kysely<Tables>, run: Run, at: number): Promise<void> {
  const { id, host, pid, startedAt } = run;
  await db
    .insertInto('runs')
    .values({ id, host, pid, started_at: startedAt, last_seen_at: at, ended_at: null })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ last_seen_at: at }))
    .execute();
}

/** Ends a run; with the last one everything ends that lasts. Needs the write lock. */
export async function endRun(db: Kysely<Tables>, run: Run, at: number): Promise<void> {
  await db
    .updateTable('runs')
    .set({ ended_at: at, last_seen_at: at })
    .where('id', '=', run.id)
    .execute();
  const others = await readUnended(db, run.id);
  if (others.some((other) => isAlive(other, { ...run, startedAt: at }))) return;
  for (const { service } of await readOpenIntervals(db)) await endIntervals(db, service, at);
}

function readUnended(db: Kysely<Tables>, except: string): Promise<RunRow[]> {
  return db
    .selectFrom('runs')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('id', '!=', except)
    .execute();
}

/** On this machine a process can be asked; of another one only the last sign of life is known. */
function isAlive({ host, pid, last_seen_at }: RunRow, self: Run): boolean {
  if (host !== self.host) return self.startedAt - last_seen_at < SILENCE_MS;
  if (pid === self.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function closeAbandoned(
  db: Kysely<Tables>,
  run: Run,
  dead: readonly RunRow[],
): Promise<void> {
  const lastSeen = Math.max(...dead.map(({ last_seen_at }) => last_seen_at), -Infinity);
  for (const open of await readOpenIntervals(db)) {
    const known = (await lastCheck(db, open)) ?? Math.max(lastSeen, open.startedAt);
    await endIntervals(db, open.service, Math.min(known, Math.max(run.startedAt, open.startedAt)));
  }
  if (dead.length > 0) {
    const ids = dead.map(({ id }) => id);
    await db
      .updateTable('runs')
      .set((eb) => ({ ended_at: eb.ref('last_seen_at') }))
      .where('id', 'in', ids)
      .execute();
  }
  await countAbsence(db, run.startedAt);
}

async function lastCheck(
  db: Kysely<Tables>,
  { service, startedAt }: Interval,
): Promise<number | undefined> {
  const { at } = await db
    .selectFrom('results')
    .select((eb) => eb.fn.max('at').as('at'))
    .where('service', '=', service)
    .where('at', '>=', startedAt - OWN_CHECK_MS)
    .executeTakeFirstOrThrow();
  return at === null ? undefined : Math.max(at, startedAt);
}

/** Nobody looked between the last end and now, so that this time is no vendor's. */
async function countAbsence(db: Kysely<Tables>, now: number): Promise<void> {
  const open = await db
    .selectFrom('incidents')
    .selectAll()
    .where('resolved_at', 'is', null)
    .execute();
  for (const { id, service, opened_at, not_running_ms } of open) {
    const end = Math.max((await lastEnd(db, service)) ?? opened_at, opened_at);
    await db
      .updateTable('incidents')
      .set({ not_running_ms: not_running_ms + Math.max(0, now - end) })
      .where('id', '=', id)
      .execute();
  }
}
