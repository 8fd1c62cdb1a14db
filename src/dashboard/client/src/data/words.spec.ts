import type { Integration } from './api';
import { ago, clockTime, duration, latency, percentage } from './time';
import { linesOf } from './timeline';
import { headline, worstFirst, worstStatus } from './words';

const NOW = new Date(2026, 1, 4, 15, 0).getTime();
const at = (hour: number, minute: number) => new Date(2026, 1, 4, hour, minute).toISOString();

function integration(given: Partial<Integration>): Integration {
  return {
    service: 'zoom',
    name: 'Zoom',
    status: 'healthy',
    reason: 'ok',
    message: '',
    configured: true,
    since: at(9, 0),
    is_mock: false,
    is_critical: false,
    console_url: '',
    missing_env_vars: [],
    warnings: 0,
    protected_routes: [],
    ...given,
  };
}

const healthy = Array.from({ length: 8 }, (_, index) => integration({ service: `s${index}` }));
const slack = integration({ name: 'Slack', status: 'unhealthy', reason: 'not_configured' });
const stripe = integration({
  name: 'Stripe',
  status: 'degraded',
  reason: 'credentials_rejected',
  since: at(14, 2),
});

describe('the headline', () => {
  it.each([
    [[], 'No integrations are known.'],
    [healthy, 'All 8 integrations are healthy.'],
    [
      [...healthy, stripe, slack],
      '8 of 10 integrations are healthy. Slack is not configured, Stripe refuses our key since 14:02.',
    ],
    [[slack], 'None of 1 integrations are healthy. Slack is not configured.'],
    [
      [healthy[0]!, slack, slack, slack, slack, stripe],
      '1 of 6 integrations is healthy. Slack is not configured, Slack is not configured, Slack is not configured, 2 more need a look.',
    ],
  ])('says %#', (integrations, sentence) => {
    expect(headline(integrations, NOW)).toBe(sentence);
  });

  it('names the day of what began before today', () => {
    const since = new Date(2026, 0, 31, 8, 5).toISOString();
    expect(headline([{ ...stripe, since }], NOW)).toContain('since 31 Jan, 08:05');
  });
});

describe('the order', () => {
  it('puts the worst first, and critical ones before others', () => {
    const critical = integration({ name: 'Critical', is_critical: true });
    const names = worstFirst([healthy[0]!, stripe, critical, slack]).map(({ name }) => name);
    expect(names).toEqual(['Slack', 'Stripe', 'Critical', 'Zoom']);
  });

  it.each([
    [[slack, stripe], 'unhealthy'],
    [[stripe, ...healthy], 'degraded'],
    [healthy, 'healthy'],
    [[], 'unknown'],
  ])('knows the worst status of all, case %#', (integrations, status) => {
    expect(worstStatus(integrations)).toBe(status);
  });
});

describe('numbers and times', () => {
  it.each([
    [100, '100 %'],
    [99.999, '99.99 %'],
    [99.5, '99.50 %'],
    [0, '0.0 %'],
    [null, '–'],
    [undefined, '–'],
  ])('an uptime of %p is %p: never rounded up', (value, text) => {
    expect(percentage(value)).toBe(text);
  });

  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_600_000, '1 h'],
    [5_400_000, '1 h 30 min'],
    [47 * 3_600_000, '47 h'],
    [48 * 3_600_000, '2 days'],
  ])('%p ms last %p', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it.each([
    [182.4, '182 ms'],
    [1400, '1.4 s'],
    [null, '–'],
  ])('a latency of %p is %p', (ms, text) => {
    expect(latency(ms)).toBe(text);
  });

  it('calls what is fresh, or ahead of our clock, just now', () => {
    expect(ago(new Date(NOW - 3000).toISOString(), NOW)).toBe('just now');
    expect(ago(new Date(NOW + 60_000).toISOString(), NOW)).toBe('just now');
    expect(ago(new Date(NOW - 61_000).toISOString(), NOW)).toBe('1 min ago');
  });

  it('tells the hour of today', () => expect(clockTime(at(14, 2), NOW)).toBe('14:02'));
});

describe('a timeline', () => {
  it('puts equal checks in a row together and leaves what changed alone', () => {
    const check = (minute: number, outcome: string) =>
      ({ at: at(14, minute), kind: 'result', outcome }) as const;
    const lines = linesOf([
      check(0, 'timeout'),
      { at: at(14, 1), kind: 'opened', reason: 'timeout', evidence: 'Zoom did not answer in time' },
      check(2, 'timeout'),
      check(3, 'timeout'),
      check(4, 'vendor_error'),
      { at: at(14, 5), kind: 'configuration_changed', env_var: 'ZOOM_API_KEY', change: 'rotated' },
      { at: at(14, 6), kind: 'resolved' },
    ]);
    expect(lines.map(({ title }) => title)).toEqual([
      'One check: timeout',
      'Opened',
      '2 checks: timeout',
      'One check: vendor error',
      'ZOOM_API_KEY was rotated',
      'Resolved',
    ]);
    expect(lines[2]).toMatchObject({ at: at(14, 2), until: at(14, 3) });
  });
});
