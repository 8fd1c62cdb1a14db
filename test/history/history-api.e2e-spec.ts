import { HistoryWriter } from '../../src/history/history-writer.service';
import type { StatusRecord } from '../../src/history/records';
import { boot, type Booted } from '../helpers/boot';
import { eventually } from '../helpers/eventually';
import { result } from './record';
import { DATABASE_KINDS, openStore, type DatabaseKind } from './stores';

const MINUTE = 60_000;
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const KEYS = { API_KEYS: 'reader-key-1', OPERATOR_KEYS: 'operator-key-1' };
const AS_OPERATOR = { 'X-API-Key': 'operator-key-1' };
const AS_READER = { 'X-API-Key': 'reader-key-1' };

function status(at: number, is: StatusRecord['status'], reason: StatusRecord['reason']) {
  return { service: 'zoom', at, status: is, reason, evidence: `Zoom is ${reason}` };
}

/** Nothing is configured, so that all history of zoom is what the test and the start write. */
async function bootEmpty(url: string, env = {}): Promise<Booted> {
  const service = await boot({
    configured: [],
    env: { DATABASE_URL: url, CHECK_INTERVAL_SECONDS: '3600', ...env },
  });
  const writer = service.app.get(HistoryWriter);
  await writer.opened(10_000);
  await eventually(
    () => writer.depth,
    (depth) => depth === 0,
  );
  return service;
}

