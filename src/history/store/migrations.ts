import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { createAlerts, indexParkedMessages } from './alert-migration';
import type { SchemaWords } from './schema-words';

type Schema = Kysely<unknown>;

/** All migrations by name, in order; never change one that was released. */
export function migrationsFor(words: SchemaWords): Record<string, Migration> {
  return {
    '001_history': { up: (db: Schema) => createHistory(db, words) },
    '002_alerts': { up: (db: Schema) => createAlerts(db, words) },
    '003_parked_messages': { up: indexParkedMessages },
  };
}

async function createHistory(db: Schema, words: SchemaWords): Promise<void> {
  await createRuns(db);
  await createResults(db, words);
  await createIntervals(db, words);
  await createIncidents(db);
  await createIncidentEvents(db, words);
  await createRollups(db, words);
  await createConfiguration(db, words);
  await createAudit(db, words);
}

async function createRuns({ schema }: Schema): Promise<void> {
  await schema
    .createTable('runs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('host', 'text', (column) => column.notNull())
    .addColumn('pid', 'integer', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .execute();
}

async function createResults({ schema }: Schema, { clusterByKey }: SchemaWords): Promise<void> {
  await clusterByKey(schema.createTable('results'))
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('latency_ms', 'double precision')
    .addColumn('duration_ms', 'double precision', (column) => column.notNull())
    .addColumn('is_full', 'smallint', (column) => column.notNull())
    .addPrimaryKeyConstraint('results_pk', ['service', 'at', 'number'])
    .execute();
}

async function createIntervals({ schema }: Schema, { clusterByKey }: SchemaWords): Promise<void> {
  await clusterByKey(schema.createTable('status_intervals'))
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('status_intervals_pk', ['service', 'started_at'])
    .execute();
  await schema
    .createIndex('status_intervals_open')
    .on('status_intervals')
    .column('service')
    .unique()
    .where(sql.ref('ended_at'), 'is', null)
    .execute();
  await schema
    .createIndex('status_intervals_end')
    .on('status_intervals')
    .columns(['service', 'ended_at'])
    .execute();
}

async function createIncidents({ schema }: Schema): Promise<void> {
  await schema
    .createTable('incidents')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('opened_at', 'bigint', (column) => column.notNull())
    .addColumn('first_reason', 'text', (column) => column.notNull())
    .addColumn('first_evidence', 'text', (column) => column.notNull())
    .addColumn('acknowledged_at', 'bigint')
    .addColumn('acknowledged_by', 'text')
    .addColumn('note', 'text')
    .addColumn('resolved_at', 'bigint')
    .addColumn('not_running_ms', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createIndex('incidents_open')
    .on('incidents')
    .column('service')
    .unique()
    .where(sql.ref('resolved_at'), 'is', null)
    .execute();
  await schema
    .createIndex('incidents_by_time')
    .on('incidents')
    .columns(['opened_at', 'id'])
    .execute();
  await schema
    .createIndex('incidents_by_service')
    .on('incidents')
    .columns(['service', 'opened_at', 'id'])
    .execute();
}

async function createIncidentEvents({ schema }: Schema, words: SchemaWords): Promise<void> {
  await words
    .addIdentity(schema.createTable('incident_events'))
    .addColumn('incident_id', 'text', (column) =>
      column.notNull().references('incidents.id').onDelete('cascade'),
    )
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('evidence', 'text', (column) => column.notNull())
    .addColumn('who', 'text')
    .execute();
  await schema
    .createIndex('incident_events_by_incident')
    .on('incident_events')
    .columns(['incident_id', 'id'])
    .execute();
}

async function createRollups({ schema }: Schema, { clusterByKey }: SchemaWords): Promise<void> {
  await clusterByKey(schema.createTable('rollups'))
    .addColumn('size', 'integer', (column) => column.notNull())
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('start', 'bigint', (column) => column.notNull())
    .addColumn('healthy_ms', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('unknown_ms', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('degraded_ms', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('unhealthy_ms', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('checks', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('failures', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('latency', 'text', (column) => column.notNull().defaultTo(''))
    .addPrimaryKeyConstraint('rollups_pk', ['size', 'service', 'start'])
    .execute();
  await schema
    .createTable('rollup_marks')
    .addColumn('service', 'text', (column) => column.primaryKey())
    .addColumn('sealed_until', 'bigint', (column) => column.notNull())
    .execute();
}

async function createConfiguration({ schema }: Schema, words: SchemaWords): Promise<void> {
  await schema
    .createTable('variables')
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('env_var', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text')
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('variables_pk', ['service', 'env_var'])
    .execute();
  await words
    .addIdentity(schema.createTable('config_changes'))
    .addColumn('service', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('env_var', 'text', (column) => column.notNull())
    .addColumn('change', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createIndex('config_changes_by_time')
    .on('config_changes')
    .columns(['at', 'id'])
    .execute();
}

async function createAudit({ schema }: Schema, words: SchemaWords): Promise<void> {
  await words
    .addIdentity(schema.createTable('audit'))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('role', 'text')
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('service', 'text')
    .addColumn('status', 'text')
    .addColumn('reason', 'text')
    .addColumn('http_status', 'integer', (column) => column.notNull())
    .addColumn('requests', 'integer', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('audit_by_time').on('audit').columns(['at', 'id']).execute();
}
