import type { Configuration, CredentialEvidence, Evidence, Timed } from './evidence';
import { isFault, type Fault, type Finding } from './finding';
import * as messages from './messages';
import type { Reason, Status } from './status';
import type { VendorStatus } from './vendor-status';

/** `pass`, `fail`, `skip` (not asked) or `unproven` (asked, not provable). */
export type CheckStatus = 'pass' | 'fail' | 'skip' | 'unproven';

/** One of the checks behind a verdict. */
export interface CheckView {
  readonly status: CheckStatus;
  readonly message: string;
  /** Epoch milliseconds. */
  readonly at?: number;
  readonly latencyMs?: number;
}

/** What is said of an integration, and until when it may be said. */
export interface Verdict {
  readonly status: Status;
  readonly reason: Reason;
  readonly message: string;
  readonly configuration: Configuration;
  readonly apiAccess: CheckView;
  readonly credentials: CheckView;
  readonly unprovenEnvVars: readonly string[];
  /** The latest probe of the API, epoch milliseconds. */
  readonly checkedAt?: number;
  /** When the verdict turns stale, epoch milliseconds; absent when time does not change it. */
  readonly validUntil?: number;
}

/**
 * The decision table: configuration before freshness, freshness before reachability, reachability
 * before credentials. `healthy` needs a fresh answer of the API and credentials not refused.
 * @param now epoch milliseconds
 * @param staleAfterMs how long an answer of the API counts
 */
export function decide(evidence: Evidence, now: number, staleAfterMs: number): Verdict {
  const { api, configuration, name } = evidence;
  if (configuration.missing.length > 0) return notConfigured(evidence);
  if (!api) return notChecked(evidence);
  const validUntil = freshUntil(api, evidence.holdUntil, staleAfterMs);
  if (now >= validUntil) return stale(evidence, api);
  const { status, reason: judged } = judge(evidence, api);
  const reason = explainedReason(judged, evidence.vendorStatus);
  const message = messages.summary(name, reason, noteOf(evidence, api), evidence);
  return {
    status,
    reason,
    message: messages.explained(message, reason, evidence.vendorStatus),
    configuration,
    apiAccess: apiView(evidence, api),
    credentials: credentialsView(evidence),
    unprovenEnvVars: evidence.credentials?.unprovenEnvVars ?? [],
    checkedAt: api.at,
    validUntil,
  };
}

/** A rate limit is known to last as long as the vendor said, however old the answer is. */
function freshUntil(api: Timed, holdUntil: number | undefined, staleAfterMs: number): number {
  const from = api.finding === 'rate_limited' ? Math.max(api.at, holdUntil ?? 0) : api.at;
  return from + staleAfterMs;
}

function judge(evidence: Evidence, api: Timed): { status: Status; reason: Reason } {
  const { credentials, inconclusive } = evidence;
  if (api.finding !== 'reachable') return faulty(faultOf(api.finding));
  if (inconclusive && isOutage(inconclusive.finding)) return faulty(faultOf(inconclusive.finding));
  if (!credentials) {
    return {
      status: 'unknown',
      reason: inconclusive ? faultOf(inconclusive.finding) : 'not_checked',
    };
  }
  if (credentials.finding === 'accepted' || credentials.finding === 'unproven') {
    return { status: 'healthy', reason: 'ok' };
  }
  return { status: 'degraded', reason: credentials.finding };
}

/** A server error is maintenance when the vendor's own page says so. */
function explainedReason(reason: Reason, vendorStatus: VendorStatus | undefined): Reason {
  return reason === 'vendor_error' && vendorStatus === 'maintenance'
    ? 'vendor_maintenance'
    : reason;
}

/** The note of the answer that decided. */
function noteOf({ inconclusive }: Evidence, api: Timed): string | undefined {
  return api.finding === 'reachable' ? inconclusive?.note : api.note;
}