describe.each(DATABASE_KINDS)('the history API on %s', (_name, make) => {
  let kind: DatabaseKind;
  let service: Booted;
  let now: number;
  let openId: string;
  let resolvedId: string;

  beforeAll(async () => {
    kind = make();
    await kind.start();
    const url = await kind.create();
    const store = await openStore(url);
    now = Date.now();
    const since = (minutes: number) => now - minutes * MINUTE;
    const variables = (at: number, fingerprint: string) => ({
      service: 'zoom',
      at,
      keyId: 'k',
      variables: [{ envVar: 'ZOOM_API_SECRET', fingerprint }],
    });
    await store.recordConfiguration({ ...variables(since(60), 'a') });
    await store.recordConfiguration({ ...variables(since(31) + 20_000, 'b') });
    await store.recordStatus(status(since(50), 'healthy', 'ok'));
    const opened = await store.recordStatus(status(since(30), 'degraded', 'credentials_rejected'));
    await store.recordStatus(status(since(29), 'degraded', 'vendor_error'));
    await store.recordStatus(status(since(20), 'healthy', 'ok'));
    await store.recordStatus(status(since(15), 'unknown', 'stale'));
    const second = await store.recordStatus(status(since(10), 'degraded', 'timeout'));
    resolvedId = opened!.incident.id;
    openId = second!.incident.id;
    await store.appendResults([
      result(since(45)),
      result(since(40), { latencyMs: 400 }),
      result(since(30), { status: 'degraded', outcome: 'credentials_rejected' }),
      result(since(25), { status: 'degraded', outcome: 'vendor_error' }),
      result(since(20)),
      result(since(1), { status: 'degraded', outcome: 'timeout' }),
    ]);
    await store.close();
    service = await bootEmpty(url, KEYS);
  }, 60_000);

  afterAll(async () => {
    await service.close();
    await kind.stop();
  });

  const get = (path: string, headers = AS_READER) => service.http.get(path).set(headers);
  const body = async (path: string, headers = AS_READER) => {
    const response = await get(path, headers);
    expect({ path, status: response.status, problem: response.body.detail }).toEqual({
      path,
      status: 200,
      problem: undefined,
    });
    return response.body;
  };

  it('gives results page by page', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await body(`/api/integrations/zoom/history?limit=2${cursor}`);
      seen.push(...page.results.map(({ at }: { at: string }) => at));
      cursor = page.next_cursor && `&cursor=${page.next_cursor}`;
    } while (cursor);
    expect(seen).toHaveLength(6);
    expect(seen).toEqual(seen.toSorted().toReversed());
  });

  it('tells of each check what was found and what was held', async () => {
    const from = new Date(now - 27 * MINUTE).toISOString();
    const to = new Date(now - 22 * MINUTE).toISOString();
    const { results } = await body(`/api/integrations/zoom/history?from=${from}&to=${to}`);
    expect(results).toEqual([
      {
        at: new Date(now - 25 * MINUTE).toISOString(),
        status: 'degraded',
        reason: 'ok',
        outcome: 'vendor_error',
        latency_ms: 100,
        duration_ms: 120,
        credentials_checked: true,
      },
    ]);
  });

  it('gives status intervals page by page', async () => {
    const first = await body('/api/integrations/zoom/history?view=intervals&limit=3');
    const rest = await body(
      `/api/integrations/zoom/history?view=intervals&cursor=${first.next_cursor}`,
    );
    const all = [...first.intervals, ...rest.intervals];
    // The service itself found the variables missing when it started.
    expect(all.map((each) => each.reason)).toEqual(
      expect.arrayContaining(['timeout', 'stale', 'ok', 'vendor_error', 'credentials_rejected']),
    );
    const gaps = all.slice(1).filter(({ to }, index) => to !== all[index].from);
    expect(gaps.map(({ to }) => to)).toEqual([new Date(now - MINUTE).toISOString()]);
  });

  it('adds up seconds to the window, and says how much was unknown', async () => {
    const uptime = await body('/api/integrations/zoom/uptime?window=1h');
    const { seconds } = uptime;
    const sum = Object.values<number>(seconds).reduce((a, b) => a + b, 0);
    expect(sum).toBe(3600);
    expect(Math.abs(seconds.unknown - 300)).toBeLessThan(3);
    expect(Math.abs(seconds.not_running - 660)).toBeLessThan(20);
    expect(uptime).toMatchObject({
      service: 'zoom',
      window: '1h',
      checks: 6,
      failures: 3,
      incidents: 2,
      mttr_seconds: 600,
    });
    expect(uptime.uptime_percentage).toBeCloseTo((100 * 25) / 44, 0);
    expect(uptime.latency_ms.p50).toBeCloseTo(100, -1);
    expect(uptime.days.at(-1).worst_status).toMatch(/degraded|unhealthy/);
  });

  it('gives the uptime of all, and the same for one', async () => {
    const { services, window } = await body('/api/integrations/uptime');
    expect(window).toBe('24h');
    expect(Object.keys(services)).toHaveLength(10);
    expect(services.zoom).toMatchObject({ checks: 6, incidents: 2 });
    expect(services.slack.seconds.not_configured).toBeLessThan(60);
    expect(services.slack.latency_ms).toEqual({ p50: null, p95: null, p99: null });
  });

  it('knows aliases', async () => {
    expect((await body('/api/integrations/google-drive/uptime')).service).toBe('googledrive');
  });

  it('finds incidents by state and integration', async () => {
    const ids = async (query: string) =>
      (await body(`/api/integrations/incidents?service=zoom&${query}`)).incidents.map(
        ({ id }: { id: string }) => id,
      );
    expect(await ids('state=resolved')).toEqual([resolvedId]);
    expect(await ids('state=open')).toEqual([openId]);
    expect(await ids('window=1h&limit=1')).toEqual([openId]);
    const { next_cursor: cursor } = await body('/api/integrations/incidents?service=zoom&limit=1');
    expect(await ids(`cursor=${cursor}`)).toEqual([resolvedId]);
  });

  it('tells an incident with what had just changed', async () => {
    const { incident, observation, preceding_changes, timeline } = await body(
      `/api/integrations/incidents/${resolvedId}`,
    );
    expect(incident).toMatchObject({
      state: 'resolved',
      service: 'zoom',
      reason: 'vendor_error',
      first_reason: 'credentials_rejected',
      first_evidence: 'Zoom is credentials_rejected',
      duration_seconds: 600,
    });
    expect(observation).toBe('credentials rejected 40 s after ZOOM_API_SECRET was rotated');
    expect(preceding_changes).toMatchObject([{ env_var: 'ZOOM_API_SECRET', seconds_before: 40 }]);
    expect(timeline.map(({ kind: what }: { kind: string }) => what)).toEqual([
      'result',
      'configuration_changed',
      'result',
      'opened',
      'reason_changed',
      'result',
      'result',
      'resolved',
    ]);
  });

  it('lists changed variables by name', async () => {
    const { changes } = await body('/api/integrations/config/changes?service=zoom');
    expect(changes).toContainEqual({
      at: new Date(now - 31 * MINUTE + 20_000).toISOString(),
      service: 'zoom',
      env_var: 'ZOOM_API_SECRET',
      change: 'rotated',
    });
    expect(JSON.stringify(changes)).not.toContain('fingerprint');
  });

  it('lets operators acknowledge, once, and shows by whom', async () => {
    const path = `/api/integrations/incidents/${openId}/acknowledge`;
    const act = (note: unknown, headers = AS_OPERATOR) =>
      service.http.post(path).set(headers).send({ note });
    expect((await act('x', AS_READER)).status).toBe(403);
    expect((await act('')).body.detail).toContain('note: ');
    expect((await act('nul \u0000')).body.detail).toContain('note: ');
    const { body: acknowledged, status: code } = await act('on it; key operator-key-1');
    expect(code).toBe(200);
    expect(acknowledged.incident).toMatchObject({
      state: 'acknowledged',
      acknowledged_by: 'operator-1',
      note: 'on it; key [redacted]',
    });
    expect((await act('again')).body.incident.note).toBe('on it; key [redacted]');
    const resolved = `/api/integrations/incidents/${resolvedId}/acknowledge`;
    expect((await service.http.post(resolved).set(AS_OPERATOR).send({ note: 'x' })).status).toBe(
      409,
    );
  });

  it('keeps the audit trail for operators', async () => {
    expect((await get('/api/audit')).status).toBe(403);
    await service.http.post('/api/integrations/slack/check').set(AS_OPERATOR).expect(200);
    let records: Record<string, unknown>[] = [];
    for (const end = Date.now() + 8000; Date.now() < end;) {
      ({ records } = await body('/api/audit?window=1h', AS_OPERATOR));
      if (records.some(({ operation }) => String(operation).endsWith('/check'))) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(records).toContainEqual(
      expect.objectContaining({
        who: 'operator-1',
        role: 'operator',
        operation: 'POST /api/integrations/:service/check',
        service: 'slack',
        http_status: 200,
        requests: 1,
      }),
    );
  });

  it.each([
    ['/api/integrations/zoom/badge.svg', 'Zoom'],
    ['/api/integrations/zoom/badge.svg?window=1h', 'in 1h'],
  ])('draws %s', async (path, text) => {
    const response = await get(path);
    expect(response.headers['content-type']).toContain('image/svg+xml');
    expect(response.headers['cache-control']).toBe('max-age=30');
    const svg = String(response.body);
    expect(svg).toMatch(/^<svg /);
    expect(svg).toContain(text);
    expect(svg).toContain('not configured');
  });

  it.each([
    [404, '/api/integrations/foo/history', 'foo'],
    [404, '/api/integrations/foo/uptime', 'foo'],
    [404, '/api/integrations/foo/badge.svg', 'foo'],
    [404, `/api/integrations/incidents/${UNKNOWN_ID}`, UNKNOWN_ID],
    [404, '/api/integrations/incidents/nothing%00', 'incident'],
    [400, '/api/integrations/incidents?service=foo', 'service: '],
    [400, '/api/integrations/incidents?service=zoom&service=slack', 'service: '],
    [400, '/api/integrations/incidents?state=closed', 'state: '],
    [400, '/api/integrations/incidents?cursor=zzz', 'cursor: '],
    [400, '/api/integrations/zoom/history?cursor=%00', 'cursor: '],
    [400, '/api/integrations/zoom/history?cursor=MS5h', 'cursor: '],
    [400, '/api/integrations/zoom/history?view=all', 'view: '],
    [400, '/api/integrations/zoom/history?limit=0', 'limit: '],
    [400, '/api/integrations/zoom/history?limit=1001', 'limit: '],
    [400, '/api/integrations/zoom/history?limit=1.5', 'limit: '],
    [400, '/api/integrations/zoom/history?limit=many', 'limit: '],
    [400, '/api/integrations/zoom/history?from=yesterday', 'from: '],
    [400, '/api/integrations/zoom/history?from=2026-02-30', 'from: '],
    [400, '/api/integrations/zoom/history?to=2026-W05', 'to: '],
    [400, '/api/integrations/zoom/history?from=2026-02-02&to=2026-02-01', 'to: '],
    [400, '/api/integrations/uptime?window=2d', 'window: '],
    [400, '/api/integrations/uptime?window=1h&from=2026-02-02', 'window: '],
    [400, '/api/integrations/zoom/uptime?limit=5', 'limit: '],
    [400, '/api/integrations/zoom/badge.svg?window=forever', 'window: '],
    [400, '/api/integrations/config/changes?service=foo', 'service: '],
  ])('answers %i to %s, and names it', async (code, path, named) => {
    const response = await get(path);
    expect(response.status).toBe(code);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.body.detail).toContain(named);
  });
});
