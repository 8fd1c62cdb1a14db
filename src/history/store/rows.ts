import type { Insertable, Selectable } from 'kysely';
import type {
  AuditRecord,
  ConfigurationChange,
  Incident,
  IncidentEvent,
  Interval,
  KeptAuditRecord,
  ResultRecord,
} from '../records';
import { readHistogram } from '../histogram';
import type { Counts, Durations } from '../tally';
import type {
  AuditRow,
  ConfigurationChangeRow,
  IncidentEventRow,
  IncidentRow,
  IntervalRow,
  ResultRow,
  RollupCounts,
  RollupTimes,
} from './tables';

/** A result as it is kept. */
export function toResultRow({ latencyMs, durationMs, full, ...rest }: ResultRecord): ResultRow {
  return { ...rest, latency_ms: latencyMs ?? null, duration_ms: durationMs, is_full: full ? 1 : 0 };
}

/** A kept result. */
export function toResult({ latency_ms, duration_ms, is_full, ...rest }: ResultRow): ResultRecord {
  return {
    ...rest,
    ...(latency_ms !== null && { latencyMs: latency_ms }),
    durationMs: duration_ms,
    full: is_full === 1,
  };
}

/** A kept interval. */
export function toInterval({
  service,
  started_at,
  ended_at,
  status,
  reason,
}: IntervalRow): Interval {
  return {
    service,
    startedAt: started_at,
    ...(ended_at !== null && { endedAt: ended_at }),
    status,
    reason,
  };
}

/** A kept incident. */
export function toIncident(row: IncidentRow): Incident {
  return {
    id: row.id,
    service: row.service,
    status: row.status,
    reason: row.reason,
    openedAt: row.opened_at,
    firstReason: row.first_reason,
    firstEvidence: row.first_evidence,
    ...(row.acknowledged_at !== null && { acknowledgedAt: row.acknowledged_at }),
    ...(row.acknowledged_by !== null && { acknowledgedBy: row.acknowledged_by }),
    ...(row.note !== null && { note: row.note }),
    ...(row.resolved_at !== null && { resolvedAt: row.resolved_at }),
    notRunningMs: row.not_running_ms,
  };
}

/** An incident as it is kept. */
export function toIncidentRow(incident: Incident): IncidentRow {
  return {
    id: incident.id,
    service: incident.service,
    status: incident.status,
    reason: incident.reason,
    opened_at: incident.openedAt,
    first_reason: incident.firstReason,
    first_evidence: incident.firstEvidence,
    acknowledged_at: incident.acknowledgedAt ?? null,
    acknowledged_by: incident.acknowledgedBy ?? null,
    note: incident.note ?? null,
    resolved_at: incident.resolvedAt ?? null,
    not_running_ms: incident.notRunningMs,
  };
}

/** A kept entry of a timeline. */
export function toIncidentEvent(row: Selectable<IncidentEventRow>): IncidentEvent {
  const { kind, at, status, reason, evidence, who } = row;
  return { kind, at, status, reason, evidence, ...(who !== null && { who }) };
}

/** A kept change of a variable. */
export function toConfigurationChange(
  row: Selectable<ConfigurationChangeRow>,
): ConfigurationChange {
  const { env_var, ...rest } = row;
  return { ...rest, envVar: env_var };
}

/** An audit record as it is kept. */
export function toAuditRow(record: AuditRecord): Insertable<AuditRow> {
  return {
    at: record.at,
    who: record.who,
    role: record.role ?? null,
    operation: record.operation,
    service: record.service ?? null,
    status: record.status ?? null,
    reason: record.reason ?? null,
    http_status: record.httpStatus,
    requests: record.requests,
    request_id: record.requestId,
  };
}

/** A kept audit record. */
export function toAuditRecord(row: Selectable<AuditRow>): KeptAuditRecord {
  const { role, service, status, reason } = row;
  return {
    id: row.id,
    at: row.at,
    who: row.who,
    ...(role !== null && { role }),
    operation: row.operation,
    ...(service !== null && { service }),
    ...(status !== null && { status }),
    ...(reason !== null && { reason }),
    httpStatus: row.http_status,
    requests: row.requests,
    requestId: row.request_id,
  };
}

/** The times of a rollup. */
export function toDurations(row: RollupTimes): Durations {
  return {
    healthy: row.healthy_ms,
    unknown: row.unknown_ms,
    degraded: row.degraded_ms,
    unhealthy: row.unhealthy_ms,
  };
}

/** The counts of a rollup. */
export function toCounts({ checks, failures, latency }: RollupCounts): Counts {
  return { checks, failures, latency: readHistogram(latency) };
}
