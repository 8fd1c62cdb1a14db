import type { AlertRule } from '../../config/settings';
import type { ChannelName } from '../alert-channel';
import type { AlertEvent } from '../alert-event';
import type { Alert } from '../policy/next-alert';
import type { AlertDatabase, AlertRow } from './alert-tables';

/** An alert with how many events there were of it. */
export interface KeptAlert {
  readonly alert: Alert;
  readonly events: number;
}

/** `undefined` when there is none. */
export async function readAlert(db: AlertDatabase, id: string): Promise<KeptAlert | undefined> {
  const row = await db.selectFrom('alerts').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toKeptAlert(row);
}

/** Those whose cause lasts, oldest first. */
export async function readActiveAlerts(db: AlertDatabase): Promise<KeptAlert[]> {
  const rows = await db
    .selectFrom('alerts')
    .selectAll()
    .where('resolved_at', 'is', null)
    .orderBy('started_at')
    .execute();
  return rows.map(toKeptAlert);
}

/** Writes an alert as it is now. */
export async function saveAlert(db: AlertDatabase, kept: KeptAlert): Promise<void> {
  const { id, ...row } = toRow(kept);
  await db
    .insertInto('alerts')
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** Writes an event, to be told through every one of the channels. */
export async function addEvent(
  db: AlertDatabase,
  event: AlertEvent,
  channels: readonly ChannelName[],
  at: number,
): Promise<void> {
  const { id } = await db
    .insertInto('alert_events')
    .values({ alert_id: event.alert_id, at, body: JSON.stringify(event) })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (channels.length === 0) return;
  const common = { event_id: id, alert_id: event.alert_id, at, message_id: null };
  await db
    .insertInto('alert_deliveries')
    .values(channels.map((channel) => ({ ...common, channel })))
    .execute();
}

/** The alert of a row. */
export function toKeptAlert(row: AlertRow): KeptAlert {
  const { id, evidence, events } = row;
  const alert: Alert = {
    id,
    evidence,
    startedAt: row.started_at,
    rules: toRules(row.rules),
    openingRules: toRules(row.opening_rules),
    isAcknowledgementTold: row.is_acknowledgement_told === 1,
    ...(row.status !== null && { status: row.status }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.service !== null && { service: row.service }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.announced_at !== null && { announcedAt: row.announced_at }),
    ...(row.reminded_at !== null && { remindedAt: row.reminded_at }),
    ...(row.acknowledged_at !== null && { acknowledgedAt: row.acknowledged_at }),
    ...(row.acknowledged_by !== null && { acknowledgedBy: row.acknowledged_by }),
    ...(row.resolved_at !== null && { resolvedAt: row.resolved_at }),
  };
  return { alert, events };
}

function toRow({ alert, events }: KeptAlert): AlertRow {
  return {
    id: alert.id,
    service: alert.service ?? null,
    status: alert.status ?? null,
    reason: alert.reason ?? null,
    evidence: alert.evidence,
    rules: alert.rules.join(','),
    opening_rules: alert.openingRules.join(','),
    started_at: alert.startedAt,
    ended_at: alert.endedAt ?? null,
    announced_at: alert.announcedAt ?? null,
    reminded_at: alert.remindedAt ?? null,
    acknowledged_at: alert.acknowledgedAt ?? null,
    acknowledged_by: alert.acknowledgedBy ?? null,
    is_acknowledgement_told: alert.isAcknowledgementTold ? 1 : 0,
    resolved_at: alert.resolvedAt ?? null,
    events,
  };
}

function toRules(text: string): AlertRule[] {
  return text === '' ? [] : (text.split(',') as AlertRule[]);
}
