import { INTEGRATION_KEYS } from '../src/integrations/integrations.catalog';
import { REASONS, STATUSES } from '../src/core/status';
import { boot, type Booted, type BootOptions } from './helpers/boot';
import { eventually } from './helpers/eventually';
import { describeWith, runTool } from './helpers/debian-tool';

let service: Booted | undefined;

async function start(options: BootOptions = {}): Promise<Booted> {
  service = await boot(options);
  await service.http.get('/api/integrations/health').expect(200);
  return service;
}

afterEach(async () => {
  await service?.close();
  service = undefined;
});

/** The samples of one metric: labels as written to value. */
async function samples({ http }: Booted, name: string): Promise<Record<string, number>> {
  const { text } = await http.get('/metrics').expect(200);
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`));
  return Object.fromEntries(
    lines.map((line) => {
      const [, labels, value] = /^\w+\{(.*)\} (\S+)$/.exec(line)!;
      return [labels, Number(value)];
    }),
  );
}

const MEETING = { topic: 'Weekly', start_time: '2026-02-05T15:00:00Z', duration: 30 };

describe('GET /metrics', () => {
  it('tells status, reason and configuration of every integration as state sets', async () => {
    const running = await start({
      configured: INTEGRATION_KEYS.filter((key) => key !== 'slack'),
      scenarios: { stripe: 'wrong_secret' },
    });
    const status = await samples(running, 'integration_status');
    expect(Object.keys(status)).toHaveLength(INTEGRATION_KEYS.length * STATUSES.length);
    expect(status).toMatchObject({
      'integration="zoom",status="healthy"': 1,
      'integration="zoom",status="degraded"': 0,
      'integration="stripe",status="degraded"': 1,
      'integration="slack",status="unhealthy"': 1,
    });
    const reason = await samples(running, 'integration_reason');
    expect(Object.keys(reason)).toHaveLength(INTEGRATION_KEYS.length * REASONS.length);
    expect(reason).toMatchObject({
      'integration="stripe",reason="credentials_rejected"': 1,
      'integration="stripe",reason="ok"': 0,
    });
    expect(await samples(running, 'integration_configured')).toMatchObject({
      'integration="zoom"': 1,
      'integration="slack"': 0,
    });
  });

  it('counts probes and checks from before anybody asked for metrics', async () => {
    const running = await start({ configured: ['zoom'] });
    const probes = await samples(running, 'integration_probes_sent_total');
    expect(probes).toMatchObject({
      'integration="zoom",kind="api"': 1,
      'integration="zoom",kind="credentials"': 1,
      'integration="slack",kind="api"': 0,
    });
    expect(await samples(running, 'integration_check_duration_seconds_count')).toEqual({
      'integration="zoom",outcome="accepted"': 1,
    });
    const age = await samples(running, 'integration_last_check_age_seconds');
    expect(Object.keys(age)).toEqual(['integration="zoom"']);
    expect(age['integration="zoom"']).toBeLessThan(30);
  });

  it("counts the guard's decisions by outcome", async () => {
    const running = await start({ scenarios: { zoom: 'wrong_secret' } });
    await running.http.post('/api/zoom/create-meeting').send(MEETING).expect(503);
    await running.http.post('/api/zoom/create-meeting').send(MEETING).expect(503);
    expect(await samples(running, 'integration_guard_decisions_total')).toMatchObject({
      'integration="zoom",outcome="allowed"': 0,
      'integration="zoom",outcome="refused"': 2,
      'integration="zoom",outcome="undecided"': 0,
      'integration="slack",outcome="refused"': 0,
    });
  });

  it('counts incidents by the reason that they opened with, alerts, history and audit', async () => {
    const running = await start({
      configured: INTEGRATION_KEYS.filter((key) => key !== 'slack'),
      env: { CONFIRM_AFTER_MS: '0', ALERTMANAGER_URL: 'http://127.0.0.1:9' },
    });
    const opened = 'integration_incidents_opened_total';
    const incidents = () => samples(running, opened);
    const slack = 'integration="slack",reason="not_configured"';
    const counted = await eventually(incidents, (found) => found[slack] === 1);
    expect(counted).toMatchObject({ [slack]: 1, 'integration="zoom",reason="timeout"': 0 });
    expect(Object.keys(counted)).toHaveLength(INTEGRATION_KEYS.length * REASONS.length);
    const pending = () => samples(running, 'alerts_pending');
    const channel = 'channel="alertmanager"';
    expect(await eventually(pending, (found) => found[channel]! > 0)).toEqual({
      [channel]: expect.any(Number),
    });
    expect(await samples(running, 'alerts_parked')).toEqual({ [channel]: 0 });
    expect(await samples(running, 'alerts_delivered_total')).toEqual({ [channel]: 0 });
    const { text } = await running.http.get('/metrics');
    expect(text).toMatch(/^history_queue_depth \d+$/m);
    expect(text).toMatch(/^history_dropped_total 0$/m);
    expect(text).toMatch(/^history_store_usable 1$/m);
    expect(text).toMatch(/^audit_records_total [1-9]\d*$/m);
  });

  it('tells the build and the lag of the event loop', async () => {
    const { http } = await start({ configured: [] });
    const { text } = await http.get('/metrics');
    expect(text).toMatch(/^integration_health_build_info\{version="[\d.]+",node="v\d+[^"]*"\} 1$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds \S+$/m);
  });

  it('needs a key when keys are set', async () => {
    const { http } = await start({ configured: [], env: {} });
    await http.get('/metrics').expect(200);
    await service!.close();
    service = await boot({ configured: [], env: { API_KEYS: 'reader-key' } });
    await service.http.get('/metrics').expect(401);
    await service.http.get('/metrics').set('X-API-Key', 'reader-key').expect(200);
  });

  it('carries no secret, address or message', async () => {
    const { http, sandbox } = await start({ scenarios: { stripe: 'wrong_secret' } });
    const { text } = await http.get('/metrics');
    expect(text).not.toContain(sandbox.url);
    expect(text).not.toContain('renew');
  });
});

describeWith('promtool', 'the metrics under promtool check metrics', (promtool) => {
  it('follow the conventions of Prometheus', async () => {
    const { http } = await start({ scenarios: { zoom: 'wrong_secret' } });
    await http.post('/api/zoom/create-meeting').send(MEETING).expect(503);
    const { text } = await http.get('/metrics');
    expect(runTool(promtool, ['check', 'metrics'], text)).toEqual({ status: 0, output: '' });
  });
});
