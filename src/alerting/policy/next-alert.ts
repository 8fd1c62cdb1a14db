import type { Reason, Status } from '../../core/status';
import type { AlertRule } from '../../config/settings';
import { matchingRules, type AlertPolicy } from './rules';
import { isSilenced, type Silence } from './silence';

/** What may be told of an alert. */
export const ALERT_EVENT_KINDS = ['open', 'update', 'acknowledge', 'resolve'] as const;

/** One of {@link ALERT_EVENT_KINDS}. */
export type AlertEventKind = (typeof ALERT_EVENT_KINDS)[number];

/**
 * What is kept of a cause that may be told of: one incident, or many integrations not healthy at
 * once. It is open for the outside only from `announcedAt` on. Times are epoch milliseconds.
 */
export interface Alert {
  readonly id: string;
  /** Absent: many integrations at once. */
  readonly service?: string;
  /** Both absent of many integrations at once. */
  readonly status?: Status;
  readonly reason?: Reason;
  readonly startedAt: number;
  readonly endedAt?: number;
  /** What was said of the cause last, in our own words. */
  readonly evidence: string;
  /** What was announced so far. */
  readonly rules: readonly AlertRule[];
  /** What it was opened with. */
  readonly openingRules: readonly AlertRule[];
  readonly announcedAt?: number;
  readonly remindedAt?: number;
  readonly acknowledgedAt?: number;
  readonly acknowledgedBy?: string;
  /** Whether the acknowledgement was told. */
  readonly isAcknowledgementTold: boolean;
  readonly resolvedAt?: number;
}

/** Something that is to be told now. */
export interface Emission {
  readonly kind: AlertEventKind;
  /** Why an alert that is open is told of again. */
  readonly because?: 'new_rule' | 'reminder';
}

/** What a decision depends on, beside the alert. */
export interface Circumstances {
  readonly policy: AlertPolicy;
  readonly silences: readonly Silence[];
  readonly now: number;
}

/** The alert as it is to be kept, the same object when nothing changes, and what is to be told. */
export interface Decision {
  readonly alert: Alert;
  readonly emissions: readonly Emission[];
}

/**
 * Decides what is told of an alert now. Asked after every change of the incident and from time to
 * time; told again with the same alert and time, it decides the same.
 */
export function nextAlert(alert: Alert, circumstances: Circumstances): Decision {
  if (alert.endedAt !== undefined) return close(alert, circumstances.now);
  const steps = [announce, acknowledge, addRules, remind];
  return steps.reduce<Decision>(
    (before, step) => {
      const after = step(before.alert, circumstances);
      return { alert: after.alert, emissions: [...before.emissions, ...after.emissions] };
    },
    { alert, emissions: [] },
  );
}

/** Closing is never held back, and an alert that was never opened is not closed. */
function close(alert: Alert, now: number): Decision {
  if (alert.resolvedAt !== undefined) return nothing(alert);
  const isOpen = alert.announcedAt !== undefined;
  return { alert: { ...alert, resolvedAt: now }, emissions: isOpen ? [{ kind: 'resolve' }] : [] };
}

function announce(alert: Alert, circumstances: Circumstances): Decision {
  const { now } = circumstances;
  const rules = rulesOf(alert, circumstances);
  if (alert.announcedAt !== undefined || rules.length === 0) return nothing(alert);
  if (isHeldBack(alert, circumstances)) return nothing(alert);
  return {
    alert: { ...alert, rules, openingRules: rules, announcedAt: now, remindedAt: now },
    emissions: [{ kind: 'open' }],
  };
}

function acknowledge(alert: Alert): Decision {
  const isDue =
    alert.announcedAt !== undefined &&
    alert.acknowledgedAt !== undefined &&
    !alert.isAcknowledgementTold;
  if (!isDue) return nothing(alert);
  return {
    alert: { ...alert, isAcknowledgementTold: true },
    emissions: [{ kind: 'acknowledge' }],
  };
}

/** A cause that turned into another one, such as refused credentials after a time-out. */
function addRules(alert: Alert, circumstances: Circumstances): Decision {
  if (alert.announcedAt === undefined) return nothing(alert);
  const added = rulesOf(alert, circumstances).filter(
    (rule) => rule !== 'long_incident' && !alert.rules.includes(rule),
  );
  if (added.length === 0 || isHeldBack(alert, circumstances)) return nothing(alert);
  return {
    alert: { ...alert, rules: [...alert.rules, ...added], remindedAt: circumstances.now },
    emissions: [{ kind: 'update', because: 'new_rule' }],
  };
}

/** What somebody has taken on needs no reminder. */
function remind(alert: Alert, circumstances: Circumstances): Decision {
  const { policy, now } = circumstances;
  const { announcedAt, remindedAt = 0, acknowledgedAt } = alert;
  const isDue =
    policy.rules.has('long_incident') &&
    announcedAt !== undefined &&
    acknowledgedAt === undefined &&
    now - Math.max(remindedAt, alert.startedAt) >= policy.remindAfterMs;
  if (!isDue || isHeldBack(alert, circumstances)) return nothing(alert);
  return {
    alert: { ...alert, remindedAt: now },
    emissions: [{ kind: 'update', because: 'reminder' }],
  };
}

function rulesOf(alert: Alert, { policy, now }: Circumstances): AlertRule[] {
  const { service, reason, startedAt } = alert;
  if (service === undefined || reason === undefined) return ['many_unhealthy'];
  return matchingRules({ service, reason, openedAt: startedAt }, policy, now);
}

function isHeldBack({ service }: Alert, { silences, now }: Circumstances): boolean {
  return isSilenced(silences, service, now);
}

function nothing(alert: Alert): Decision {
  return { alert, emissions: [] };
}
