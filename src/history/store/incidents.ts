import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { IncidentQuery } from '../history.store';
import { effectOn } from '../incident-rules';
import type {
  Incident,
  IncidentChange,
  IncidentEvent,
  IncidentEventKind,
  IncidentFigures,
  StatusRecord,
} from '../records';
import type { Span } from '../spans';
import { within } from './paging';
import { toIncident, toIncidentEvent, toIncidentRow } from './rows';
import type { Tables } from './tables';

/** Lets a status act on the incident of its integration. Needs the write lock. */
export async function applyToIncident(
  db: Kysely<Tables>,
  record: StatusRecord,
): Promise<IncidentChange | undefined> {
  const open = await readOpen(db, record.service);
  const kind = effectOn(open, record);
  if (kind === undefined) return undefined;
  const incident = open ? changed(open, record, kind) : opened(record);
  if (open) await update(db, incident);
  else await db.insertInto('incidents').values(toIncidentRow(incident)).execute();
  const { at, status, reason, evidence } = record;
  return addEvent(db, incident, { kind, at, status, reason, evidence });
}

function opened({ service, status, reason, at, evidence }: StatusRecord): Incident {
  return {
    id: randomUUID(),
    service,
    status,
    reason,
    openedAt: at,
    firstReason: reason,
    firstEvidence: evidence,
    notRunningMs: 0,
  };
}

/** A resolved incident keeps the cause it had. */
function changed(
  open: Incident,
  { status, reason, at }: StatusRecord,
  kind: IncidentEventKind,
): Incident {
  return kind === 'resolved'
    ? { ...open, resolvedAt: Math.max(at, open.openedAt) }
    : { ...open, status, reason };
}

async function readOpen(db: Kysely<Tables>, service: string): Promise<Incident | undefined> {
  const row = await db
    .selectFrom('incidents')
    .selectAll()
    .where('service', '=', service)
    .where('resolved_at', 'is', null)
    .executeTakeFirst();
  return row && toIncident(row);
}

async function update(db: Kysely<Tables>, incident: Incident): Promise<void> {
  const { id, ...row } = toIncidentRow(incident);
  await db.updateTable('incidents').set(row).where('id', '=', id).execute();
}

async function addEvent(
  db: Kysely<Tables>,
  incident: Incident,
  event: IncidentEvent,
): Promise<IncidentChange> {
  await db
    .insertInto('incident_events')
    .values({ ...event, incident_id: incident.id, who: event.who ?? null })
    .execute();
  return { incident, event };
}

/** Notes that somebody cares; a second acknowledgement changes nothing. Needs the write lock. */
export async function acknowledge(
  db: Kysely<Tables>,
  id: string,
  { at, who, note }: { readonly at: number; readonly who: string; readonly note: string },
): Promise<{ readonly change: IncidentChange; readonly isNew: boolean } | undefined> {
  const incident = await readIncident(db, id);
  if (!incident) return undefined;
  const { status, reason } = incident;
  const event: IncidentEvent = { kind: 'acknowledged', at, status, reason, evidence: note, who };
  if (incident.acknowledgedAt !== undefined || incident.resolvedAt !== undefined) {
    return { change: { incident, event }, isNew: false };
  }
  const acknowledged = { ...incident, acknowledgedAt: at, acknowledgedBy: who, note };
  await update(db, acknowledged);
  return { change: await addEvent(db, acknowledged, event), isNew: true };
}

/** `undefined` when there is none. */
export async function readIncident(db: Kysely<Tables>, id: string): Promise<Incident | undefined> {
  const row = await db.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toIncident(row);
}

/** Newest first. */
export async function readIncidents(db: Kysely<Tables>, query: IncidentQuery): Promise<Incident[]> {
  const { service, state, limit } = query;
  const rows = await db
    .selectFrom('incidents')
    .selectAll()
    .$if(service !== undefined, (incidents) => incidents.where('service', '=', service!))
    .$if(state === 'resolved', (incidents) => incidents.where('resolved_at', 'is not', null))
    .$if(state !== undefined && state !== 'resolved', (incidents) =>
      incidents.where('resolved_at', 'is', null),
    )
    .$if(state === 'acknowledged', (incidents) =>
      incidents.where('acknowledged_at', 'is not', null),
    )
    .where(within<'incidents'>({ time: 'opened_at', tie: 'id', tieIsText: true }, query))
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toIncident);
}

/** Adds up those that were open at some moment of the span, by integration. */
export async function readIncidentFigures(
  db: Kysely<Tables>,
  services: readonly string[],
  { from, to }: Span,
): Promise<Map<string, IncidentFigures>> {
  const rows = await db
    .selectFrom('incidents')
    .select((eb) => {
      const ended = eb.and([eb('resolved_at', '>=', from), eb('resolved_at', '<', to)]);
      const lasted = eb(eb('resolved_at', '-', eb.ref('opened_at')), '-', eb.ref('not_running_ms'));
      return [
        'service',
        eb.fn.countAll<number>().as('incidents'),
        eb.fn.countAll<number>().filterWhere('opened_at', '>=', from).as('began'),
        eb.fn.countAll<number>().filterWhere(ended).as('ended'),
        eb.fn
          .sum<number | null>(lasted)
          .filterWhere(ended)
          // A clock that was set back makes no time.
          .filterWhere(lasted, '>', eb.lit(0))
          .as('endedMs'),
      ];
    })
    .where('service', 'in', services)
    .where('opened_at', '<', to)
    .where((eb) => eb.or([eb('resolved_at', 'is', null), eb('resolved_at', '>=', from)]))
    .groupBy('service')
    .execute();
  return new Map(
    rows.map(({ service, endedMs, ...counts }) => [service, { ...counts, endedMs: endedMs ?? 0 }]),
  );
}

/** Oldest first. */
export async function readIncidentEvents(db: Kysely<Tables>, id: string): Promise<IncidentEvent[]> {
  const rows = await db
    .selectFrom('incident_events')
    .selectAll()
    .where('incident_id', '=', id)
    .orderBy('id')
    .execute();
  return rows.map(toIncidentEvent);
}
