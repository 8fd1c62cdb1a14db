import type { Reason } from '../core/status';
import { iso } from '../http/iso';
import type { AlertEvent } from './alert-event';
import type { Alert, Emission } from './policy/next-alert';
import type { AlertRule } from '../config/settings';
import { severityOf } from './policy/rules';

/** What is known of the integration that an alert is about. */
export interface Subject {
  /** As shown to people: `Google Drive`. */
  readonly name: string;
  /** Where people renew the credentials. */
  readonly consoleUrl: string;
  readonly missing: readonly string[];
  /** What the latest check said, in our own words. */
  readonly result: string;
  readonly latencyMs?: number;
  /** Epoch milliseconds. */
  readonly checkedAt?: number;
  /** The guarded routes. */
  readonly routes: readonly string[];
}

/** What the words of an event are made of. */
export interface Circumstance {
  readonly alert: Alert;
  readonly emission: Emission;
  /** Tells this event from others of the same alert. */
  readonly number: number;
  readonly now: number;
  readonly publicUrl?: string;
}

const WAIT = 'Nothing to do on our side but to wait';

const ACTIONS: Record<Reason, (subject: Subject) => string> = {
  ok: () => 'Nothing to do',
  not_configured: ({ missing }) =>
    missing.length > 0 ? `Set ${missing.join(', ')}` : 'Set the missing variables',
  credentials_rejected: ({ consoleUrl }) => `Renew the credentials at ${consoleUrl}`,
  credentials_locked: ({ consoleUrl }) => `See at ${consoleUrl} why the credentials are locked`,
  permission_missing: ({ consoleUrl }) => `Grant the missing permission at ${consoleUrl}`,
  rate_limited: () => 'Send fewer requests; nothing is sent before the time that the vendor named',
  vendor_error: ({ name }) => `${WAIT}; see the status page of ${name}`,
  vendor_maintenance: ({ name }) => `${WAIT}; see the status page of ${name}`,
  timeout: ({ name }) => `See the status page of ${name}, and whether our network is slow`,
  dns_failure: () => 'See whether our name servers work',
  connection_failed: ({ name }) => `See whether our firewall or proxy lets us reach ${name}`,
  tls_failure: () => 'See whether a proxy is in between, and whether our authorities are current',
  unexpected_response: ({ name }) => `See whether a proxy answers in place of ${name}`,
  not_checked: () => 'Wait for the first check',
  stale: () => 'See why this service does not check any more',
  check_failed: () => "See this service's log",
};

/** The event that tells of one integration. */
export function eventOfIncident(subject: Subject, circumstance: Circumstance): AlertEvent {
  const { alert, emission } = circumstance;
  const { result, latencyMs, checkedAt } = subject;
  return {
    ...frame(circumstance),
    title: incidentTitle(subject.name, circumstance),
    service: alert.service!,
    cause: alert.evidence,
    evidence: {
      result,
      ...(latencyMs !== undefined && { latency_ms: latencyMs }),
      ...(checkedAt !== undefined && { checked_at: iso(checkedAt) }),
    },
    affects: subject.routes,
    action: emission.kind === 'resolve' ? 'Nothing to do' : ACTIONS[alert.reason ?? 'ok'](subject),
    ...linkTo(circumstance.publicUrl, `/integrations/${alert.service}`),
  };
}

/** The event that tells of many integrations at once. @param names those that are not healthy now */
export function eventOfMany(
  names: readonly string[],
  routes: readonly string[],
  circumstance: Circumstance,
): AlertEvent {
  const { emission } = circumstance;
  const isOver = emission.kind === 'resolve';
  const list = names.length > 0 ? `Not healthy: ${names.join(', ')}` : 'All are healthy';
  return {
    ...frame(circumstance),
    title: isOver
      ? 'Fewer integrations are affected'
      : `${names.length} integrations are not healthy`,
    cause: list,
    evidence: { result: list },
    affects: routes,
    action: isOver
      ? 'Nothing to do'
      : 'Look for what they have in common: our network, our proxy, our variables',
    ...linkTo(circumstance.publicUrl, '/'),
  };
}

