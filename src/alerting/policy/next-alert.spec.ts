import { decideMany } from './many-unhealthy';
import { nextAlert, type Alert, type Circumstances } from './next-alert';
import { ALERT_RULES, type AlertRule } from '../../config/settings';
import { isSilenced, type Silence } from './silence';

const HOUR = 3_600_000;
const START = 1_000_000;

const NEW: Alert = {
  id: 'incident-1',
  service: 'zoom',
  status: 'degraded',
  reason: 'vendor_error',
  startedAt: START,
  evidence: 'Zoom answered with a server error',
  rules: [],
  openingRules: [],
  isAcknowledgementTold: false,
};

function circumstances(more: Partial<Circumstances> = {}): Circumstances {
  return {
    policy: {
      rules: new Set(ALERT_RULES),
      critical: ['zoom'],
      manyUnhealthy: 3,
      remindAfterMs: HOUR,
    },
    silences: [],
    now: START,
    ...more,
  };
}

function silence(more: Partial<Silence> = {}): Silence {
  const span = { from: START, until: START + HOUR };
  return { id: 's', reason: 'maintenance', createdBy: 'ops', ...span, ...more };
}

/** Plays several moments one after the other. @returns what was told, by moment */
function play(
  alert: Alert,
  moments: readonly (readonly [Partial<Alert>, Partial<Circumstances>])[],
) {
  let kept = alert;
  return moments.map(([change, given]) => {
    const decision = nextAlert({ ...kept, ...change }, circumstances(given));
    kept = decision.alert;
    return decision.emissions.map(({ kind, because }) => (because ? `${kind}:${because}` : kind));
  });
}

const at = (now: number) => ({ now: START + now });

describe('an alert', () => {
  it('is opened once and closed once', () => {
    const told = play(NEW, [
      [{}, at(0)],
      [{}, at(1000)],
      [{ endedAt: START + 2000 }, at(2000)],
      [{}, at(3000)],
    ]);
    expect(told).toEqual([['open'], [], ['resolve'], []]);
  });

  it('that meets no rule is neither opened nor closed', () => {
    const told = play({ ...NEW, service: 'dropbox' }, [
      [{}, at(0)],
      [{ endedAt: START + 5 }, at(5)],
    ]);
    expect(told).toEqual([[], []]);
  });

  it('is opened when its reason comes to meet a rule', () => {
    const told = play({ ...NEW, service: 'dropbox' }, [
      [{}, at(0)],
      [{ reason: 'credentials_rejected' }, at(1000)],
    ]);
    expect(told).toEqual([[], ['open']]);
  });

  it('tells once of a rule that is met later', () => {
    const told = play(NEW, [
      [{}, at(0)],
      [{ reason: 'credentials_rejected' }, at(1000)],
      [{}, at(2000)],
    ]);
    expect(told).toEqual([['open'], ['update:new_rule'], []]);
  });

  it('that lasts reminds of itself every hour until somebody takes it on', () => {
    const told = play(NEW, [
      [{}, at(0)],
      [{}, at(HOUR - 1)],
      [{}, at(HOUR)],
      [{}, at(HOUR + 1)],
      [{}, at(2 * HOUR)],
      [{ acknowledgedAt: START + 2 * HOUR + 5, acknowledgedBy: 'ana' }, at(2 * HOUR + 5)],
      [{}, at(4 * HOUR)],
    ]);
    const reminder = ['update:reminder'];
    expect(told).toEqual([['open'], [], reminder, [], reminder, ['acknowledge'], []]);
  });

  it('of an uncritical integration is opened after an hour', () => {
    const told = play({ ...NEW, service: 'dropbox' }, [
      [{}, at(HOUR - 1)],
      [{}, at(HOUR)],
      [{}, at(HOUR + 1)],
    ]);
    expect(told).toEqual([[], ['open'], []]);
  });

  it('keeps the severity it was opened with beside the present one', () => {
    const opened = nextAlert(
      { ...NEW, service: 'stripe', reason: 'not_configured' },
      circumstances(),
    );
    const rejected = { ...opened.alert, reason: 'credentials_rejected' } as const;
    const { alert } = nextAlert(rejected, circumstances());
    expect(alert.openingRules).toEqual<AlertRule[]>(['not_configured']);
    expect(alert.rules).toEqual<AlertRule[]>(['not_configured', 'credentials_refused']);
  });
});

describe('a silence', () => {
  const silences = [silence({ service: 'zoom' })];

  it('holds an opening back, and lets it through when it ends and the cause lasts', () => {
    const told = play(NEW, [
      [{}, { ...at(0), silences }],
      [{}, { ...at(HOUR - 1), silences }],
      [{}, { ...at(HOUR), silences }],
    ]);
    expect(told).toEqual([[], [], ['open']]);
  });

  it('never holds a closing back', () => {
    const told = play(NEW, [
      [{}, at(0)],
      [{ endedAt: START + 5 }, { ...at(5), silences }],
    ]);
    expect(told).toEqual([['open'], ['resolve']]);
  });

  it('leaves nothing to close where nothing was opened', () => {
    const told = play(NEW, [
      [{}, { ...at(0), silences }],
      [{ endedAt: START + 5 }, { ...at(5), silences: [] }],
    ]);
    expect(told).toEqual([[], []]);
  });

  it('holds reminders back', () => {
    const long = [silence({ until: START + 9 * HOUR })];
    const told = play(NEW, [
      [{}, at(0)],
      [{}, { ...at(2 * HOUR), silences: long }],
    ]);
    expect(told).toEqual([['open'], []]);
  });

  it.each<[given: Partial<Silence>, service: string | undefined, now: number, holds: boolean]>([
    [{ service: 'zoom' }, 'zoom', 0, true],
    [{ service: 'zoom' }, 'slack', 0, false],
    [{ service: 'zoom' }, undefined, 0, false],
    [{}, 'slack', 0, true],
    [{}, undefined, 0, true],
    [{}, 'zoom', -1, false],
    [{}, 'zoom', HOUR - 1, true],
    [{}, 'zoom', HOUR, false],
  ])('%j covers %s at %d: %s', (given, service, now, holds) => {
    expect(isSilenced([silence(given)], service, START + now)).toBe(holds);
  });
});

describe('many integrations not healthy at once', () => {
  const incidents = (...services: string[]) => services.map((service) => ({ ...NEW, service }));

  it.each([
    [incidents('a', 'b'), false, [], 'keep'],
    [incidents('a', 'b', 'c'), false, [], 'raise'],
    [incidents('a', 'b', 'c'), true, [], 'keep'],
    [incidents('a', 'b'), true, [], 'end'],
    [incidents('a', 'b', 'c'), false, [silence({ service: 'a' })], 'keep'],
    [incidents('a', 'b', 'c'), true, [silence({ service: 'a' })], 'keep'],
    [incidents('a', 'b', 'c'), false, [silence()], 'keep'],
    [incidents('a', 'b'), true, [silence()], 'end'],
  ])('case %#', (open, isRaised, silences, decision) => {
    expect(decideMany(open, isRaised, circumstances({ silences }))).toBe(decision);
  });

  it('raise nothing when the rule is not wanted', () => {
    const { policy } = circumstances();
    const rules = new Set<AlertRule>(['critical_integration']);
    const open = incidents('a', 'b', 'c', 'd');
    expect(decideMany(open, false, circumstances({ policy: { ...policy, rules } }))).toBe('keep');
  });
});
