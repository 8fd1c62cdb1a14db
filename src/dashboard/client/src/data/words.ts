import type { Integration, Reason, Status } from './api';
import type { Incident } from './history';
import { clockTime } from './time';

/** Worst first: the order in which things are shown. */
export const STATUSES: readonly Status[] = ['unhealthy', 'degraded', 'unknown', 'healthy'];

/** A status in a word. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  unhealthy: 'Not configured',
  unknown: 'Unknown',
};

interface ReasonWords {
  /** Continues the name of the vendor. */
  readonly is: string;
  /** The same of what is over. */
  readonly was: string;
  /** Whose turn it is. */
  readonly whose: string;
  /** What to do now. */
  readonly advice: string;
}

/** Every cause in words, with whose turn it is and what to do. */
export const REASON_WORDS: Readonly<Record<Reason, ReasonWords>> = {
  ok: { is: 'is fine', was: 'was fine', whose: 'Nobody’s turn', advice: 'Nothing to do.' },
  not_configured: {
    is: 'is not configured',
    was: 'was not configured',
    whose: 'Our turn',
    advice: 'Set the missing variables, in the environment or as NAME_FILE, and start again.',
  },
  not_checked: {
    is: 'has not been checked yet',
    was: 'had not been checked yet',
    whose: 'Wait a moment',
    advice: 'The first check is on its way.',
  },
  stale: {
    is: 'was last checked too long ago',
    was: 'was checked too seldom',
    whose: 'This service’s turn',
    advice: 'Checks do not finish. Look at the log of this service and at its load.',
  },
  credentials_rejected: {
    is: 'refuses our key',
    was: 'refused our key',
    whose: 'Our turn',
    advice: 'Renew the credentials where the vendor manages them, then set the new ones here.',
  },
  credentials_locked: {
    is: 'locked our credentials out',
    was: 'had locked our credentials out',
    whose: 'Our turn',
    advice: 'Too many refused attempts. Unlock the app at the vendor, or wait until it does.',
  },
  permission_missing: {
    is: 'denies us a permission',
    was: 'denied us a permission',
    whose: 'Our turn',
    advice: 'Our key is right but may not do this. Allow the missing scope at the vendor.',
  },
  rate_limited: {
    is: 'limits our requests',
    was: 'limited our requests',
    whose: 'Wait',
    advice:
      'Nothing is sent until the vendor’s own waiting time is over. Look who else uses the key.',
  },
  vendor_error: {
    is: 'answers with errors',
    was: 'answered with errors',
    whose: 'The vendor’s turn',
    advice: 'Watch the vendor’s status page. Guarded routes refuse requests until it recovers.',
  },
  vendor_maintenance: {
    is: 'is under maintenance',
    was: 'was under maintenance',
    whose: 'The vendor’s turn',
    advice: 'Wait until the maintenance ends; the vendor’s status page says when.',
  },
  timeout: {
    is: 'does not answer in time',
    was: 'did not answer in time',
    whose: 'The network’s or the vendor’s turn',
    advice: 'See whether other vendors are slow too: then it is our network, otherwise theirs.',
  },
  dns_failure: {
    is: 'cannot be found by name',
    was: 'could not be found by name',
    whose: 'The network’s turn',
    advice: 'Its host name does not resolve from here. Ask who runs our DNS.',
  },
  connection_failed: {
    is: 'cannot be reached',
    was: 'could not be reached',
    whose: 'The network’s turn',
    advice: 'No connection comes about. Look at firewalls, proxies and the vendor’s status page.',
  },
  tls_failure: {
    is: 'has no trusted certificate',
    was: 'had no trusted certificate',
    whose: 'The network’s turn',
    advice:
      'Its certificate is not trusted from here. Look for a proxy in between, or a lapsed one.',
  },
  unexpected_response: {
    is: 'answers in an unexpected form',
    was: 'answered in an unexpected form',
    whose: 'To be looked at',
    advice: 'A proxy or captive page may answer in its place, or the vendor changed its API.',
  },
  check_failed: {
    is: 'could not be checked',
    was: 'could not be checked',
    whose: 'This service’s turn',
    advice: 'Our own request failed. Look at the log of this service.',
  },
};

/** How many troubled integrations the headline names. */
const MAX_NAMED = 3;

/** The cause of one integration, continuing its name: `refuses our key since 14:02`. */
export function causeSince({ reason, since }: Integration, now: number): string {
  const { is } = REASON_WORDS[reason];
  return reason === 'not_configured' || reason === 'not_checked'
    ? is
    : `${is} since ${clockTime(since, now)}`;
}

/** The cause of an incident, continuing the name of its integration. */
export function causeOf({ reason, resolved_at }: Incident): string {
  const { is, was } = REASON_WORDS[reason];
  return resolved_at ? was : is;
}

/** The state of everything in one or two sentences. */
export function headline(integrations: readonly Integration[], now: number): string {
  const troubled = worstFirst(integrations).filter(({ status }) => status !== 'healthy');
  const total = integrations.length;
  const healthy = total - troubled.length;
  if (total === 0) return 'No integrations are known.';
  if (healthy === total)
    return total === 1 ? 'The integration is healthy.' : `All ${total} integrations are healthy.`;
  const verb = healthy === 1 ? 'is' : 'are';
  const count = `${healthy === 0 ? 'None' : healthy} of ${total} integrations ${verb} healthy.`;
  const named = troubled.slice(0, MAX_NAMED).map((one) => `${one.name} ${causeSince(one, now)}`);
  const rest = troubled.length - named.length;
  return `${count} ${[...named, ...(rest > 0 ? [`${rest} more need a look`] : [])].join(', ')}.`;
}

/** The worst status of all. */
export function worstStatus(integrations: readonly Pick<Integration, 'status'>[]): Status {
  return STATUSES.find((status) => integrations.some((one) => one.status === status)) ?? 'unknown';
}

/** Worst first, critical ones before others, then as they were. */
export function worstFirst(integrations: readonly Integration[]): readonly Integration[] {
  return integrations.toSorted(
    (a, b) =>
      STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) ||
      Number(b.is_critical) - Number(a.is_critical),
  );
}
