import type { Reason, Status } from './api';

/** The windows in which history is told. */
export const WINDOWS = ['24h', '7d', '30d', '90d'] as const;

/** One of {@link WINDOWS}. */
export type Window = (typeof WINDOWS)[number];

/** One UTC day of an integration. */
export interface Day {
  readonly date: string;
  /** Over known time; absent when nothing is known. */
  readonly uptime_percentage?: number | null;
  readonly worst_status?: Status | null;
}

/** How often an integration was well in a window. */
export interface Uptime {
  readonly service: string;
  readonly window: string;
  readonly uptime_percentage?: number | null;
  readonly incidents: number;
  readonly mttr_seconds?: number | null;
  readonly mtbf_seconds?: number | null;
  readonly latency_ms?: { readonly p50?: number | null; readonly p95?: number | null };
  readonly days: readonly Day[];
}

/** A time in which an integration was not well. */
export interface Incident {
  readonly id: string;
  readonly service: string;
  readonly status: Status;
  readonly reason: Reason;
  readonly opened_at: string;
  readonly resolved_at?: string | null;
  readonly acknowledged_at?: string | null;
  readonly acknowledged_by?: string | null;
  readonly note?: string | null;
  readonly first_reason?: Reason;
  readonly first_evidence?: string;
}

/** A page of incidents. */
export interface IncidentPage {
  readonly incidents: readonly Incident[];
  readonly next_cursor: string | null;
}

/** One line of an incident's timeline. */
export interface TimelineEntry {
  readonly at: string;
  readonly kind:
    'opened' | 'reason_changed' | 'acknowledged' | 'resolved' | 'result' | 'configuration_changed';
  readonly status?: Status;
  readonly reason?: Reason;
  readonly evidence?: string;
  readonly who?: string;
  readonly outcome?: string;
  readonly latency_ms?: number;
  readonly env_var?: string;
  readonly change?: string;
}

/** An incident with what happened before and in it. */
export interface IncidentDetail {
  readonly incident: Incident;
  /** What changed just before it, in a sentence. */
  readonly observation?: string;
  readonly timeline: readonly TimelineEntry[];
}

/** A variable that appeared, vanished or was rotated. */
export interface ConfigurationChange {
  readonly service: string;
  readonly at: string;
  readonly env_var: string;
  readonly change: 'appeared' | 'vanished' | 'rotated';
}

/** The latency of a stretch of time. */
export interface LatencyPoint {
  readonly at: string;
  readonly p50?: number | null;
  readonly p95?: number | null;
}

/** The latency of an integration over time. */
export interface Latencies {
  readonly from: string;
  readonly to: string;
  readonly points: readonly LatencyPoint[];
}
