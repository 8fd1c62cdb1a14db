import type { Finding } from '../core/finding';
import type { Reason, Status } from '../core/status';

/** All times in these records are epoch milliseconds. */

/** One check that ended: what the vendor answered, and the verdict that was held then. */
export interface ResultRecord {
  readonly service: string;
  readonly at: number;
  /** Counted by who wrote it; with service and time it names the result. */
  readonly number: number;
  readonly status: Status;
  readonly reason: Reason;
  /** What this one look found; differs from `reason` while a failure waits for confirmation. */
  readonly outcome: Finding;
  /** Of an API that answered, milliseconds; absent when it did not. */
  readonly latencyMs?: number;
  readonly durationMs: number;
  /** Whether the credentials were proven too. */
  readonly full: boolean;
}

/** A status that began, or that is asserted again. */
export interface StatusRecord {
  readonly service: string;
  readonly at: number;
  readonly status: Status;
  readonly reason: Reason;
  /** What was said then, in our own words. */
  readonly evidence: string;
}

/** Who was in which status from when to when. */
export interface Interval {
  readonly service: string;
  readonly startedAt: number;
  /** Absent while it lasts. */
  readonly endedAt?: number;
  readonly status: Status;
  readonly reason: Reason;
}

/** A time in which an integration was not well. */
export interface Incident {
  readonly id: string;
  readonly service: string;
  readonly status: Status;
  /** The latest cause. */
  readonly reason: Reason;
  readonly openedAt: number;
  readonly firstReason: Reason;
  /** What was said when it opened, in our own words. */
  readonly firstEvidence: string;
  readonly acknowledgedAt?: number;
  readonly acknowledgedBy?: string;
  readonly note?: string;
  readonly resolvedAt?: number;
  /** How long nobody looked while it was open, milliseconds. */
  readonly notRunningMs: number;
}

/** The incidents of an integration that were open at some moment of a span, added up. */
export interface IncidentFigures {
  readonly incidents: number;
  /** Those that began in the span. */
  readonly began: number;
  /** Those that ended in the span. */
  readonly ended: number;
  /** How long these lasted together, milliseconds, without the time in which nobody looked. */
  readonly endedMs: number;
}

/** What happened to an incident. */
export const INCIDENT_EVENT_KINDS = [
  'opened',
  'reason_changed',
  'acknowledged',
  'resolved',
] as const;

/** One of {@link INCIDENT_EVENT_KINDS}. */
export type IncidentEventKind = (typeof INCIDENT_EVENT_KINDS)[number];

/** One entry of an incident's timeline. */
export interface IncidentEvent {
  readonly kind: IncidentEventKind;
  readonly at: number;
  readonly status: Status;
  readonly reason: Reason;
  readonly evidence: string;
  /** Who acted; for acknowledgements. */
  readonly who?: string;
}

/** An incident with what has just happened to it; announced only after it was written. */
export interface IncidentChange {
  readonly incident: Incident;
  readonly event: IncidentEvent;
}

/** How a variable changed. */
export type VariableChange = 'appeared' | 'vanished' | 'rotated';

/** A variable that changed, by name; its value is never kept. */
export interface ConfigurationChange {
  readonly id: number;
  readonly service: string;
  readonly at: number;
  readonly envVar: string;
  readonly change: VariableChange;
}

/** One variable as it is now. */
export interface VariableState {
  readonly envVar: string;
  /** A keyed fingerprint of the value; absent when the variable is not set. */
  readonly fingerprint?: string;
}

/** All variables of one integration at one moment. */
export interface ConfigurationRecord {
  readonly service: string;
  readonly at: number;
  /** Names the key of the fingerprints: those of different keys cannot be compared. */
  readonly keyId: string;
  readonly variables: readonly VariableState[];
}

/** Who asked what, and with which answer; equal reads of one minute are one record. */
export interface AuditRecord {
  readonly at: number;
  readonly who: string;
  readonly role?: string;
  readonly operation: string;
  readonly service?: string;
  readonly status?: Status;
  readonly reason?: Reason;
  readonly httpStatus: number;
  /** How many requests the record stands for. */
  readonly requests: number;
  /** Of the first of them. */
  readonly requestId: string;
}

/** A record with its place in the trail. */
export interface KeptAuditRecord extends AuditRecord {
  readonly id: number;
}

/** One process that writes history. */
export interface Run {
  readonly id: string;
  readonly startedAt: number;
  readonly host: string;
  readonly pid: number;
}
