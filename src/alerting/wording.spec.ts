import { ALERT_RULES, type AlertRule } from '../config/settings';
import { REASONS, type Reason } from '../core/status';
import type { AlertEvent } from './alert-event';
import type { Alert, Emission } from './policy/next-alert';
import {
  detailsOf,
  duration,
  eventOfIncident,
  eventOfMany,
  headline,
  testEvent,
  type Subject,
} from './wording';

const START = Date.parse('2026-02-04T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const ZOOM: Subject = {
  name: 'Zoom',
  consoleUrl: 'https://marketplace.zoom.us',
  missing: ['ZOOM_API_KEY', 'ZOOM_API_SECRET'],
  result: 'Zoom answered with a server error',
  latencyMs: 182,
  checkedAt: START - 1000,
  routes: ['/api/zoom/create-meeting'],
};

const ALERT: Alert = {
  id: 'incident-1',
  service: 'zoom',
  status: 'degraded',
  reason: 'vendor_error',
  startedAt: START,
  evidence: 'Zoom answered with a server error',
  rules: ['critical_integration'],
  openingRules: ['critical_integration'],
  isAcknowledgementTold: false,
};

interface Told {
  readonly alert?: Partial<Alert>;
  readonly emission?: Emission;
  readonly after?: number;
  readonly publicUrl?: string;
}

function tell({ alert, emission, after = 0, publicUrl }: Told = {}): AlertEvent {
  return eventOfIncident(ZOOM, {
    alert: { ...ALERT, ...alert },
    emission: emission ?? { kind: 'open' },
    number: 2,
    now: START + after,
    ...(publicUrl !== undefined && { publicUrl }),
  });
}

describe('the event of an incident', () => {
  it('says what, since when, why, on what evidence, what it affects, what to do and where', () => {
    const event = tell({ after: 5000, publicUrl: 'https://health.example/' });
    expect(event).toEqual({
      key: 'incident-1:2',
      alert_id: 'incident-1',
      kind: 'open',
      severity: 'critical',
      opening_severity: 'critical',
      rules: ['critical_integration'],
      title: 'Zoom is not healthy',
      service: 'zoom',
      status: 'degraded',
      reason: 'vendor_error',
      since: '2026-02-04T12:00:00.000Z',
      at: '2026-02-04T12:00:05.000Z',
      cause: 'Zoom answered with a server error',
      evidence: {
        result: 'Zoom answered with a server error',
        latency_ms: 182,
        checked_at: '2026-02-04T11:59:59.000Z',
      },
      affects: ['/api/zoom/create-meeting'],
      action: 'Nothing to do on our side but to wait; see the status page of Zoom',
      link: 'https://health.example/integrations/zoom',
    });
    expect(tell()).not.toHaveProperty('link');
  });

  const acknowledged = { acknowledgedAt: START + 1, acknowledgedBy: 'ana' };
  const long = { rules: ['long_incident'] as AlertRule[] };
  const because = (reason: Reason) => ({ reason });

  it.each<[title: string, told: Told]>([
    ['Zoom is not healthy', {}],
    ['Zoom is not configured', { alert: because('not_configured') }],
    ['Zoom refuses our credentials', { alert: because('credentials_rejected') }],
    ['Zoom refuses our credentials', { alert: because('credentials_locked') }],
    ['Zoom refuses our credentials', { alert: because('permission_missing') }],
    ['Zoom has not been healthy for 1 h', { alert: long, after: HOUR }],
    [
      'Zoom refuses our credentials',
      { alert: because('credentials_rejected'), emission: { kind: 'update', because: 'new_rule' } },
    ],
    [
      'Reminder: Zoom has not been healthy for 2 h',
      { emission: { kind: 'update', because: 'reminder' }, after: 2 * HOUR },
    ],
    ['Zoom: acknowledged by ana', { alert: acknowledged, emission: { kind: 'acknowledge' } }],
    [
      'Zoom is no longer affected, after 3 min',
      {
        alert: { endedAt: START + 3 * MINUTE },
        emission: { kind: 'resolve' },
        // Told late: what counts is when it ended.
        after: 9 * HOUR,
      },
    ],
  ])('is headed %s', (title, told) => {
    expect(tell(told).title).toBe(title);
  });

  it.each(REASONS)('tells what to do about %s', (reason) => {
    const { action } = tell({ alert: { reason } });
    expect(action).not.toBe('');
    const isOurs = ['credentials_rejected', 'credentials_locked', 'permission_missing'];
    expect(action.includes(ZOOM.consoleUrl)).toBe(isOurs.includes(reason));
    expect(action.includes('ZOOM_API_KEY, ZOOM_API_SECRET')).toBe(reason === 'not_configured');
  });

  it('tells that there is nothing to do when it is over', () => {
    const event = tell({ alert: { endedAt: START + 1 }, emission: { kind: 'resolve' } });
    expect(event).toMatchObject({ action: 'Nothing to do', at: '2026-02-04T12:00:00.001Z' });
  });
});

