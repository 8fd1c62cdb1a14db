import { sql, type Kysely } from 'kysely';
import type { SchemaWords } from './schema-words';

type Schema = Kysely<unknown>;

/** The tables of alerts and of the outbox that they are delivered from. */
export async function createAlerts(db: Schema, words: SchemaWords): Promise<void> {
  await createAlertTable(db);
  await createEvents(db, words);
  await createMessages(db);
  await createDeliveries(db, words);
  await createChannels(db);
  await createSilences(db);
}

/** Parked messages are counted often and are few. */
export async function indexParkedMessages({ schema }: Schema): Promise<void> {
  await schema
    .createIndex('alert_messages_parked')
    .on('alert_messages')
    .column('channel')
    .where(sql.ref('state'), '=', sql.lit('parked'))
    .execute();
}

async function createAlertTable({ schema }: Schema): Promise<void> {
  await schema
    .createTable('alerts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('service', 'text')
    .addColumn('status', 'text')
    .addColumn('reason', 'text')
    .addColumn('evidence', 'text', (column) => column.notNull())
    .addColumn('rules', 'text', (column) => column.notNull())
    .addColumn('opening_rules', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('announced_at', 'bigint')
    .addColumn('reminded_at', 'bigint')
    .addColumn('acknowledged_at', 'bigint')
    .addColumn('acknowledged_by', 'text')
    .addColumn('is_acknowledgement_told', 'smallint', (column) => column.notNull())
    .addColumn('resolved_at', 'bigint')
    .addColumn('events', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createIndex('alerts_active')
    .on('alerts')
    .column('service')
    .where(sql.ref('resolved_at'), 'is', null)
    .execute();
  await schema.createIndex('alerts_by_time').on('alerts').columns(['announced_at', 'id']).execute();
}

async function createEvents({ schema }: Schema, words: SchemaWords): Promise<void> {
  await words
    .addIdentity(schema.createTable('alert_events'))
    .addColumn('alert_id', 'text', (column) =>
      column.notNull().references('alerts.id').onDelete('cascade'),
    )
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createIndex('alert_events_by_alert')
    .on('alert_events')
    .columns(['alert_id', 'id'])
    .execute();
}

async function createMessages({ schema }: Schema): Promise<void> {
  await schema
    .createTable('alert_messages')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('first_attempt_at', 'bigint')
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('leased_until', 'bigint', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('finished_at', 'bigint')
    .execute();
  await schema
    .createIndex('alert_messages_unfinished')
    .on('alert_messages')
    .columns(['channel', 'created_at'])
    .where(sql.ref('state'), '=', sql.lit('pending'))
    .execute();
}

async function createDeliveries({ schema }: Schema, words: SchemaWords): Promise<void> {
  await words
    .addIdentity(schema.createTable('alert_deliveries'))
    .addColumn('event_id', 'bigint', (column) =>
      column.notNull().references('alert_events.id').onDelete('cascade'),
    )
    .addColumn('alert_id', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('message_id', 'text', (column) =>
      column.references('alert_messages.id').onDelete('cascade'),
    )
    .execute();
  await schema
    .createIndex('alert_deliveries_waiting')
    .on('alert_deliveries')
    .columns(['channel', 'id'])
    .where(sql.ref('message_id'), 'is', null)
    .execute();
  await schema
    .createIndex('alert_deliveries_by_message')
    .on('alert_deliveries')
    .column('message_id')
    .execute();
  await schema
    .createIndex('alert_deliveries_by_event')
    .on('alert_deliveries')
    .column('event_id')
    .execute();
}

async function createChannels({ schema }: Schema): Promise<void> {
  await schema
    .createTable('alert_channels')
    .addColumn('channel', 'text', (column) => column.primaryKey())
    .addColumn('paused_until', 'bigint', (column) => column.notNull())
    .addColumn('delivered', 'bigint', (column) => column.notNull())
    .execute();
}

async function createSilences({ schema }: Schema): Promise<void> {
  await schema
    .createTable('alert_silences')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('service', 'text')
    .addColumn('from_at', 'bigint', (column) => column.notNull())
    .addColumn('until_at', 'bigint', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .execute();
}
