import type { Kysely } from 'kysely';
import type { PageQuery } from '../history.store';
import type { AuditRecord, KeptAuditRecord } from '../records';
import { within } from './paging';
import { toAuditRecord, toAuditRow } from './rows';
import type { Tables } from './tables';

/** Adds to the trail. */
export async function appendAudit(
  db: Kysely<Tables>,
  records: readonly AuditRecord[],
): Promise<void> {
  await db.insertInto('audit').values(records.map(toAuditRow)).execute();
}

/** Newest first. */
export async function readAudit(db: Kysely<Tables>, query: PageQuery): Promise<KeptAuditRecord[]> {
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where(within<'audit'>({ time: 'at', tie: 'id' }, query))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit)
    .execute();
  return rows.map(toAuditRecord);
}