describe('the event of many integrations at once', () => {
  const { service: _service, status: _status, reason: _reason, ...alert } = ALERT;
  const many = (names: readonly string[], kind: 'open' | 'resolve') =>
    eventOfMany(names, ['/api/zoom/create-meeting'], {
      alert: { ...alert, rules: ['many_unhealthy'] },
      emission: { kind },
      number: 1,
      now: START,
      publicUrl: 'https://health.example',
    });

  it('names them, what they guard, and what they may have in common', () => {
    const event = many(['Zoom', 'Slack', 'Stripe'], 'open');
    expect(event).toMatchObject({
      title: '3 integrations are not healthy',
      severity: 'critical',
      cause: 'Not healthy: Zoom, Slack, Stripe',
      affects: ['/api/zoom/create-meeting'],
      action: expect.stringContaining('in common'),
      link: 'https://health.example/',
    });
    expect(event).not.toHaveProperty('service');
  });

  it.each([
    [['Zoom'], 'Not healthy: Zoom'],
    [[], 'All are healthy'],
  ])('is over with %j left', (names, cause) => {
    const title = 'Fewer integrations are affected';
    expect(many(names, 'resolve')).toMatchObject({ title, cause, action: 'Nothing to do' });
  });
});

describe('the headline', () => {
  const update = { kind: 'update', because: 'reminder' } as const;

  it.each<[events: AlertEvent[], line: string]>([
    [[], ''],
    [[tell()], '[critical] Zoom is not healthy'],
    [[tell(), tell(), tell()], '[critical] Zoom is not healthy (and 2 more)'],
    [[tell({ emission: update })], '[critical] Reminder: Zoom has not been healthy for 0 s'],
    [
      [tell({ alert: { acknowledgedBy: 'ana' }, emission: { kind: 'acknowledge' } })],
      '[acknowledged] Zoom: acknowledged by ana',
    ],
    [
      [tell({ alert: { endedAt: START }, emission: { kind: 'resolve' } })],
      '[resolved] Zoom is no longer affected, after 0 s',
    ],
    [[testEvent('test-1', START, 'open')], '[TEST] Test of this channel, nothing is wrong'],
  ])('case %#', (events, line) => {
    expect(headline(events)).toBe(line);
  });

  it.each(ALERT_RULES)('tells the severity of %s', (rule) => {
    expect(headline([tell({ alert: { rules: [rule] } })])).toMatch(
      /^\[(critical|error|warning)\] /,
    );
  });
});

describe('the details', () => {
  it('leave out what is not known', () => {
    const { latencyMs: _latencyMs, checkedAt: _checkedAt, ...unseen } = ZOOM;
    const event = eventOfIncident(
      { ...unseen, routes: [] },
      { alert: ALERT, emission: { kind: 'open' }, number: 1, now: START },
    );
    expect(Object.fromEntries(detailsOf(event))).toEqual({
      Since: '2026-02-04T12:00:00.000Z',
      Cause: 'Zoom answered with a server error',
      'Last result': 'Zoom answered with a server error',
      Affects: 'no guarded route',
      'What to do': expect.any(String),
    });
  });

  it('hold latency, time of the check and link', () => {
    const details = Object.fromEntries(detailsOf(tell({ publicUrl: 'https://health.example' })));
    expect(details).toMatchObject({
      'Last result': `${ZOOM.result}, 182 ms (checked 2026-02-04T11:59:59.000Z)`,
      Affects: '/api/zoom/create-meeting',
      Dashboard: 'https://health.example/integrations/zoom',
    });
  });
});

describe('a duration', () => {
  it.each([
    [-5, '0 s'],
    [400, '0 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [12 * MINUTE, '12 min'],
    [HOUR - 1, '1 h'],
    [3 * HOUR + 5 * MINUTE, '3 h 5 min'],
    [30 * HOUR, '30 h'],
  ])('of %d ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
