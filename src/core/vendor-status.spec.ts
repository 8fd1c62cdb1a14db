import * as fc from 'fast-check';
import { readStatusPage, VENDOR_STATUSES, type StatusPageFormat } from './vendor-status';

it('orders the statuses from best to worst', () => {
  expect(VENDOR_STATUSES).toEqual([
    'operational',
    'degraded',
    'maintenance',
    'partial_outage',
    'major_outage',
  ]);
});

describe('Statuspage', () => {
  const API = { id: 'api1', name: 'REST API', status: 'operational', group: false };
  const WEB = { id: 'web1', name: 'Website', status: 'operational' };
  const about = (...rows: { id: string; name: string }[]) => ({ components: rows });

  function page(rest: object = {}): object {
    return {
      status: { indicator: 'none' },
      components: [API, WEB],
      incidents: [],
      scheduled_maintenances: [],
      ...rest,
    };
  }

  const read = (given: unknown, components: readonly string[] = ['api1']) =>
    readStatusPage('statuspage', given, components);

  it.each([
    ['operational', 'operational'],
    ['degraded_performance', 'degraded'],
    ['partial_outage', 'partial_outage'],
    ['major_outage', 'major_outage'],
    ['under_maintenance', 'maintenance'],
    ['of_a_new_kind', undefined],
    ['constructor', undefined],
    [7, undefined],
    [undefined, undefined],
  ])('reads the component status %p as %p', (status, expected) => {
    expect(read(page({ components: [{ ...API, status }] }))).toBe(expected);
  });

  it.each([
    ['none', 'operational'],
    ['minor', 'degraded'],
    ['major', 'partial_outage'],
    ['critical', 'major_outage'],
    ['maintenance', 'maintenance'],
    ['of_a_new_kind', undefined],
  ])('reads the indicator %p of the whole page as %p', (indicator, expected) => {
    expect(read(page({ status: { indicator }, components: [] }), [])).toBe(expected);
    expect(read(page({ status: { indicator }, components: [WEB] }), ['gone'])).toBe(expected);
  });

  it('prefers our component to an indicator that covers other products', () => {
    expect(read(page({ status: { indicator: 'critical' } }))).toBe('operational');
  });

  it('takes the worst of rows and indicator when the whole page matters', () => {
    const components = [API, { ...WEB, status: 'major_outage' }];
    expect(read(page({ components }), [])).toBe('major_outage');
    expect(read(page({ status: { indicator: 'minor' } }), [])).toBe('degraded');
  });

  it('finds our components by exact name too, and by nothing else', () => {
    const components = [API, { ...WEB, status: 'major_outage' }];
    expect(read(page({ components }), ['Website'])).toBe('major_outage');
    expect(read(page({ components }), ['REST API'])).toBe('operational');
    expect(read(page({ components }), ['REST'])).toBe('operational');
    expect(read(page({ components, status: { indicator: 'minor' } }), ['web'])).toBe('degraded');
  });

  it('skips groups, which repeat their worst child', () => {
    const group = { ...API, id: 'group1', status: 'major_outage', group: true };
    expect(read(page({ components: [group, API] }), ['group1', 'api1'])).toBe('operational');
    expect(read(page({ components: [group, API] }), [])).toBe('operational');
  });

  it.each([
    ['incidents', { impact: 'critical' }],
    ['scheduled_maintenances', { impact: 'critical', status: 'in_progress' }],
  ])('counts %s of our components only', (list, event) => {
    expect(read(page({ [list]: [{ ...event, ...about(API) }] }))).toBe('major_outage');
    expect(read(page({ [list]: [{ ...event, ...about(API) }] }), ['REST API'])).toBe(
      'major_outage',
    );
    expect(read(page({ [list]: [{ ...event, ...about(WEB) }] }))).toBe('operational');
    expect(read(page({ [list]: [{ ...event, ...about(WEB, API) }] }))).toBe('major_outage');
    expect(read(page({ [list]: [event] }))).toBe('operational');
  });

  it.each(['scheduled', 'verifying', 'completed', undefined])(
    'counts no maintenance that is %p',
    (status) => {
      const maintenance = { impact: 'maintenance', status, ...about(API) };
      expect(read(page({ scheduled_maintenances: [maintenance] }))).toBe('operational');
    },
  );

  it('counts a maintenance in progress', () => {
    const maintenance = { impact: 'maintenance', status: 'in_progress', ...about(API) };
    expect(read(page({ scheduled_maintenances: [maintenance] }))).toBe('maintenance');
  });

  it('takes the worst of all that concerns us, in whatever order', () => {
    const degraded = { impact: 'minor', ...about(API) };
    const down = { impact: 'major', ...about(API) };
    expect(read(page({ incidents: [degraded, down] }))).toBe('partial_outage');
    expect(read(page({ incidents: [down, degraded] }))).toBe('partial_outage');
  });
});

