import type { Finding } from '../../core/finding';
import type { Reason, Status } from '../../core/status';
import type { IncidentEventKind, VariableChange } from '../records';

/** One check. */
export class ResultDto {
  /** @example 2026-02-04T11:59:48.000Z */
  at!: string;
  /** The verdict that was held after it. @example healthy */
  status!: Status;
  /** @example ok */
  reason!: Reason;
  /** What this one look found; the verdict may wait for a second one. @example accepted */
  outcome!: Finding;
  /** Milliseconds until the API answered; absent when it did not. @example 182 */
  latency_ms?: number;
  /** Milliseconds that the whole check took. @example 240 */
  duration_ms!: number;
  /** Whether the credentials were proven too. */
  credentials_checked!: boolean;
}

/** A page of checks, newest first. */
export class ResultPageDto {
  ok!: true;
  /** @example zoom */
  service!: string;
  results!: ResultDto[];
  /** Give it as `cursor` for the next page; `null` on the last one. */
  next_cursor!: string | null;
}

/** Who was in which status from when to when. */
export class IntervalDto {
  /** @example degraded */
  status!: Status;
  /** @example timeout */
  reason!: Reason;
  /** @example 2026-02-04T11:40:00.000Z */
  from!: string;
  /** `null` while it lasts. @example 2026-02-04T11:59:48.000Z */
  to!: string | null;
}

/** A page of status intervals, newest first. */
export class IntervalPageDto {
  ok!: true;
  /** @example zoom */
  service!: string;
  intervals!: IntervalDto[];
  /** Give it as `cursor` for the next page; `null` on the last one. */
  next_cursor!: string | null;
}

/** Whole seconds in each state; together they are the window. */
export class SecondsDto {
  /** @example 86000 */
  healthy!: number;
  /** @example 300 */
  degraded!: number;
  /** A required variable was missing. @example 0 */
  not_configured!: number;
  /** Somebody looked, and there was no verdict. @example 40 */
  unknown!: number;
  /** Nobody looked. @example 60 */
  not_running!: number;
}

/** Quantiles of the time until the API answered, milliseconds, within 5 %; `null` without answers. */
export class LatencyDto {
  /** @example 180.2 */
  p50!: number | null;
  /** @example 342.1 */
  p95!: number | null;
  /** @example 480.6 */
  p99!: number | null;
}

/** One UTC day. */
export class UptimeDayDto {
  /** @example 2026-02-04 */
  date!: string;
  /** `null` when nothing is known. @example 99.653 */
  uptime_percentage!: number | null;
  /** `null` when nobody looked. @example degraded */
  worst_status!: Status | null;
}

/** How often one integration was well. */
export class ServiceUptimeDto {
  /** @example zoom */
  service!: string;
  /** `custom` when `from` or `to` was given. @example 24h */
  window!: string;
  /** @example 2026-02-03T12:00:00.000Z */
  from!: string;
  /** @example 2026-02-04T12:00:00.000Z */
  to!: string;
  /** Healthy share of known time, rounded down; `null` when nothing is known. @example 99.652 */
  uptime_percentage!: number | null;
  /** Share of the window in which nothing is known: unknown or not running. @example 0.116 */
  unknown_percentage!: number;
  seconds!: SecondsDto;
  /** @example 2880 */
  checks!: number;
  /** Checks in which the vendor or the way to it failed; faults of our own do not count. @example 11 */
  failures!: number;
  /** Incidents that were open at some moment of the window. @example 1 */
  incidents!: number;
  /** Of incidents resolved in the window, without the time in which nobody looked. @example 300 */
  mttr_seconds!: number | null;
  /** Healthy time for each incident that began in the window. @example 86000 */
  mtbf_seconds!: number | null;
  latency_ms!: LatencyDto;
  /** Every UTC day that the window touches, oldest first. */
  days!: UptimeDayDto[];
}

/** How often every integration was well. */
export class UptimeOverviewDto {
  ok!: true;
  /** @example 24h */
  window!: string;
  /** @example 2026-02-03T12:00:00.000Z */
  from!: string;
  /** @example 2026-02-04T12:00:00.000Z */
  to!: string;
  services!: Record<string, ServiceUptimeDto>;
}

