/** The four states of an integration, best first; the order is the severity order. */
export const STATUSES = ['healthy', 'unknown', 'degraded', 'unhealthy'] as const;

/** One of {@link STATUSES}. */
export type Status = (typeof STATUSES)[number];

/** The closed list of causes, the same in every surface (JSON, metrics, alerts, dashboard, log). */
export const REASONS = [
  'ok',
  'not_configured',
  'not_checked',
  'stale',
  'credentials_rejected',
  'credentials_locked',
  'permission_missing',
  'rate_limited',
  'vendor_error',
  'vendor_maintenance',
  'timeout',
  'dns_failure',
  'connection_failed',
  'tls_failure',
  'unexpected_response',
  'check_failed',
] as const;

/** One of {@link REASONS}. */
export type Reason = (typeof REASONS)[number];

/** The worse of two statuses by severity order. */
export function worst(a: Status, b: Status): Status {
  return STATUSES.indexOf(a) >= STATUSES.indexOf(b) ? a : b;
}
