import { REASONS, type Reason } from '../../core/status';
import { ALERT_RULES, type AlertRule } from '../../config/settings';
import { matchingRules, severityOf, type AlertPolicy } from './rules';

const HOUR = 3_600_000;
const POLICY: AlertPolicy = {
  rules: new Set(ALERT_RULES),
  critical: ['slack', 'zoom'],
  manyUnhealthy: 3,
  remindAfterMs: HOUR,
};

describe('the rules about one incident', () => {
  it.each<[service: string, reason: Reason, age: number, rules: AlertRule[]]>([
    ['zoom', 'vendor_error', 0, ['critical_integration']],
    ['zoom', 'timeout', HOUR - 1, ['critical_integration']],
    ['zoom', 'timeout', HOUR, ['critical_integration', 'long_incident']],
    ['zoom', 'credentials_rejected', 0, ['critical_integration', 'credentials_refused']],
    ['slack', 'not_configured', 0, ['critical_integration', 'not_configured']],
    ['stripe', 'credentials_rejected', 0, ['credentials_refused']],
    ['stripe', 'credentials_locked', 0, ['credentials_refused']],
    ['stripe', 'permission_missing', 0, ['credentials_refused']],
    ['stripe', 'not_configured', 0, ['not_configured']],
    ['stripe', 'vendor_error', 0, []],
    ['stripe', 'vendor_error', HOUR, ['long_incident']],
    ['stripe', 'rate_limited', 0, []],
  ])('%s with %s for %d ms meets %j', (service, reason, age, rules) => {
    expect(matchingRules({ service, reason, openedAt: 5000 }, POLICY, 5000 + age)).toEqual(rules);
  });

  it.each(REASONS)('%s meets nothing when no rule is wanted', (reason) => {
    const policy = { ...POLICY, rules: new Set<AlertRule>() };
    expect(matchingRules({ service: 'zoom', reason, openedAt: 0 }, policy, HOUR)).toEqual([]);
  });
});

describe('the severity', () => {
  it.each<[rules: AlertRule[], severity: string]>([
    [['long_incident'], 'warning'],
    [['not_configured'], 'warning'],
    [['credentials_refused', 'long_incident'], 'error'],
    [['not_configured', 'critical_integration'], 'critical'],
    [['many_unhealthy'], 'critical'],
  ])('of %j is %s', (rules, severity) => {
    expect(severityOf(rules)).toBe(severity);
  });
});