describe("Slack's page", () => {
  const incident = (type: string, services: unknown = ['Connectivity']) => ({ type, services });
  const read = (given: unknown, wanted: readonly string[] = ['Connectivity']) =>
    readStatusPage('slack', given, wanted);
  const active = (...incidents: object[]) => ({ status: 'active', active_incidents: incidents });

  it('is well when it says so, whatever it lists', () => {
    expect(read({ status: 'ok' })).toBe('operational');
    expect(read({ status: 'ok', active_incidents: [incident('outage')] })).toBe('operational');
  });

  it.each([
    ['notice', 'operational'],
    ['incident', 'degraded'],
    ['maintenance', 'maintenance'],
    ['outage', 'major_outage'],
    ['of_a_new_kind', 'operational'],
  ])('reads %p as %p', (type, expected) => {
    expect(read(active(incident(type)))).toBe(expected);
  });

  it('counts incidents of our services only', () => {
    expect(read(active(incident('outage', ['Search', 'Huddles'])))).toBe('operational');
    expect(read(active(incident('outage', ['Search', 'Connectivity'])))).toBe('major_outage');
    expect(read(active(incident('outage', 'Connectivity')))).toBe('operational');
    expect(read(active(incident('outage', ['Search'])), [])).toBe('major_outage');
  });

  it('takes the worst', () => {
    expect(read(active(incident('outage'), incident('incident')))).toBe('major_outage');
    expect(read(active(incident('incident'), incident('outage')))).toBe('major_outage');
  });

  it('does not tell without a list', () => {
    expect(read({ status: 'active' })).toBeUndefined();
    expect(read({})).toBeUndefined();
  });
});

describe("Google's incidents", () => {
  const DRIVE = { id: 'drive1', title: 'Google Drive' };
  const incident = (rest: object = {}) => ({
    status_impact: 'SERVICE_OUTAGE',
    affected_products: [DRIVE],
    ...rest,
  });
  const read = (given: unknown, wanted: readonly string[] = ['drive1']) =>
    readStatusPage('google', given, wanted);

  it.each([
    ['SERVICE_INFORMATION', 'operational'],
    ['SERVICE_DISRUPTION', 'degraded'],
    ['SERVICE_OUTAGE', 'major_outage'],
    ['OF_A_NEW_KIND', 'operational'],
  ])('reads %p as %p', (impact, expected) => {
    expect(read([incident({ status_impact: impact })])).toBe(expected);
  });

  it('counts open ones of our product only', () => {
    expect(read([incident({ end: null })])).toBe('major_outage');
    expect(read([incident({ end: '2026-01-01T00:00:00Z' })])).toBe('operational');
    expect(read([incident({ affected_products: [{ id: 'mail1', title: 'Gmail' }] })])).toBe(
      'operational',
    );
    expect(read([incident()], ['Google Drive'])).toBe('major_outage');
    expect(read([incident({ affected_products: [{ id: 'mail1' }, DRIVE] })])).toBe('major_outage');
  });

  it('is well without incidents, and does not tell without a list', () => {
    expect(read([])).toBe('operational');
    expect(read({ incidents: [] })).toBeUndefined();
  });
});

describe("Salesforce's incidents", () => {
  it('say something only when there are none', () => {
    expect(readStatusPage('salesforce', [], [])).toBe('operational');
    expect(readStatusPage('salesforce', [{ id: 1 }], [])).toBeUndefined();
    expect(readStatusPage('salesforce', {}, [])).toBeUndefined();
    expect(readStatusPage('salesforce', { length: 0 }, [])).toBeUndefined();
  });
});

it('never throws, and says nothing that is not in the list', () => {
  const formats: StatusPageFormat[] = ['statuspage', 'slack', 'google', 'salesforce'];
  fc.assert(
    fc.property(
      fc.constantFrom(...formats),
      fc.oneof(fc.anything(), fc.jsonValue()),
      fc.array(fc.string(), { maxLength: 2 }),
      (format, page, wanted) => {
        expect([undefined, ...VENDOR_STATUSES]).toContain(readStatusPage(format, page, wanted));
      },
    ),
  );
});
