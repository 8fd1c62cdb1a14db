import type { Silence } from '../policy/silence';
import type { AlertDatabase, SilenceRow } from './alert-tables';

/** Those that have not ended, in the order of their end. */
export async function readSilences(db: AlertDatabase, now: number): Promise<Silence[]> {
  const rows = await db
    .selectFrom('alert_silences')
    .selectAll()
    .where('until_at', '>', now)
    .orderBy('until_at')
    .orderBy('id')
    .execute();
  return rows.map(toSilence);
}

/** So many silences that have not ended there may be. */
export const MAX_SILENCES = 1000;

/** Writes a new one. Needs the write lock. @returns whether there was room */
export async function addSilence(db: AlertDatabase, silence: Silence): Promise<boolean> {
  const { id, service = null, from, until, reason, createdBy } = silence;
  if ((await readSilences(db, from)).length >= MAX_SILENCES) return false;
  await db
    .insertInto('alert_silences')
    .values({ id, service, from_at: from, until_at: until, reason, created_by: createdBy })
    .execute();
  return true;
}

/** @returns whether there was one */
export async function removeSilence(db: AlertDatabase, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('alert_silences')
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

function toSilence(row: SilenceRow): Silence {
  const { id, service, from_at: from, until_at: until, reason, created_by: createdBy } = row;
  return { id, from, until, reason, createdBy, ...(service !== null && { service }) };
}
