import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { boot, type Booted } from '../helpers/boot';

const HTML = 'text/html,application/xhtml+xml,*/*;q=0.8';

describe('the pages', () => {
  let service: Booted;

  beforeAll(async () => {
    service = await boot({ env: { API_KEYS: 'alice:reader-key' } });
  });
  afterAll(() => service.close());

  it.each(['/', '/integrations/zoom', '/incidents', '/incidents/1', '/alerts'])(
    '%s is served without a key, for it holds no data',
    async (path) => {
      const response = await service.http.get(path).set('Accept', HTML).expect(200);
      expect(response.headers['content-type']).toContain('text/html');
      expect(response.headers['cache-control']).toBe('no-cache');
      expect(response.text).toContain('<div id="root">');
    },
  );

  it('lets no script or style run that is not a file of the service', async () => {
    const response = await service.http.get('/').expect(200);
    const policy = response.headers['content-security-policy'] as string;
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(response.text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=/);
    expect(response.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
  });

  it('stays usable over plain HTTP', async () => {
    const response = await service.http.get('/');
    expect(response.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  });

  it('keeps files with hashed names for ever, packed as the browser takes them', async () => {
    const page = await service.http.get('/');
    const path = /src="(\/assets\/[^"]+\.js)"/.exec(page.text)![1]!;
    const plain = await service.http.get(path).set('Accept-Encoding', 'identity').expect(200);
    expect(plain.headers['cache-control']).toContain('immutable');
    for (const encoding of ['br', 'gzip']) {
      const packed = await fetch(service.url + path, { headers: { 'Accept-Encoding': encoding } });
      expect(packed.headers.get('content-encoding')).toBe(encoding);
      expect(Number(packed.headers.get('content-length'))).toBeLessThan(plain.text.length / 2);
      expect(await packed.text()).toBe(plain.text);
    }
  });

  it('loads less than 150 KB of JavaScript, all pages together', () => {
    const folder = join(__dirname, '../../dist/client/assets');
    const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
    const sizes = scripts.map((name) => gzipSync(readFileSync(join(folder, name))).length);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(150_000);
  });

  it('sends a page again only when it changed', async () => {
    const { etag } = (await service.http.get('/')).headers;
    await service.http.get('/').set('If-None-Match', etag!).expect(304);
    await service.http.get('/').set('If-None-Match', '"other"').expect(200);
  });

  it.each(['/assets/none.js', '/assets/..%2findex.html', '/assets/..%2f..%2fmain.js', '/none.svg'])(
    '%s is no file of the client',
    (path) => service.http.get(path).expect(404),
  );

  it('answers people a page for an unknown path, and programs a problem', async () => {
    const signedOut = await service.http.get('/no/such/page').set('Accept', HTML).expect(401);
    expect(signedOut.text).toContain('<div id="root">');
    const page = await service.http
      .get('/no/such/page')
      .set('Accept', HTML)
      .set('X-API-Key', 'reader-key')
      .expect(404);
    expect(page.text).toContain('<div id="root">');
    await service.http.get('/integrations/foo').set('Accept', HTML).expect(404);
    const problem = await service.http
      .get('/no/such/page')
      .set('X-API-Key', 'reader-key')
      .expect(404);
    expect(problem.headers['content-type']).toContain('application/problem+json');
    const api = await service.http
      .get('/api/none/of/that')
      .set('Accept', HTML)
      .set('X-API-Key', 'reader-key')
      .expect(404);
    expect(api.headers['content-type']).toContain('application/problem+json');
  });

  it.each([
    '/api/integrations',
    '/api/integrations/stream',
    '/api/integrations/zoom/latency',
    '/api/integrations/uptime',
    '/api/integrations/incidents',
  ])('%s needs a key', (path) => service.http.get(path).expect(401));
});

describe('the data behind the pages', () => {
  let service: Booted;

  beforeAll(async () => {
    service = await boot({ configured: ['zoom', 'stripe'], scenarios: { stripe: 'wrong_secret' } });
    await service.http.get('/api/integrations/health');
  });
  afterAll(() => service.close());

  it('lists all integrations in the order of the catalog', async () => {
    const { body } = await service.http.get('/api/integrations').expect(200);
    expect(
      body.integrations.map(({ service: key }: { service: string }) => key).slice(0, 4),
    ).toEqual(['zoom', 'notion', 'trello', 'stripe']);
    expect(body.integrations[0]).toMatchObject({
      name: 'Zoom',
      status: 'healthy',
      reason: 'ok',
      configured: true,
      is_mock: true,
      is_critical: true,
      protected_routes: ['/api/zoom/create-meeting'],
    });
    expect(body.integrations[3]).toMatchObject({
      status: 'degraded',
      reason: 'credentials_rejected',
    });
    expect(body.integrations[1]).toMatchObject({
      configured: false,
      missing_env_vars: ['NOTION_CLIENT_ID', 'NOTION_CLIENT_SECRET'],
    });
  });

  it('tells latency by slots of time, without gaps', async () => {
    const measured = async () => {
      const { body } = await service.http.get('/api/integrations/zoom/latency').expect(200);
      return body as { slot_seconds: number; points: { at: string; p50: number | null }[] };
    };
    let series = await measured();
    // The results are written behind the answers' back.
    while (series.points.every(({ p50 }) => p50 === null)) {
      await delay(100);
      series = await measured();
    }
    const times = series.points.map(({ at }) => Date.parse(at) / 1000);
    const steps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(new Set(steps)).toEqual(new Set([series.slot_seconds]));
    expect(series.points.at(-1)!.p50).toBeGreaterThan(0);
  });

  it.each(['1h', 'day', ''])('refuses the window %p by name', async (window) => {
    const { body } = await service.http
      .get('/api/integrations/zoom/latency')
      .query({ window })
      .expect(400);
    expect(body.errors[0].field).toBe('window');
  });

  it('knows no latency of an unknown integration', () =>
    service.http.get('/api/integrations/foo/latency').expect(404));
});

describe('the page for everybody', () => {
  it('does not exist unless it is asked for', async () => {
    const service = await boot();
    await service.http.get('/status').set('Accept', HTML).expect(404);
    await service.http.get('/status/data').expect(404);
    await service.close();
  });

  it('shows names, statuses and days without a key, and nothing of why', async () => {
    const service = await boot({
      env: { PUBLIC_STATUS_PAGE: 'true', API_KEYS: 'reader-key' },
      configured: ['zoom', 'stripe'],
      scenarios: { stripe: 'wrong_secret' },
    });
    await service.http.get('/api/integrations/health').set('X-API-Key', 'reader-key');
    await service.http.get('/status').set('Accept', HTML).expect(200);
    const { body, text } = await service.http.get('/status/data').expect(200);
    const statuses = Object.fromEntries(
      body.services.map((one: { service: string; status: string }) => [one.service, one.status]),
    );
    expect(statuses).toMatchObject({ zoom: 'healthy', stripe: 'degraded', slack: 'degraded' });
    expect(body.services[0].days).toHaveLength(90);
    expect(text).not.toMatch(/credential|configured|STRIPE|SLACK|reason|message|evidence/);
    await service.close();
  });
});
