import { REASONS, STATUSES, worst } from './status';

describe('worst', () => {
  it('orders healthy, unknown, degraded, unhealthy', () => {
    expect(STATUSES).toEqual(['healthy', 'unknown', 'degraded', 'unhealthy']);
  });

  it.each(STATUSES.flatMap((a, i) => STATUSES.map((b, j) => [a, b, STATUSES[Math.max(i, j)]])))(
    'of %s and %s is %s',
    (a, b, expected) => {
      expect(worst(a!, b!)).toBe(expected);
    },
  );
});

it('the reasons are the closed list that clients rely on', () => {
  expect(REASONS).toEqual([
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
  ]);
});