/** Our own fault is a missing verdict, not the vendor's failure. */
function faulty(reason: Fault): { status: Status; reason: Reason } {
  return { status: reason === 'check_failed' ? 'unknown' : 'degraded', reason };
}

function faultOf(finding: Finding): Fault {
  return isFault(finding) ? finding : 'unexpected_response';
}

/** A limited or mistaken proof says nothing of the vendor; every other fault does. */
function isOutage(finding: Finding): boolean {
  return finding !== 'rate_limited' && finding !== 'check_failed';
}

function notConfigured(evidence: Evidence): Verdict {
  return {
    ...unasked(
      evidence,
      messages.SKIPPED.apiUnconfigured,
      messages.SKIPPED.credentialsUnconfigured,
    ),
    status: 'unhealthy',
    reason: 'not_configured',
    message: messages.summary(evidence.name, 'not_configured', undefined, evidence),
  };
}

function notChecked(evidence: Evidence): Verdict {
  return {
    ...unasked(evidence, messages.SKIPPED.apiNotChecked, messages.SKIPPED.credentialsNotChecked),
    status: 'unknown',
    reason: 'not_checked',
    message: messages.summary(evidence.name, 'not_checked', undefined, evidence),
  };
}

function unasked({ configuration }: Evidence, apiMessage: string, credentialsMessage: string) {
  return {
    configuration,
    apiAccess: { status: 'skip', message: apiMessage } as const,
    credentials: { status: 'skip', message: credentialsMessage } as const,
    unprovenEnvVars: [],
  };
}

function stale(evidence: Evidence, api: Timed): Verdict {
  return {
    status: 'unknown',
    reason: 'stale',
    message: messages.summary(evidence.name, 'stale', undefined, evidence),
    configuration: evidence.configuration,
    apiAccess: { status: 'skip', message: messages.SKIPPED.apiStale, at: api.at },
    credentials: credentialsView(evidence),
    unprovenEnvVars: evidence.credentials?.unprovenEnvVars ?? [],
    checkedAt: api.at,
  };
}

function apiView({ name, inconclusive }: Evidence, api: Timed): CheckView {
  const measured = { at: api.at, latencyMs: api.latencyMs };
  if (api.finding !== 'reachable') {
    const message = messages.fault(name, faultOf(api.finding), api.note);
    return { status: api.finding === 'check_failed' ? 'skip' : 'fail', message, ...measured };
  }
  // A token endpoint that does not answer is the vendor not answering.
  if (inconclusive && isOutage(inconclusive.finding)) {
    const message = messages.fault(name, faultOf(inconclusive.finding), inconclusive.note);
    return { status: 'fail', message, ...measured };
  }
  return { status: 'pass', message: messages.connected(name), ...measured };
}

const CREDENTIALS_STATUS: Record<CredentialEvidence['finding'], CheckStatus> = {
  accepted: 'pass',
  unproven: 'unproven',
  credentials_rejected: 'fail',
  credentials_locked: 'fail',
  permission_missing: 'fail',
};

function credentialsView(evidence: Evidence): CheckView {
  const { name, credentials } = evidence;
  if (!credentials) return unsettledCredentials(evidence);
  return {
    status: CREDENTIALS_STATUS[credentials.finding],
    message: messages.credentials(name, credentials),
    at: credentials.at,
  };
}

/** A vendor that answered without settling anything leaves credentials unproven, not unasked. */
function unsettledCredentials({ name, api, inconclusive }: Evidence): CheckView {
  if (!inconclusive) return { status: 'skip', message: messages.SKIPPED.credentialsNotChecked };
  const answered =
    api?.finding === 'reachable' &&
    (inconclusive.finding === 'check_failed' || inconclusive.finding === 'unexpected_response');
  return {
    status: answered ? 'unproven' : 'skip',
    message: messages.fault(name, faultOf(inconclusive.finding), inconclusive.note),
    ...(answered && { at: inconclusive.at }),
  };
}
