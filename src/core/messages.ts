import { isFaultReason, isVendorsFault, type Fault } from './finding';
import type { Thresholds } from './next-state';
import type { Reason, Status } from './status';
import type { VendorStatus } from './vendor-status';
import type { CredentialEvidence, Evidence } from './evidence';

/** What is said of checks that were not made. */
export const SKIPPED = {
  apiUnconfigured: 'API access check skipped due to missing configuration',
  credentialsUnconfigured: 'Credential check skipped due to missing configuration',
  apiNotChecked: 'API access has not been checked yet',
  credentialsNotChecked: 'Credentials have not been checked yet',
  apiStale: 'The last API access check is too old to count',
} as const;

const FAULTS: Record<Fault, (name: string) => string> = {
  rate_limited: (name) => `${name} limits our requests`,
  vendor_error: (name) => `${name} answered with a server error`,
  vendor_maintenance: (name) => `${name} is under maintenance`,
  timeout: (name) => `${name} did not answer in time`,
  dns_failure: (name) => `The host name of ${name} could not be resolved`,
  connection_failed: (name) => `No connection to ${name} could be made`,
  tls_failure: (name) => `No trusted TLS connection to ${name} could be made`,
  unexpected_response: (name) => `${name} answered in an unexpected form`,
  check_failed: (name) => `Our own request to ${name} failed`,
};

const REFUSALS: Record<Exclude<CredentialEvidence['finding'], 'accepted' | 'unproven'>, string> = {
  credentials_rejected: 'refused the credentials',
  credentials_locked: 'locked the credentials out',
  permission_missing: 'knows the credentials but denies permission',
};

/** That the API answered. */
export function connected(name: string): string {
  return `Successfully connected to ${name} API`;
}

/** What went wrong between us and the vendor. */
export function fault(name: string, finding: Fault, note?: string): string {
  return withNote(FAULTS[finding](name), note);
}

/** What the vendor said of the credentials. */
export function credentials(name: string, evidence: CredentialEvidence): string {
  const { finding, note, unprovenEnvVars } = evidence;
  const shapeOnly =
    unprovenEnvVars.length > 0
      ? `no call proved ${unprovenEnvVars.join(', ')}; no more than the shape is known`
      : undefined;
  if (finding === 'accepted') {
    return withNote(withNote(`${name} accepted the credentials`, note), shapeOnly);
  }
  if (finding === 'unproven') {
    return withNote(`${name} credentials could not be proven`, note ?? shapeOnly);
  }
  return withNote(`${name} ${REFUSALS[finding]}`, note);
}

/** The one sentence about the integration as a whole. */
export function summary(
  name: string,
  reason: Reason,
  note: string | undefined,
  evidence: Pick<Evidence, 'credentials'>,
): string {
  if (isFaultReason(reason)) return fault(name, reason, note);
  const refusedOrUnproven = evidence.credentials && credentials(name, evidence.credentials);
  switch (reason) {
    case 'ok':
      return evidence.credentials?.finding === 'unproven'
        ? withNote(`${name} integration is operational`, refusedOrUnproven)
        : `${name} integration is operational`;
    case 'not_configured':
      return `${name} integration is not properly configured`;
    case 'not_checked':
      return `${name} integration has not been checked yet`;
    case 'stale':
      return `${name} integration was last checked too long ago`;
    default:
      return refusedOrUnproven ?? `${name} ${REFUSALS[reason]}`;
  }
}

const VENDOR_STATUSES: Record<VendorStatus, string> = {
  operational: 'reports no incident',
  degraded: 'reports degraded service',
  maintenance: 'reports maintenance',
  partial_outage: 'reports a partial outage',
  major_outage: 'reports a major outage',
};

/** The message with what the vendor's own status page says of the fault. */
export function explained(
  message: string,
  reason: Reason,
  vendorStatus: VendorStatus | undefined,
): string {
  return vendorStatus !== undefined && isVendorsFault(reason)
    ? `${message}; its status page ${VENDOR_STATUSES[vendorStatus]}`
    : message;
}

/** What is added to the message of an integration that changes too often to be believed. */
export function unsteady(
  message: string,
  status: Status,
  { unsteadyChanges, unsteadyWindowMs, steadyMs }: Thresholds,
): string {
  return (
    `${message} (unsteady: more than ${unsteadyChanges} changes in ${seconds(unsteadyWindowMs)}; ` +
    `shown as ${status} until steady for ${seconds(steadyMs)})`
  );
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

function withNote(sentence: string, note: string | undefined): string {
  return note === undefined ? sentence : `${sentence}: ${note}`;
}
