import type { Reason } from './status';

/** Findings by which a vendor refuses our credentials. */
export const REFUSALS = [
  'credentials_rejected',
  'credentials_locked',
  'permission_missing',
] as const;

/** One of {@link REFUSALS}. */
export type Refusal = (typeof REFUSALS)[number];

const NO_FAULTS: ReadonlySet<Reason> = new Set([
  'ok',
  'not_configured',
  'not_checked',
  'stale',
  ...REFUSALS,
]);

const VENDOR_FAULTS: ReadonlySet<Reason> = new Set([
  'vendor_error',
  'vendor_maintenance',
  'timeout',
  'connection_failed',
  'unexpected_response',
]);

/** Findings that say something about the way to the vendor or its state, nothing about credentials. */
export type Fault = Exclude<Reason, 'ok' | 'not_configured' | 'not_checked' | 'stale' | Refusal>;

/**
 * What one answer to one probe means: `reachable` (the vendor's API answered in its own form),
 * `accepted` (the vendor proved that it knows our credentials), `unproven` (it answered, but in a
 * way that settles nothing about them), a refusal or a fault.
 */
export type Finding = 'reachable' | 'accepted' | 'unproven' | Refusal | Fault;

/** The outcome of one probe. Holds only our own words, never a vendor's. */
export interface ProbeResult {
  readonly finding: Finding;
  /** A sentence for people, from the answer table. */
  readonly note?: string;
  /** From sending to the last byte, milliseconds. */
  readonly latencyMs: number;
  /** How long the vendor asked us to send nothing, milliseconds. */
  readonly waitMs?: number;
}

/** Whether the finding is a refusal of our credentials. */
export function isRefusal(finding: Finding): finding is Refusal {
  return (REFUSALS as readonly string[]).includes(finding);
}

/** Whether the finding is a fault, that is: neither a proof nor a refusal. */
export function isFault(finding: Finding): finding is Fault {
  return (
    finding !== 'reachable' &&
    finding !== 'accepted' &&
    finding !== 'unproven' &&
    !isRefusal(finding)
  );
}

/** Whether the reason is a fault, that is: neither fine, nor a refusal, nor a matter of our own. */
export function isFaultReason(reason: Reason): reason is Fault {
  return !NO_FAULTS.has(reason);
}

/** Whether the vendor's own status page may explain the reason. */
export function isVendorsFault(reason: Reason): boolean {
  return VENDOR_FAULTS.has(reason);
}
