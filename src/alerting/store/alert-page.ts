import type { PageQuery } from '../../history/history.store';
import type { AlertEvent } from '../alert-event';
import type { Alert } from '../policy/next-alert';
import type { AlertDatabase, MessageState } from './alert-tables';
import { toKeptAlert, type KeptAlert } from './alerts';

/** What became of an event on one channel. */
export interface DeliveryRecord {
  readonly channel: string;
  readonly state: MessageState;
  readonly attempts: number;
  readonly problem: string | null;
  readonly finishedAt: number | null;
}

/** So many of what was told of an alert are shown at most: one that lasts reminds of itself for months. */
const MAX_SHOWN = 50;

/** An alert with the latest that was told of it, oldest first. */
export interface AlertRecord {
  readonly alert: Alert;
  /** How many events there were. */
  readonly count: number;
  /** Whether any of them was given up on some channel. */
  readonly isParked: boolean;
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
  return withEvents(db, rows.map(toKeptAlert));
}

function parkedAlerts(db: AlertDatabase) {
  return db
    .selectFrom('alert_messages as message')
    .innerJoin('alert_deliveries as delivery', 'delivery.message_id', 'message.id')
    .select('delivery.alert_id')
    .where('message.state', '=', 'parked');
}

async function withEvents(db: AlertDatabase, kept: readonly KeptAlert[]): Promise<AlertRecord[]> {
  if (kept.length === 0) return [];
  const alertIds = kept.map(({ alert }) => alert.id);
  const parked = await parkedAlerts(db).where('delivery.alert_id', 'in', alertIds).execute();
  const parkedIds = new Set(parked.map(({ alert_id: id }) => id));
  const events = await db
    .selectFrom(latestEvents(db, alertIds))
    .select(['id', 'alert_id', 'body'])
    .where('number', '<=', MAX_SHOWN)
    .orderBy('id')
    .execute();
  const deliveries = await db
    .selectFrom('alert_deliveries as delivery')
    .innerJoin(latestEvents(db, alertIds), 'event.id', 'delivery.event_id')
    .leftJoin('alert_messages as message', 'message.id', 'delivery.message_id')
    .select(['delivery.event_id', 'delivery.channel', 'message.state', 'message.attempts'])
    .select(['message.problem', 'message.finished_at'])
    .where('event.number', '<=', MAX_SHOWN)
    .orderBy('delivery.id')
    .execute();
  const byEvent = Map.groupBy(deliveries, ({ event_id }) => event_id);
  const byAlert = Map.groupBy(events, ({ alert_id }) => alert_id);
  return kept.map(({ alert, events: count }) => ({
    alert,
    count,
    isParked: parkedIds.has(alert.id),
    events: (byAlert.get(alert.id) ?? []).map(({ id, body }) => ({
      event: JSON.parse(body) as AlertEvent,
      deliveries: (byEvent.get(id) ?? []).map(toDelivery),
    })),
  }));
}

/** The events of some alerts with their number, the latest being 1. */
function latestEvents(db: AlertDatabase, alertIds: readonly string[]) {
  return db
    .selectFrom('alert_events')
    .select(({ fn }) => [
      'id',
      'alert_id',
      'body',
      fn
        .agg<number>('row_number')
        .over((over) => over.partitionBy('alert_id').orderBy('id', 'desc'))
        .as('number'),
    ])
    .where('alert_id', 'in', alertIds)
    .as('event');
}

/** Without a message it waits to be put into one. */
function toDelivery(row: {
  readonly channel: string;
  readonly state: MessageState | null;
  readonly attempts: number | null;
  readonly problem: string | null;
  readonly finished_at: number | null;
}): DeliveryRecord {
  const { channel, state, attempts, problem, finished_at: finishedAt } = row;
  return { channel, state: state ?? 'pending', attempts: attempts ?? 0, problem, finishedAt };
}
