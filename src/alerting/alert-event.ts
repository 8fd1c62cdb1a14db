import type { Reason, Status } from '../core/status';
import type { AlertEventKind } from './policy/next-alert';
import type { AlertRule } from '../config/settings';
import type { Severity } from './policy/rules';

/** The latest check behind an alert. */
export interface AlertEvidence {
  /** What the check said, in our own words. */
  readonly result: string;
  readonly latency_ms?: number;
  readonly checked_at?: string;
}

/**
 * One thing that is told of an alert, as it is kept and sent. Written in the moment it happens, so
 * that a late delivery tells what was, not what is.
 */
export interface AlertEvent {
  /** The same whenever the event is sent again. */
  readonly key: string;
  readonly alert_id: string;
  readonly kind: AlertEventKind;
  readonly severity: Severity;
  /** The severity when the alert was opened. */
  readonly opening_severity: Severity;
  readonly rules: readonly AlertRule[];
  /** What, in a line. */
  readonly title: string;
  /** Absent when the alert is about many integrations at once. */
  readonly service?: string;
  /** Both absent when the alert is about many integrations at once. */
  readonly status?: Status;
  readonly reason?: Reason;
  /** Since when, ISO 8601. */
  readonly since: string;
  /** When it happened, ISO 8601. */
  readonly at: string;
  /** The cause in words. */
  readonly cause: string;
  readonly evidence: AlertEvidence;
  /** The guarded routes that are refused meanwhile. */
  readonly affects: readonly string[];
  /** What to do. */
  readonly action: string;
  /** Where to see more; absent without `PUBLIC_URL`. */
  readonly link?: string;
  /** Whether it is only a test of the channel. */
  readonly is_test?: true;
}

/** What a channel sends at once. */
export interface AlertMessage {
  /** The idempotency key: the same whenever the message is sent again. */
  readonly id: string;
  /** When it was put together, epoch milliseconds. */
  readonly createdAt: number;
  /** In order; at least one. */
  readonly events: readonly AlertEvent[];
}
