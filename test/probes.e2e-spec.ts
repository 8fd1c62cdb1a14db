import { Injectable, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import type { IntegrationKey } from '../src/integrations/integrations.catalog';
import { boot, type Booted, type BootOptions } from './helpers/boot';
import { KEYS, SERVICES } from './helpers/contract';
import { eventually } from './helpers/eventually';

const ALL_DOWN = Object.fromEntries(KEYS.map((key) => [key, 'server_error'])) as Record<
  IntegrationKey,
  string
>;

let booted: Booted;
const start = async (options: BootOptions = {}) => {
  booted = await boot(options);
  // Every verdict is there once this has been answered.
  await booted.http.get('/api/integrations/health');
};
afterEach(() => booted.close());

describe('GET /health/live', () => {
  it.each<[string, BootOptions]>([
    ['all is well', {}],
    ['all ten vendors are down', { scenarios: ALL_DOWN }],
    ['nothing is configured', { configured: [] }],
  ])('is 200 in the form of Terminus when %s', async (_case, options) => {
    await start(options);
    const { status, body } = await booted.http.get('/health/live');
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'ok', info: {}, error: {}, details: {} });
  });

  it('does not wait for vendors', async () => {
    booted = await boot({ delays: { zoom: 4000, slack: 4000 } });
    for (const path of ['/health/live', '/health/ready', '/health/integrations']) {
      // oxlint-disable-next-line no-await-in-loop -- one probe after the other
      expect((await booted.http.get(path)).status).toBe(200);
    }
    const { body } = await booted.http.get('/health/integrations');
    expect(body.details.zoom).toEqual({ status: 'degraded', reason: 'not_checked' });
  });
});

describe('GET /health/ready', () => {
  const ready = () => booted.http.get('/health/ready');

  it('is 200 with all ten vendors down', async () => {
    await start({ scenarios: ALL_DOWN });
    const { status, body } = await ready();
    expect(status).toBe(200);
    expect(body.status).toBe('ok');
    expect(body.details).toEqual({ service: { status: 'up' }, store: { status: 'up' } });
  });

  it.each<[number, BootOptions]>([
    [200, {}],
    [503, { scenarios: { slack: 'server_error' } }],
    [503, { scenarios: { zoom: 'wrong_secret' } }],
    [503, { configured: ['zoom'] }],
    [200, { scenarios: { github: 'server_error' } }],
    // No verdict is not a failure.
    [200, { scenarios: { slack: 'token_endpoint_limited' } }],
  ])('is %i with slack and zoom required and %j', async (expected, options) => {
    const known = { ...options, env: { READINESS_INTEGRATIONS: 'slack, zoom' } };
    await start(known);
    const { status, body } = await ready();
    expect(status).toBe(expected);
    expect(body.status).toBe(expected === 200 ? 'ok' : 'error');
    expect(Object.keys(body.details)).toEqual(expect.arrayContaining(['slack', 'zoom']));
    expect(Object.keys(body.details)).not.toContain('github');
    expect(Object.keys(body.error)).toHaveLength(expected === 200 ? 0 : 1);
  });
});

describe('while the service shuts down', () => {
  @Injectable()
  class DrainingQueue implements BeforeApplicationShutdown {
    readonly drained = Promise.withResolvers<void>();

    beforeApplicationShutdown(): Promise<void> {
      return this.drained.promise;
    }
  }

  @Module({ providers: [DrainingQueue] })
  class ProductModule {}

  it('is alive, but not ready for more', async () => {
    await start({ modules: [ProductModule] });
    const closed = booted.app.close();
    const ready = await eventually(
      () => booted.http.get('/health/ready'),
      ({ status }) => status !== 200,
    );
    expect(ready.status).toBe(503);
    expect(ready.body).toMatchObject({ status: 'error', error: { service: { status: 'down' } } });
    await booted.http.get('/health/live').expect(200);
    await booted.http.get('/api/integrations/config').expect(200);
    booted.app.get(DrainingQueue).drained.resolve();
    await closed;
  });
});

describe('GET /health/integrations', () => {
  it('reports all ten in the words of Terminus', async () => {
    await start({
      configured: ['zoom', 'notion', 'trello'],
      scenarios: { notion: 'wrong_secret', trello: 'missing_parameters' },
    });
    const { status, body } = await booted.http.get('/health/integrations');
    expect(status).toBe(503);
    expect(body.status).toBe('error');
    expect(Object.keys(body.details).sort()).toEqual([...KEYS].sort());
    expect(body.details).toMatchObject({
      zoom: { status: 'up', reason: 'ok' },
      notion: { status: 'down', reason: 'credentials_rejected' },
      trello: { status: 'degraded', reason: 'check_failed' },
      stripe: { status: 'down', reason: 'not_configured' },
    });
    expect(Object.keys(body.error).sort()).toEqual(
      KEYS.filter((key) => key !== 'zoom' && key !== 'trello').sort(),
    );
  });

  it('is 200 when all are up, or have no verdict', async () => {
    await start({ scenarios: { trello: 'missing_parameters' } });
    const { status, body } = await booted.http.get('/health/integrations');
    expect(status).toBe(200);
    expect(body.details.trello.status).toBe('degraded');
    expect(body.error).toEqual({});
  });
});

it.each<[string, BootOptions]>([
  ['nothing is configured', { configured: [] }],
  ['all are down', { scenarios: ALL_DOWN }],
  ['all are refused', { scenarios: Object.fromEntries(KEYS.map((key) => [key, 'wrong_secret'])) }],
])('no probe shows names of variables, messages or addresses when %s', async (_case, options) => {
  await start({ ...options, env: { READINESS_INTEGRATIONS: KEYS.join(',') } });
  for (const path of ['/health/live', '/health/ready', '/health/integrations']) {
    // oxlint-disable-next-line no-await-in-loop -- one probe after the other
    const { text } = await booted.http.get(path);
    expect(text).not.toMatch(/[A-Z]{2,}|https?:|127\.0\.0\.1|localhost|message|refused|answered/);
    for (const { name, variables } of SERVICES) {
      for (const word of [name, ...variables]) expect(text).not.toContain(word);
    }
  }
});
