import { ALERT_RULES, type AlertRule } from '../../config/settings';
import { isRefusal, type Finding } from '../../core/finding';
import type { Reason } from '../../core/status';

/** Least severe first. */
export const SEVERITIES = ['warning', 'error', 'critical'] as const;

/** One of {@link SEVERITIES}. */
export type Severity = (typeof SEVERITIES)[number];

const SEVERITY: Record<AlertRule, Severity> = {
  many_unhealthy: 'critical',
  critical_integration: 'critical',
  credentials_refused: 'error',
  not_configured: 'warning',
  long_incident: 'warning',
};

/** When alerts are raised. */
export interface AlertPolicy {
  readonly rules: ReadonlySet<AlertRule>;
  /** Keys of the integrations whose failure is critical. */
  readonly critical: readonly string[];
  /** So many integrations not healthy are an alert of their own. */
  readonly manyUnhealthy: number;
  /** An incident open longer is an alert, and reminds of itself as often. Milliseconds. */
  readonly remindAfterMs: number;
}

/** What the rules look at. */
export interface IncidentFacts {
  readonly service: string;
  readonly reason: Reason;
  /** Epoch milliseconds. */
  readonly openedAt: number;
}

/** The rules that an open incident meets. */
export function matchingRules(
  incident: IncidentFacts,
  policy: AlertPolicy,
  now: number,
): AlertRule[] {
  const { service, reason, openedAt } = incident;
  const met: Record<AlertRule, boolean> = {
    // Asked of all incidents together, see `raisesMany`.
    many_unhealthy: false,
    critical_integration: policy.critical.includes(service),
    credentials_refused: isRefusal(reason as Finding),
    not_configured: reason === 'not_configured',
    long_incident: now - openedAt >= policy.remindAfterMs,
  };
  return ALERT_RULES.filter((rule) => met[rule] && policy.rules.has(rule));
}

/** The severity of the worst rule. @param rules at least one */
export function severityOf(rules: readonly AlertRule[]): Severity {
  const worst = Math.max(0, ...rules.map((rule) => SEVERITIES.indexOf(SEVERITY[rule])));
  return SEVERITIES[worst]!;
}
