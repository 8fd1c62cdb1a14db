import type { AlertDatabase } from './alert-tables';

/** Alerts that one step removes at most, with what hangs on them. */
const STEP = 200;

/**
 * Removes alerts that were resolved, with all that was told of them, and silences that ended, one
 * small step. Needs the write lock.
 * @param before epoch milliseconds
 * @returns whether more may wait
 */
export async function pruneAlerts(db: AlertDatabase, before: number): Promise<boolean> {
  await db.deleteFrom('alert_silences').where('until_at', '<', before).execute();
  const old = await db
    .selectFrom('alerts')
    .select('id')
    .where('resolved_at', '<', before)
    .limit(STEP)
    .execute();
  if (old.length === 0) return false;
  const ids = old.map(({ id }) => id);
  await removeMessages(db, ids);
  // Events and deliveries go with their alert.
  await db.deleteFrom('alerts').where('id', 'in', ids).execute();
  return old.length === STEP;
}

/** Removes the messages that tell of nothing but these alerts. */
async function removeMessages(db: AlertDatabase, alertIds: readonly string[]): Promise<void> {
  const theirs = db
    .selectFrom('alert_deliveries as delivery')
    .innerJoin('alert_events as event', 'event.id', 'delivery.event_id')
    .select('delivery.message_id')
    .where('event.alert_id', 'in', alertIds);
  await db
    .deleteFrom('alert_messages')
    .where('id', 'in', theirs)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('alert_deliveries as other')
            .select('other.id')
            .whereRef('other.message_id', '=', 'alert_messages.id')
            .where('other.alert_id', 'not in', alertIds),
        ),
      ),
    )
    .execute();
}
