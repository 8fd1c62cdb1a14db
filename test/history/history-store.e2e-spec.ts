import { hostname } from 'node:os';
import { Kysely } from 'kysely';
import type { KyselyHistoryStore } from '../../src/history/store/kysely-history.store';
import type { Run, StatusRecord } from '../../src/history/records';
import { DAY_MS, HOUR_MS } from '../../src/history/spans';
import { result } from './record';
import { DATABASE_KINDS, openStore, type DatabaseKind } from './stores';

/** Monday, 2026-02-02, 00:00 UTC. */
const T = Date.UTC(2026, 1, 2);
const RETENTION = { resultsMs: 30 * DAY_MS, historyMs: 395 * DAY_MS, auditMs: 90 * DAY_MS };
const DEAD_PID = 2 ** 22 - 1;

function status(
  at: number,
  is: StatusRecord['status'],
  reason: StatusRecord['reason'],
  service = 'zoom',
): StatusRecord {
  return { service, at, status: is, reason, evidence: `It is ${reason}` };
}

function run(id: string, startedAt: number, more: Partial<Run> = {}): Run {
  return { id, startedAt, host: hostname(), pid: DEAD_PID, ...more };
}

const PAGE = { limit: 100 };

describe.each(DATABASE_KINDS)('history on %s', (_name, make) => {
  let kind: DatabaseKind;
  let url: string;
  let store: KyselyHistoryStore;

  beforeAll(async () => {
    kind = make();
    await kind.start();
  }, 60_000);

  afterAll(() => kind.stop());

  beforeEach(async () => {
    url = await kind.create();
    store = await openStore(url);
  });

  afterEach(() => store.close());

  const totals = async (from: number, to: number, now = to) =>
    (await store.tallies(['zoom'], { from, to }, now, 0)).get('zoom')!.total;

  it('opens once for all of several that start at the same time', async () => {
    const fresh = await kind.create();
    const stores = await Promise.allSettled([1, 2, 3, 4].map(() => openStore(fresh)));
    const open = stores.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value] : [],
    );
    // SQLite refuses to wait, so that who comes too early tries again.
    expect(open.length).toBeGreaterThan(0);
    const late = await openStore(fresh);
    await late.recordStatus(status(T, 'healthy', 'ok'));
    await Promise.all([late, ...open].map((each) => each.close()));
  });

  it('keeps results and gives them page by page, newest first', async () => {
    await store.appendResults([result(T), result(T + 1), result(T + 1), result(T + 2)]);
    const first = await store.results('zoom', { limit: 2 });
    const { at, number } = first.at(-1)!;
    const second = await store.results('zoom', { limit: 9, after: { at, id: String(number) } });
    expect([...first, ...second].map((each) => each.at - T)).toEqual([2, 1, 1, 0]);
  });

  it('does not count a result twice that is written twice', async () => {
    const one = result(T);
    await store.appendResults([one]);
    await store.appendResults([one, result(T + 5, { outcome: 'timeout' })]);
    expect(await totals(T, T + HOUR_MS)).toMatchObject({ checks: 2, failures: 1 });
  });

  it('counts no failure for a fault of our own', async () => {
    await store.appendResults([result(T, { outcome: 'check_failed' })]);
    expect(await totals(T, T + HOUR_MS)).toMatchObject({ checks: 1, failures: 0 });
  });

  it('opens an incident when an integration turns bad, and resolves it when it is well', async () => {
    expect(await store.recordStatus(status(T, 'healthy', 'ok'))).toBeUndefined();
    const opened = await store.recordStatus(status(T + 1000, 'degraded', 'timeout'));
    expect(opened).toMatchObject({
      event: { kind: 'opened', at: T + 1000, reason: 'timeout' },
      incident: { service: 'zoom', firstReason: 'timeout', firstEvidence: 'It is timeout' },
    });
    const changed = await store.recordStatus(status(T + 2000, 'degraded', 'vendor_error'));
    expect(changed!.event.kind).toBe('reason_changed');
    const resolved = await store.recordStatus(status(T + 3000, 'healthy', 'ok'));
    expect(resolved!.incident).toMatchObject({
      id: opened!.incident.id,
      reason: 'vendor_error',
      firstReason: 'timeout',
      resolvedAt: T + 3000,
    });
    const events = await store.incidentEvents(opened!.incident.id);
    expect(events.map(({ kind: what }) => what)).toEqual(['opened', 'reason_changed', 'resolved']);
  });

  it('neither opens nor resolves an incident for what is unknown', async () => {
    expect(await store.recordStatus(status(T, 'unknown', 'stale'))).toBeUndefined();
    await store.recordStatus(status(T + 1, 'unhealthy', 'not_configured'));
    expect(await store.recordStatus(status(T + 2, 'unknown', 'not_checked'))).toBeUndefined();
    expect(await store.incidents({ ...PAGE, state: 'open' })).toHaveLength(1);
  });

  it('changes nothing when a status is written again', async () => {
    const record = status(T, 'degraded', 'timeout');
    expect(await store.recordStatus(record)).toBeDefined();
    expect(await store.recordStatus(record)).toBeUndefined();
    expect(await store.recordStatus({ ...record, at: T + 5 })).toBeUndefined();
    expect(await store.intervals('zoom', { from: T, to: T + 10 })).toHaveLength(1);
  });

  it('takes what others write beside an incident back when the incident cannot be written', async () => {
    let failing = true;
    store.accompanyIncidents(async ({ incident }, transaction) => {
      await (transaction as Kysely<{ runs: Record<string, unknown> }>)
        .insertInto('runs')
        .values({ id: incident.id, host: 'x', pid: 1, started_at: 1, last_seen_at: 1 })
        .execute();
      if (failing) throw new Error('no');
    });
    const record = status(T, 'degraded', 'timeout');
    await expect(store.recordStatus(record)).rejects.toThrow('no');
    expect(await store.incidents(PAGE)).toEqual([]);
    expect(await store.intervals('zoom', { from: T, to: T + 1 })).toEqual([]);
    failing = false;
    expect(await store.recordStatus(record)).toMatchObject({ event: { kind: 'opened' } });
  });

  it('acknowledges an incident once, by whom and why', async () => {
    const { incident } = (await store.recordStatus(status(T, 'degraded', 'timeout')))!;
    const first = await store.acknowledge(incident.id, { at: T + 5, who: 'ann', note: 'on it' });
    expect(first!.incident).toMatchObject({ acknowledgedBy: 'ann', note: 'on it' });
    await store.acknowledge(incident.id, { at: T + 6, who: 'bob', note: 'me too' });
    expect(await store.incident(incident.id)).toMatchObject({ acknowledgedBy: 'ann' });
    expect(await store.incidents({ ...PAGE, state: 'acknowledged' })).toHaveLength(1);
    expect(await store.acknowledge('none', { at: T, who: 'x', note: '' })).toBeUndefined();
  });

  it('finds incidents by integration, state, time and page', async () => {
    for (const [index, service] of ['zoom', 'slack', 'zoom', 'zoom'].entries()) {
      await store.recordStatus(status(T + index * 10, 'degraded', 'timeout', service));
      if (index < 3) await store.recordStatus(status(T + index * 10 + 5, 'healthy', 'ok', service));
    }
    const found = async (query: object) =>
      (await store.incidents({ ...PAGE, ...query })).map(({ openedAt }) => openedAt - T);
    expect(await found({})).toEqual([30, 20, 10, 0]);
    expect(await found({ service: 'zoom' })).toEqual([30, 20, 0]);
    expect(await found({ state: 'open' })).toEqual([30]);
    expect(await found({ state: 'resolved' })).toEqual([20, 10, 0]);
    expect(await found({ from: T + 10, to: T + 30 })).toEqual([20, 10]);
    const [, second] = await store.incidents(PAGE);
    expect(await found({ after: { at: second!.openedAt, id: second!.id } })).toEqual([10, 0]);
  });

  it('adds up the incidents of a span: those that were open, began and ended in it', async () => {
    for (const [index, service] of ['zoom', 'slack', 'zoom', 'zoom'].entries()) {
      await store.recordStatus(status(T + index * 10, 'degraded', 'timeout', service));
      const ended = status(T + index * 10 + 5 + index, 'healthy', 'ok', service);
      if (index < 3) await store.recordStatus(ended);
    }
    const figures = async (from: number, to: number) =>
      Object.fromEntries(
        await store.incidentFigures(['zoom', 'slack'], { from: T + from, to: T + to }),
      );
    expect(await figures(0, 40)).toEqual({
      zoom: { incidents: 3, began: 3, ended: 2, endedMs: 5 + 7 },
      slack: { incidents: 1, began: 1, ended: 1, endedMs: 6 },
    });
    expect(await figures(22, 30)).toEqual({
      zoom: { incidents: 1, began: 0, ended: 1, endedMs: 7 },
    });
    expect(await figures(27, 31)).toEqual({
      zoom: { incidents: 2, began: 1, ended: 1, endedMs: 7 },
    });
    expect(await figures(28, 31)).toEqual({
      zoom: { incidents: 1, began: 1, ended: 0, endedMs: 0 },
    });
  });

  describe('variables', () => {
    const variables = (at: number, fingerprint: string | undefined, keyId = 'k') => ({
      service: 'zoom',
      at,
      keyId,
      variables: [
        {
          envVar: 'ZOOM_API_SECRET',
          ...(fingerprint && { fingerprint }),
        },
      ],
    });

    it.each([
      ['appeared', undefined, 'a'],
      ['vanished', 'a', undefined],
      ['rotated', 'a', 'b'],
    ] as const)('%s', async (change, before, after) => {
      expect(await store.recordConfiguration(variables(T, before))).toEqual([]);
      const changes = await store.recordConfiguration(variables(T + 1, after));
      expect(changes).toMatchObject([{ envVar: 'ZOOM_API_SECRET', at: T + 1, change }]);
      expect(await store.recordConfiguration(variables(T + 2, after))).toEqual([]);
      expect(await store.configurationChanges(PAGE)).toEqual(changes);
    });

    it('are not called rotated when the fingerprints have different keys', async () => {
      await store.recordConfiguration(variables(T, 'a', 'k1'));
      expect(await store.recordConfiguration(variables(T + 1, 'b', 'k2'))).toEqual([]);
      expect(await store.recordConfiguration(variables(T + 2, 'c', 'k2'))).toHaveLength(1);
    });
  });

  describe('after a run that was killed', () => {
    it('ends what lasted at the last known check, and counts the gap as not running', async () => {
      await store.beginRun(run('first', T));
      await store.recordStatus(status(T, 'healthy', 'ok'));
      await store.appendResults([result(T + 30_000), result(T + 60_000)]);
      await store.heartbeat(run('first', T), T + 65_000);
      await store.beginRun(run('second', T + 600_000));
      await store.recordStatus(status(T + 600_000, 'unknown', 'not_checked'));
      expect(await store.intervals('zoom', { from: T, to: T + HOUR_MS })).toMatchObject([
        { status: 'healthy', startedAt: T, endedAt: T + 60_000 },
        { status: 'unknown', startedAt: T + 600_000 },
      ]);
      expect((await totals(T, T + 700_000)).durations).toEqual({
        healthy: 6e4,
        unknown: 1e5,
        degraded: 0,
        unhealthy: 0,
      });
    });

    it('ends what is never checked at its last sign of life', async () => {
      await store.beginRun(run('first', T));
      await store.recordStatus(status(T, 'unhealthy', 'not_configured'));
      await store.heartbeat(run('first', T), T + 65_000);
      await store.beginRun(run('second', T + 600_000));
      const [interval] = await store.intervals('zoom', { from: T, to: T + HOUR_MS });
      expect(interval).toMatchObject({ endedAt: T + 65_000 });
    });

    it('goes on with an incident that still lasts, without the time in which nobody looked', async () => {
      await store.beginRun(run('first', T));
      await store.recordStatus(status(T, 'degraded', 'timeout'));
      await store.appendResults([result(T + 60_000, { status: 'degraded', outcome: 'timeout' })]);
      await store.beginRun(run('second', T + 600_000));
      expect(await store.recordStatus(status(T + 601_000, 'degraded', 'timeout'))).toBeUndefined();
      const resolved = await store.recordStatus(status(T + 700_000, 'healthy', 'ok'));
      expect(resolved!.incident).toMatchObject({ openedAt: T, notRunningMs: 540_000 });
      const figures = await store.incidentFigures(['zoom'], { from: T, to: T + 800_000 });
      expect(figures.get('zoom')).toMatchObject({ ended: 1, endedMs: 160_000 });
    });

    it('leaves everything to another run that still lives', async () => {
      await store.beginRun(run('first', T, { pid: process.ppid }));
      await store.recordStatus(status(T, 'healthy', 'ok'));
      await store.beginRun(run('second', T + 600_000));
      await store.endRun(run('second', T + 600_000), T + 700_000);
      expect(await store.intervals('zoom', { from: T, to: T + HOUR_MS })).toEqual([
        { service: 'zoom', startedAt: T, status: 'healthy', reason: 'ok' },
      ]);
    });
  });

  it('ends what lasts when the last run ends', async () => {
    await store.beginRun(run('only', T));
    await store.recordStatus(status(T, 'healthy', 'ok'));
    await store.endRun(run('only', T), T + 5000);
    expect((await totals(T, T + HOUR_MS)).durations.healthy).toBe(5000);
  });

  it('adds up the same, rolled up or not, and again after late news', async () => {
    await store.recordStatus(status(T + 1000, 'healthy', 'ok'));
    await store.recordStatus(status(T + 30 * HOUR_MS, 'degraded', 'timeout'));
    await store.appendResults([result(T + 2000), result(T + 30 * HOUR_MS, { latencyMs: 900 })]);
    const now = T + 60 * HOUR_MS + 123;
    const spans = [
      [T, now],
      [T + 5000, T + 31 * HOUR_MS + 7],
      [T + DAY_MS, T + 2 * DAY_MS],
    ] as const;
    const read = () => Promise.all(spans.map(([from, to]) => totals(from, to, now)));
    const before = await read();
    while (await store.rollUp('zoom', now)) continue;
    expect(await read()).toEqual(before);
    // A clock that was set back: what was rolled up since then is not true any more.
    await store.recordStatus(status(T + 20 * HOUR_MS, 'healthy', 'ok'));
    expect((await totals(T, now, now)).durations).toMatchObject({ degraded: 0 });
    while (await store.rollUp('zoom', now)) continue;
    expect((await totals(T, now, now)).durations).toMatchObject({
      healthy: now - T - 1000,
      degraded: 0,
    });
  });

  it('gives every day its own part', async () => {
    await store.recordStatus(status(T + 22 * HOUR_MS, 'degraded', 'timeout'));
    const tally = await store.tallies(['zoom'], { from: T, to: T + 2 * DAY_MS }, T + DAY_MS, 0);
    expect([...tally.get('zoom')!.days].map(([day, { degraded }]) => [day, degraded])).toEqual([
      [T, 2 * HOUR_MS],
    ]);
  });

  it('removes what is too old in small steps, and nothing else', async () => {
    const now = T + 400 * DAY_MS;
    await store.recordStatus(status(T, 'degraded', 'timeout'));
    await store.recordStatus(status(T + 1000, 'healthy', 'ok'));
    await store.recordStatus(status(now - DAY_MS, 'degraded', 'timeout'));
    await store.appendResults(Array.from({ length: 1200 }, (_, index) => result(T + index)));
    await store.appendResults([result(now - 1000)]);
    await store.rollUp('zoom', now);
    const audit = { who: 'ann', operation: 'GET /', httpStatus: 200, requests: 1, requestId: 'r' };
    await store.appendAudit([
      { at: T, ...audit },
      { at: now, ...audit },
    ]);
    let steps = 0;
    while (await store.prune(RETENTION, now)) steps += 1;
    expect(steps).toBeGreaterThan(3);
    expect(await store.results('zoom', PAGE)).toHaveLength(1);
    expect(await store.audit(PAGE)).toMatchObject([{ at: now, who: 'ann' }]);
    expect(await store.incidents(PAGE)).toHaveLength(1);
    expect(await totals(T, T + DAY_MS, now)).toMatchObject({ checks: 0 });
  });

  it('keeps everything when it is closed and opened again', async () => {
    await store.recordStatus(status(T, 'degraded', 'timeout'));
    await store.close();
    await store.open();
    expect(await store.incidents({ ...PAGE, state: 'open' })).toHaveLength(1);
  });
});
