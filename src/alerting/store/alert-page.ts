import type { PageQuery } from '../../history/history.store';
import type { AlertEvent } from '../alert-event';
import type { Alert } from '../policy/next-alert';
import type { AlertDatabase, MessageState } from './alert-tables';
import { toKeptAlert } from './alerts';

/** What became of an event on one channel. */
export interface DeliveryRecord {
  readonly channel: string;
  readonly state: MessageState;
  readonly attempts: number;
  readonly problem: string | null;
  readonly finishedAt: number | null;
}

/** An alert with all that was told of it, oldest first. */
export interface AlertRecord {
  readonly alert: Alert;
  readonly events: readonly {
    readonly event: AlertEvent;
    readonly deliveries: readonly DeliveryRecord[];
  }[];
}

/** Which alerts. */
export interface AlertFilter {
  readonly state?: 'open' | 'resolved' | 'parked';
  /** The identity of an incident. */
  readonly incident?: string;
}

/** The alerts that were opened, newest first. */
export async function readAlertPage(
  db: AlertDatabase,
  { from, to, after, limit }: PageQuery,
  { state, incident }: AlertFilter,
): Promise<AlertRecord[]> {
  const rows = await db
    .selectFrom('alerts')
    .selectAll()
    .where('announced_at', 'is not', null)
    .$if(incident !== undefined, (alerts) => alerts.where('id', '=', incident!))
    .$if(from !== undefined, (alerts) => alerts.where('announced_at', '>=', from!))
    .$if(to !== undefined, (alerts) => alerts.where('announced_at', '<', to!))
    .$if(state === 'open', (alerts) => alerts.where('resolved_at', 'is', null))
    .$if(state === 'resolved', (alerts) => alerts.where('resolved_at', 'is not', null))
    .$if(state === 'parked', (alerts) => alerts.where('id', 'in', parkedAlerts(db)))
    .$if(after !== undefined, (alerts) =>
      alerts.where((eb) =>
        eb.or([
          eb('announced_at', '<', after!.at),
          eb.and([eb('announced_at', '=', after!.at), eb('id', '<', after!.id)]),
        ]),
      ),
    )
    .orderBy('announced_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  const alerts = rows.map((row) => toKeptAlert(row).alert);
  return withEvents(db, alerts);
}

function parkedAlerts(db: AlertDatabase) {
  return db
    .selectFrom('alert_messages as message')
    .innerJoin('alert_deliveries as delivery', 'delivery.message_id', 'message.id')
    .select('delivery.alert_id')
    .where('message.state', '=', 'parked');
}

async function withEvents(db: AlertDatabase, alerts: readonly Alert[]): Promise<AlertRecord[]> {
  if (alerts.length === 0) return [];
  const ids = alerts.map(({ id }) => id);
  const events = await db
    .selectFrom('alert_events')
    .selectAll()
    .where('alert_id', 'in', ids)
    .orderBy('id')
    .execute();
  const deliveries = await db
    .selectFrom('alert_deliveries as delivery')
    .innerJoin('alert_events as event', 'event.id', 'delivery.event_id')
    .leftJoin('alert_messages as message', 'message.id', 'delivery.message_id')
    .select(['delivery.event_id', 'delivery.channel', 'message.state', 'message.attempts'])
    .select(['message.problem', 'message.finished_at'])
    .where('event.alert_id', 'in', ids)
    .orderBy('delivery.id')
    .execute();
  const byEvent = Map.groupBy(deliveries, ({ event_id }) => event_id);
  const byAlert = Map.groupBy(events, ({ alert_id }) => alert_id);
  return alerts.map((alert) => ({
    alert,
    events: (byAlert.get(alert.id) ?? []).map(({ id, body }) => ({
      event: JSON.parse(body) as AlertEvent,
      deliveries: (byEvent.get(id) ?? []).map((row) => ({
        channel: row.channel,
        state: row.state ?? 'pending',
        attempts: row.attempts ?? 0,
        problem: row.problem,
        finishedAt: row.finished_at,
      })),
    })),
  }));
}