/** A time in which an integration was not well. */
export class IncidentDto {
  /** @example 6f1d7a52-6a0c-4a3e-9a39-9d8c62a1d2f4 */
  id!: string;
  /** @example zoom */
  service!: string;
  /** @example open */
  state!: 'open' | 'acknowledged' | 'resolved';
  /** The latest status that was not well. @example degraded */
  status!: Status;
  /** The latest cause. @example credentials_rejected */
  reason!: Reason;
  /** @example 2026-02-04T11:40:00.000Z */
  opened_at!: string;
  /** The cause it opened with. @example credentials_rejected */
  first_reason!: Reason;
  /** What was said when it opened. @example Zoom refused the credentials */
  first_evidence!: string;
  acknowledged_at?: string;
  acknowledged_by?: string;
  note?: string;
  resolved_at?: string;
  /** How long it lasted or has lasted. @example 1188 */
  duration_seconds!: number;
  /** How long nobody looked meanwhile. @example 0 */
  not_running_seconds!: number;
}

/** A page of incidents, newest first. */
export class IncidentPageDto {
  ok!: true;
  incidents!: IncidentDto[];
  /** Give it as `cursor` for the next page; `null` on the last one. */
  next_cursor!: string | null;
}

/** One entry of an incident's timeline. */
export class TimelineEntryDto {
  /** @example 2026-02-04T11:40:00.000Z */
  at!: string;
  /** @example opened */
  kind!: IncidentEventKind | 'result' | 'configuration_changed';
  status?: Status;
  reason?: Reason;
  /** What was said then, or the note of an acknowledgement. */
  evidence?: string;
  /** Who acknowledged. */
  who?: string;
  outcome?: Finding;
  latency_ms?: number;
  env_var?: string;
  change?: VariableChange;
}

/** A variable that changed shortly before an incident. */
export class PrecedingChangeDto {
  /** @example 2026-02-04T11:39:20.000Z */
  at!: string;
  /** @example ZOOM_API_SECRET */
  env_var!: string;
  /** @example rotated */
  change!: VariableChange;
  /** @example 40 */
  seconds_before!: number;
}

/** An incident with all that is known of it. */
export class IncidentDetailDto {
  ok!: true;
  incident!: IncidentDto;
  /** Variables of the integration that changed within ten minutes before it, latest first. */
  preceding_changes!: PrecedingChangeDto[];
  /** Absent without such changes. @example credentials rejected 40 s after ZOOM_API_SECRET was rotated */
  observation?: string;
  /** Oldest first; at most 150 results: those just before it opened, and the latest. */
  timeline!: TimelineEntryDto[];
}

/** An incident after it was acknowledged. */
export class AcknowledgedDto {
  ok!: true;
  incident!: IncidentDto;
}

/** A variable that changed. */
export class ConfigurationChangeDto {
  /** @example 2026-02-04T11:39:20.000Z */
  at!: string;
  /** @example zoom */
  service!: string;
  /** @example ZOOM_API_SECRET */
  env_var!: string;
  /** @example rotated */
  change!: VariableChange;
}

/** A page of changed variables, newest first. */
export class ConfigurationChangePageDto {
  ok!: true;
  changes!: ConfigurationChangeDto[];
  /** Give it as `cursor` for the next page; `null` on the last one. */
  next_cursor!: string | null;
}

/** Who asked what; equal reads of one minute are one record. */
export class AuditRecordDto {
  /** @example 2026-02-04T11:59:48.000Z */
  at!: string;
  /** The name of a key, or an address. @example operator-1 */
  who!: string;
  /** @example operator */
  role?: string;
  /** @example POST /api/integrations/:service/check */
  operation!: string;
  /** @example zoom */
  service?: string;
  status?: Status;
  reason?: Reason;
  /** @example 200 */
  http_status!: number;
  /** How many equal reads of that minute the record stands for. @example 1 */
  requests!: number;
  /** Of the first of them. */
  request_id!: string;
}

/** A page of the audit trail, newest first. */
export class AuditPageDto {
  ok!: true;
  records!: AuditRecordDto[];
  /** Give it as `cursor` for the next page; `null` on the last one. */
  next_cursor!: string | null;
}
