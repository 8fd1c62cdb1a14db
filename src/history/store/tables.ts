import type { Generated } from 'kysely';
import type { Finding } from '../../core/finding';
import type { Reason, Status } from '../../core/status';
import type { IncidentEventKind, VariableChange } from '../records';

/** Rows keep epoch milliseconds, and words as short text. */
export interface Tables {
  runs: RunRow;
  results: ResultRow;
  status_intervals: IntervalRow;
  incidents: IncidentRow;
  incident_events: IncidentEventRow;
  rollups: RollupRow;
  rollup_marks: RollupMarkRow;
  variables: VariableRow;
  config_changes: ConfigurationChangeRow;
  audit: AuditRow;
}

/** A process that writes history. */
export interface RunRow {
  id: string;
  host: string;
  pid: number;
  started_at: number;
  last_seen_at: number;
  ended_at: number | null;
}

/** One check. */
export interface ResultRow {
  service: string;
  at: number;
  number: number;
  status: Status;
  reason: Reason;
  outcome: Finding;
  latency_ms: number | null;
  duration_ms: number;
  is_full: number;
}

/** A status from when to when. */
export interface IntervalRow {
  service: string;
  started_at: number;
  ended_at: number | null;
  status: Status;
  reason: Reason;
}

/** A time in which an integration was not well. */
export interface IncidentRow {
  id: string;
  service: string;
  status: Status;
  reason: Reason;
  opened_at: number;
  first_reason: Reason;
  first_evidence: string;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  note: string | null;
  resolved_at: number | null;
  not_running_ms: number;
}

/** An entry of a timeline. */
export interface IncidentEventRow {
  id: Generated<number>;
  incident_id: string;
  at: number;
  kind: IncidentEventKind;
  status: Status;
  reason: Reason;
  evidence: string;
  who: string | null;
}

/** What an hour or a day adds up to. */
export interface RollupRow {
  /** Milliseconds of an hour or a day. */
  size: number;
  service: string;
  start: number;
  healthy_ms: number;
  unknown_ms: number;
  degraded_ms: number;
  unhealthy_ms: number;
  checks: number;
  failures: number;
  latency: string;
}

/** The counts of a rollup. */
export type RollupCounts = Omit<RollupRow, 'size' | `${string}_ms`>;

/** The times of a rollup. */
export type RollupTimes = Omit<RollupRow, 'size' | 'checks' | 'failures' | 'latency'>;

/** How far times are rolled up. */
export interface RollupMarkRow {
  service: string;
  /** Up to there the times of complete hours and days are rolled up. */
  sealed_until: number;
}

/** A variable as it was last seen. */
export interface VariableRow {
  service: string;
  env_var: string;
  fingerprint: string | null;
  key_id: string;
}

/** A variable that changed. */
export interface ConfigurationChangeRow {
  id: Generated<number>;
  service: string;
  at: number;
  env_var: string;
  change: VariableChange;
}

/** Who asked what. */
export interface AuditRow {
  id: Generated<number>;
  at: number;
  who: string;
  role: string | null;
  operation: string;
  service: string | null;
  status: Status | null;
  reason: Reason | null;
  http_status: number;
  requests: number;
  request_id: string;
}