/** The event of a test, marked as one. */
export function testEvent(id: string, now: number, kind: 'open' | 'resolve'): AlertEvent {
  const at = iso(now);
  return {
    key: `${id}:${kind}`,
    alert_id: id,
    kind,
    severity: 'warning',
    opening_severity: 'warning',
    rules: [],
    title: 'Test of this channel, nothing is wrong',
    status: 'healthy',
    reason: 'ok',
    since: at,
    at,
    cause: 'An operator asked for this test',
    evidence: { result: 'No check was made' },
    affects: [],
    action: 'Nothing to do',
    is_test: true,
  };
}

function frame({ alert, emission, number, now }: Circumstance) {
  return {
    key: `${alert.id}:${number}`,
    alert_id: alert.id,
    kind: emission.kind,
    severity: severityOf(alert.rules),
    opening_severity: severityOf(alert.openingRules),
    rules: alert.rules,
    ...(alert.status !== undefined && { status: alert.status }),
    ...(alert.reason !== undefined && { reason: alert.reason }),
    since: iso(alert.startedAt),
    at: iso(alert.endedAt ?? now),
  };
}

function incidentTitle(name: string, { alert, emission, now }: Circumstance): string {
  const lasted = duration((alert.endedAt ?? now) - alert.startedAt);
  switch (emission.kind) {
    case 'open':
      return isLong(alert.rules)
        ? `${name} has not been healthy for ${lasted}`
        : `${name} ${what(alert.reason)}`;
    case 'update':
      return emission.because === 'reminder'
        ? `Reminder: ${name} has not been healthy for ${lasted}`
        : `${name} ${what(alert.reason)}`;
    case 'acknowledge':
      return `${name}: acknowledged by ${alert.acknowledgedBy ?? 'an operator'}`;
    case 'resolve':
      return `${name} is no longer affected, after ${lasted}`;
  }
}

/** Raised by nothing but its length. */
function isLong(rules: readonly AlertRule[]): boolean {
  return rules.length === 1 && rules[0] === 'long_incident';
}

function what(reason: Reason | undefined): string {
  switch (reason) {
    case 'not_configured':
      return 'is not configured';
    case 'credentials_rejected':
    case 'credentials_locked':
    case 'permission_missing':
      return 'refuses our credentials';
    default:
      return 'is not healthy';
  }
}

/** `45 s`, `12 min`, `3 h 5 min`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

function linkTo(publicUrl: string | undefined, path: string): { link?: string } {
  return publicUrl === undefined ? {} : { link: `${publicUrl.replace(/\/+$/, '')}${path}` };
}

const MARKS: Record<AlertEvent['kind'], (event: AlertEvent) => string> = {
  open: ({ severity }) => severity,
  update: ({ severity }) => severity,
  acknowledge: () => 'acknowledged',
  resolve: () => 'resolved',
};

/** One line over a message: `[critical] Zoom is not healthy (and 2 more)`. */
export function headline(events: readonly AlertEvent[]): string {
  const [first, ...more] = events;
  if (!first) return '';
  const mark = first.is_test ? 'TEST' : MARKS[first.kind](first);
  const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
  return `[${mark}] ${first.title}${rest}`;
}

/** What a message says beside its headline, for people: names and values, in order. */
export function detailsOf(event: AlertEvent): [name: string, value: string][] {
  const { since, cause, evidence, affects, action, link } = event;
  const latency = evidence.latency_ms === undefined ? '' : `, ${evidence.latency_ms} ms`;
  const checked = evidence.checked_at === undefined ? '' : ` (checked ${evidence.checked_at})`;
  return [
    ['Since', since],
    ['Cause', cause],
    ['Last result', `${evidence.result}${latency}${checked}`],
    ['Affects', affects.length > 0 ? affects.join(', ') : 'no guarded route'],
    ['What to do', action],
    ...(link === undefined ? [] : [['Dashboard', link] as [string, string]]),
  ];
}
