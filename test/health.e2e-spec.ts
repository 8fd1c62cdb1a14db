import type { IntegrationKey } from '../src/integrations/integrations.catalog';
import { boot, type Booted, type BootOptions } from './helpers/boot';
import { aTime, KEYS, SERVICES } from './helpers/contract';
import { eventually } from './helpers/eventually';
import { temporaryFiles } from './helpers/files';
import { takeApiRequests } from './helpers/requests';
import { UNKNOWN_HOST } from './sandbox/unknown-host';

let booted: Booted;
const start = async (options?: BootOptions) => (booted = await boot(options));

const health = async (key = 'zoom') => (await booted.http.get(`/api/${key}/health`)).body;
const asked = (key = 'zoom') => takeApiRequests(booted.sandbox, key);
const settleAll = () => booted.http.get('/api/integrations/health');
const RARELY = { CHECK_INTERVAL_SECONDS: '3600', CREDENTIALS_INTERVAL_SECONDS: '3600' };

describe('GET /api/{service}/health, with all well,', () => {
  beforeAll(() => start({ env: RARELY }));
  afterAll(() => booted.close());

  it('answers exactly the fields of the contract, in its order, when all is well', async () => {
    const response = await booted.http.get('/api/zoom/health');
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    const expected = {
      ok: true,
      status: 'healthy',
      service: 'zoom',
      timestamp: aTime,
      is_mock: true,
      configured: true,
      message: 'Zoom integration is operational',
      reason: 'ok',
      since: aTime,
      checked_at: aTime,
      checks: {
        configuration: {
          status: 'pass',
          required_env_vars: ['ZOOM_API_KEY', 'ZOOM_API_SECRET'],
          present_env_vars: ['ZOOM_API_KEY', 'ZOOM_API_SECRET'],
          missing_env_vars: [],
          warnings: [],
        },
        api_access: {
          status: 'pass',
          message: 'Successfully connected to Zoom API',
          latency_ms: expect.any(Number),
          checked_at: aTime,
        },
        credentials: {
          status: 'pass',
          message: 'Zoom accepted the credentials',
          checked_at: aTime,
        },
      },
    };
    expect(response.body).toEqual(expected);
    expect(keysInDepth(response.body)).toEqual(keysInDepth(expected));
  });

  it.each(SERVICES)('knows $name and its variables', async ({ key, name, variables }) => {
    const body = await health(key);
    expect(body).toMatchObject({
      status: 'healthy',
      service: key,
      message: `${name} integration is operational`,
    });
    expect(body.checks.configuration.required_env_vars).toEqual(variables);
    expect(body.checks.configuration.present_env_vars).toEqual(variables);
  });

  it.each([
    ['stripe', 'Stripe', ['STRIPE_WEBHOOK_SECRET']],
    ['slack', 'Slack', ['SLACK_SIGNING_SECRET']],
  ])('names the variable of %s that no call can prove', async (key, name, unproven) => {
    const { message, checks } = await health(key);
    expect(message).toBe(`${name} integration is operational`);
    expect(checks.credentials).toEqual({
      status: 'pass',
      message: expect.stringMatching(new RegExp(`${unproven[0]}.*no more than the shape is known`)),
      checked_at: aTime,
      unproven_env_vars: unproven,
    });
  });

  it('answers from memory after that', async () => {
    const first = await health();
    asked();
    const second = await health();
    expect({ ...second, timestamp: '' }).toEqual({ ...first, timestamp: '' });
    expect(asked()).toEqual([]);
  });

  it.each(['google-drive', 'google_drive', 'googledrive'])(
    'answers %s as googledrive',
    async (name) => {
      expect(await health(name)).toMatchObject({
        service: 'googledrive',
        message: 'Google Drive integration is operational',
      });
      const { body } = await booted.http.post(`/api/integrations/${name}/check`);
      expect(body.service).toBe('googledrive');
    },
  );

  it.each(['foo', 'toString', '__proto__', 'constructor', 'ZOOM', 'zoom%20', 'integration'])(
    'answers 404 in the form of the contract for %s',
    async (name) => {
      const plain = decodeURIComponent(name);
      for (const send of [
        booted.http.get(`/api/${name}/health`),
        booted.http.post(`/api/integrations/${name}/check`),
      ]) {
        // oxlint-disable-next-line no-await-in-loop -- two requests, one after the other
        const response = await send;
        expect(response.status).toBe(404);
        expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
        expect(response.text).toBe(
          JSON.stringify({
            ok: false,
            service: plain,
            status: 'unknown',
            message: `Unknown integration: ${plain}`,
          }),
        );
      }
    },
  );
});

describe('GET /api/{service}/health', () => {
  afterEach(() => booted.close());

  it('says in the message what could not be proven', async () => {
    await start({ scenarios: { zoom: 'app_type_without_account' } });
    const body = await health();
    expect(body).toMatchObject({
      status: 'healthy',
      configured: true,
      reason: 'ok',
      checks: { api_access: { status: 'pass' }, credentials: { status: 'unproven' } },
    });
    expect(body.message).toMatch(
      /^Zoom integration is operational: Zoom credentials could not be proven: .*ZOOM_ACCOUNT_ID/,
    );
  });

  it('skips its checks when variables are missing', async () => {
    await start({ env: { ZOOM_API_SECRET: '  ' } });
    const body = await health();
    const expected = {
      ok: true,
      status: 'unhealthy',
      service: 'zoom',
      timestamp: aTime,
      is_mock: true,
      configured: false,
      message: 'Zoom integration is not properly configured',
      reason: 'not_configured',
      since: aTime,
      checks: {
        configuration: {
          status: 'fail',
          required_env_vars: ['ZOOM_API_KEY', 'ZOOM_API_SECRET'],
          present_env_vars: ['ZOOM_API_KEY'],
          missing_env_vars: ['ZOOM_API_SECRET'],
          warnings: [],
        },
        api_access: {
          status: 'skip',
          message: 'API access check skipped due to missing configuration',
        },
        credentials: { status: 'skip', message: expect.stringMatching(/skipped/) },
      },
    };
    expect(body).toEqual(expected);
    expect(keysInDepth(body)).toEqual(keysInDepth(expected));
    expect(asked()).toEqual([]);
  });

  it.each(SERVICES)(
    'says of $name what to renew when its credentials are refused',
    async ({ key, name }) => {
      await start({ scenarios: { [key]: 'wrong_secret' } });
      const body = await health(key);
      expect(body).toMatchObject({
        status: 'degraded',
        configured: true,
        reason: 'credentials_rejected',
        checks: {
          configuration: { status: 'pass' },
          api_access: { status: 'pass' },
          credentials: { status: 'fail', checked_at: aTime },
        },
      });
      expect(body.message).toMatch(new RegExp(`^${name} refused the credentials: .{10,}`));
    },
  );

  it.each<[string, BootOptions]>([
    ['vendor_error', { scenarios: { zoom: 'server_error' } }],
    ['vendor_error', { scenarios: { zoom: 'server_error_html' } }],
    ['vendor_maintenance', { scenarios: { zoom: 'maintenance' } }],
    ['rate_limited', { scenarios: { zoom: 'rate_limited' } }],
    ['unexpected_response', { scenarios: { zoom: 'edge_page' } }],
    ['timeout', { delays: { zoom: 10_000 }, env: { CHECK_TIMEOUT_MS: '200' } }],
    ['connection_failed', { env: zoomAt('http://127.0.0.1:1') }],
    ['dns_failure', { env: zoomAt(`http://${UNKNOWN_HOST}`) }],
    ['unexpected_response', { scenarios: { zoom: 'edge_page_at_token_endpoint' } }],
  ])('%s is degraded with the cause', async (reason, options) => {
    await start(options);
    const body = await health();
    expect(body).toMatchObject({
      status: 'degraded',
      configured: true,
      reason,
      checked_at: aTime,
      checks: {
        configuration: { status: 'pass' },
        api_access: { status: 'fail', latency_ms: expect.any(Number), checked_at: aTime },
      },
    });
    expect(body.message).toBe(body.checks.api_access.message);
    expect(body.message).toContain('Zoom');
    expect(body.checks.credentials.status).toMatch(/skip|unproven/);
  });

  it('keeps the last verdict on credentials while the vendor is down', async () => {
    await start({ env: { CHECK_INTERVAL_SECONDS: '1' } });
    const before = await health();
    booted.sandbox.play('zoom', 'server_error');
    const after = await eventually(health, ({ status }) => status === 'degraded');
    expect(after).toMatchObject({ status: 'degraded', reason: 'vendor_error' });
    expect(after.checks.credentials).toEqual(before.checks.credentials);
    expect(Date.parse(after.since)).toBeGreaterThan(Date.parse(before.since));
  });

  it('is unknown while nothing was asked with the credentials of now', async () => {
    const files = temporaryFiles();
    const secretFile = files.write('secret', 'sbxZoomSecret0123456789abcdefghi\n');
    await start({
      env: { ZOOM_API_SECRET: undefined, ZOOM_API_SECRET_FILE: secretFile },
      scenarios: { zoom: 'rate_limited' },
    });
    expect(await health()).toMatchObject({ reason: 'rate_limited' });
    asked();
    files.write('secret', 'sbxZoomSecretThatWasRenewed12345\n');
    // The vendor's own wait holds for new credentials too, so there is no verdict on them.
    const body = await eventually(health, ({ reason }) => reason !== 'rate_limited');
    files.removeAll();
    expect(body).toMatchObject({
      status: 'unknown',
      configured: true,
      reason: 'not_checked',
      message: expect.stringMatching(/not been checked yet/),
      checks: { api_access: { status: 'skip' }, credentials: { status: 'skip' } },
    });
    expect(body).not.toHaveProperty('checked_at');
    expect(asked()).toEqual([]);
  });

  it('is stale when the last verdict is older than the limit', async () => {
    await start({ env: { ...RARELY, STALE_AFTER_SECONDS: '1' } });
    const before = await health();
    expect(before.status).toBe('healthy');
    const body = await eventually(health, ({ status }) => status !== 'healthy');
    expect(body).toMatchObject({
      status: 'unknown',
      configured: true,
      reason: 'stale',
      checked_at: before.checked_at,
      message: expect.stringMatching(/too long ago/),
      checks: { api_access: { status: 'skip' }, credentials: before.checks.credentials },
    });
  });

  it('waits for the first verdict, shared by all callers', async () => {
    await start({ delays: { zoom: 300 }, env: RARELY });
    const bodies = await Promise.all(Array.from({ length: 40 }, () => health()));
    expect(bodies.map(({ status }) => status)).toEqual(bodies.map(() => 'healthy'));
    const ofMany = asked().sort();
    await booted.close();
    await start({ env: RARELY });
    await health();
    expect(ofMany).toEqual(asked().sort());
  });

  it.each([
    ['zoom', 'true', 200],
    ['zoom', 'false', 200],
    ['notion', 'true', 503],
    ['notion', 'false', 200],
    ['trello', 'true', 503],
  ])('%s with strict=%s answers %i', async (key, strict, status) => {
    await start({ configured: ['zoom', 'notion'], scenarios: { notion: 'server_error' } });
    const response = await booted.http.get(`/api/${key}/health?strict=${strict}`);
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.body).toMatchObject({ ok: true, service: key });
  });

  it.each<[string, Record<string, string>, boolean]>([
    ["the vendor's own addresses", {}, false],
    ["another host of the vendor's", { ZOOM_API_URL: 'https://api-us.zoom.us/' }, false],
    ['a foreign API', { ZOOM_API_URL: 'https://zoom.us.example' }, true],
    ['a foreign token endpoint', { ZOOM_AUTH_URL: 'https://notzoom.us' }, true],
    ['a foreign status page', { ZOOM_STATUS_URL: 'http://127.0.0.1:9' }, true],
  ])('tells whether it is a mock: %s', async (_case, urls, isMock) => {
    const own = { ZOOM_API_URL: undefined, ZOOM_AUTH_URL: undefined, ZOOM_STATUS_URL: undefined };
    // Not configured, so that nothing is sent to these addresses.
    await start({ configured: [], env: { ...own, ...urls } });
    expect((await health()).is_mock).toBe(isMock);
  });

  it.each([
    ['your_zoom_key_here', 'looks like a placeholder; set the real value'],
    [' sbxZoomKey_0123456789A', 'is surrounded by white space; remove it'],
    ['"sbxZoomKey_0123456789A"', 'is wrapped in quotes; remove them'],
    ['sbxZoomKey', 'does not look like a Zoom client id (22 letters, digits, _ or -)'],
  ])('warns about a value that looks wrong, without the value', async (value, problem) => {
    await start({ env: { ZOOM_API_KEY: value } });
    const { text, body } = await booted.http.get('/api/zoom/health');
    expect(body.checks.configuration.warnings).toEqual([{ env_var: 'ZOOM_API_KEY', problem }]);
    expect(body.checks.configuration.status).toBe('pass');
    expect(text).not.toContain(value.trim());
  });

  it('warns about a swapped pair, and about a test key in production', async () => {
    await start({
      env: {
        NODE_ENV: 'production',
        AUTH: 'none',
        ZOOM_API_KEY: 'sbxZoomSecret0123456789abcdefghi',
        ZOOM_API_SECRET: 'sbxZoomKey_0123456789A',
      },
    });
    const { warnings } = (await health()).checks.configuration;
    expect(warnings[0].problem).toMatch(/swapped/);
    expect((await health('stripe')).checks.configuration.warnings).toEqual([
      { env_var: 'STRIPE_API_KEY', problem: expect.stringMatching(/test key/) },
    ]);
  });
});

describe('GET /api/integrations/health', () => {
  afterEach(() => booted.close());

  it('answers exactly the fields of the contract, in its order', async () => {
    await start({ configured: ['zoom'] });
    const { status, body } = await booted.http.get('/api/integrations/health');
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['ok', 'timestamp', 'summary', 'services']);
    expect(Object.keys(body.services)).toEqual(KEYS);
    expect(Object.entries(body.summary)).toEqual([
      ['total_services', 10],
      ['healthy_services', 1],
      ['unhealthy_services', 9],
      ['overall_status', 'degraded'],
    ]);
    expect(Object.entries(body.services.zoom)).toEqual([
      ['status', 'healthy'],
      ['configured', true],
      ['message', 'Zoom integration is operational'],
      ['reason', 'ok'],
      ['checked_at', aTime],
      ['latency_ms', expect.any(Number)],
    ]);
    expect(Object.entries(body.services.slack)).toEqual([
      ['status', 'unhealthy'],
      ['configured', false],
      ['message', 'Slack integration is not properly configured'],
      ['reason', 'not_configured'],
      ['missing_env_vars', ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET']],
    ]);
  });

  it.each<[string, BootOptions, number]>([
    ['healthy', {}, 10],
    ['degraded', { scenarios: { slack: 'server_error' } }, 9],
    ['degraded', { configured: ['slack'] }, 1],
    ['unhealthy', { configured: [] }, 0],
    ['unhealthy', { configured: ['slack'], scenarios: { slack: 'wrong_secret' } }, 0],
  ])('is %s with %j', async (overall, options, healthy) => {
    await start(options);
    const { body } = await settleAll();
    expect(body.summary).toEqual({
      total_services: 10,
      healthy_services: healthy,
      unhealthy_services: 10 - healthy,
      overall_status: overall,
    });
    const strict = await booted.http.get('/api/integrations/health?strict=true');
    expect(strict.status).toBe(healthy === 10 ? 200 : 503);
  });
});

describe('GET /api/integrations/config', () => {
  afterEach(() => booted.close());

  it('answers exactly the fields of the contract, percentages rounded down', async () => {
    await start({ configured: ['zoom', 'notion', 'github'], env: HALF });
    const { status, body } = await booted.http.get('/api/integrations/config');
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['ok', 'timestamp', 'integrations', 'summary']);
    expect(Object.keys(body.integrations)).toEqual(KEYS);
    expect(Object.entries(body.integrations.slack)).toEqual([
      ['configured', false],
      ['required_env_vars', ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET']],
      ['present_env_vars', ['SLACK_SIGNING_SECRET']],
      ['missing_env_vars', ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET']],
      ['configuration_percentage', 33],
      ['warnings', []],
    ]);
    const percentages = KEYS.map((key) => body.integrations[key].configuration_percentage);
    expect(percentages).toEqual([100, 100, 50, 0, 0, 66, 0, 0, 0, 33]);
    expect(Object.entries(body.summary)).toEqual([
      ['total_integrations', 10],
      ['fully_configured', 2],
      ['partially_configured', 3],
      ['not_configured', 5],
    ]);
  });

  it('calls no vendor', async () => {
    await start({ env: RARELY });
    await settleAll();
    for (const key of KEYS) asked(key);
    await Promise.all(
      Array.from({ length: 20 }, () => booted.http.get('/api/integrations/config').expect(200)),
    );
    expect(KEYS.flatMap((key) => asked(key))).toEqual([]);
  });
});

describe('POST /api/integrations/{service}/check', () => {
  afterEach(() => booted.close());

  const check = (key = 'zoom') => booted.http.post(`/api/integrations/${key}/check`);

  it('checks now and answers as the health route', async () => {
    await start({ env: RARELY });
    const before = await health();
    booted.sandbox.play('zoom', 'wrong_secret');
    booted.advance(5001);
    const response = await check();
    expect(response.status).toBe(200);
    expect(response.headers).not.toHaveProperty('retry-after');
    expect(response.body).toMatchObject({ status: 'degraded', reason: 'credentials_rejected' });
    expect(keysInDepth(response.body)).toEqual(keysInDepth(before));
    expect({ ...(await health()), timestamp: '' }).toEqual({ ...response.body, timestamp: '' });
  });

  it('shares one check among concurrent calls', async () => {
    await start({ env: RARELY });
    await health();
    const ofOne = asked();
    booted.sandbox.slow('zoom', 150);
    booted.advance(5001);
    const responses = await Promise.all(Array.from({ length: 30 }, () => check()));
    expect(responses.map(({ status }) => status)).toEqual(responses.map(() => 200));
    // The negative control is not due again.
    expect(asked().length).toBeLessThanOrEqual(ofOne.length);
  });

  it('answers the last result with Retry-After when asked again within five seconds', async () => {
    await start({ env: RARELY });
    const { checked_at } = await health();
    asked();
    booted.sandbox.play('zoom', 'wrong_secret');
    const response = await check();
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({ status: 'healthy', checked_at });
    expect(response.headers['retry-after']).toMatch(/^[1-5]$/);
    expect(asked()).toEqual([]);
  });

  it("sends nothing while the vendor's own Retry-After runs", async () => {
    await start({ scenarios: { zoom: 'rate_limited' }, env: { CHECK_INTERVAL_SECONDS: '1' } });
    expect(await health()).toMatchObject({ status: 'degraded', reason: 'rate_limited' });
    asked();
    booted.sandbox.play('zoom', 'ok');
    booted.advance(60_000);
    const response = await check();
    expect(response.body).toMatchObject({ status: 'degraded', reason: 'rate_limited' });
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(60);
    expect(asked()).toEqual([]);
  });

  it('answers at once for an integration that is not configured', async () => {
    await start({ configured: [] });
    const response = await check();
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({ status: 'unhealthy', reason: 'not_configured' });
  });
});

describe('application/health+json', () => {
  afterEach(() => booted.close());

  const ask = (path: string, accept = 'application/health+json') =>
    booted.http
      .get(path)
      .set('Accept', accept)
      .buffer(true)
      .parse((response, done) => {
        let text = '';
        response.on('data', (chunk) => (text += chunk)).on('end', () => done(null, text));
      })
      .then(({ status, headers, body }) => ({ status, headers, body: JSON.parse(body) }));

  it.each<[IntegrationKey, string]>([
    ['zoom', 'pass'],
    ['notion', 'fail'],
    ['trello', 'fail'],
    ['stripe', 'pass'],
  ])('answers %s in the form of the IETF draft: %s', async (key, status) => {
    await start({
      configured: ['zoom', 'notion', 'stripe'],
      scenarios: { notion: 'server_error' },
    });
    const { headers, body } = await ask(`/api/${key}/health`);
    expect(headers['content-type']).toMatch(/^application\/health\+json/);
    expect(headers['vary']).toMatch(/accept/i);
    expect(body).toMatchObject({ status, serviceId: key });
    expect(Object.keys(body.checks)).toEqual([
      `${key}:configuration`,
      `${key}:api_access`,
      `${key}:credentials`,
    ]);
    for (const [check] of Object.values<[{ status: string }]>(body.checks)) {
      expect(['pass', 'warn', 'fail']).toContain(check.status);
    }
  });

  it.each<[string, readonly IntegrationKey[]]>([
    ['warn', ['zoom']],
    ['fail', []],
  ])('answers the overview: %s with %j configured', async (status, configured) => {
    await start({ configured });
    const { headers, body } = await ask('/api/integrations/health');
    expect(headers['content-type']).toMatch(/^application\/health\+json/);
    expect(body.status).toBe(status);
    expect(Object.keys(body.checks)).toHaveLength(30);
  });

  it('names the routes that the guard protects', async () => {
    await start({ configured: ['notion'] });
    const { body } = await ask('/api/zoom/health');
    expect(body.checks['zoom:configuration'][0].affectedEndpoints).toEqual([
      '/api/zoom/create-meeting',
    ]);
    const notion = await ask('/api/notion/health');
    expect(notion.body.checks['notion:api_access'][0]).not.toHaveProperty('affectedEndpoints');
  });

  it('answers strict callers by code in this form too', async () => {
    await start({ configured: [] });
    expect((await ask('/api/zoom/health?strict=true')).status).toBe(503);
  });

  it.each(['*/*', 'application/json, application/health+json;q=0.9', 'text/html'])(
    'stays with plain JSON for Accept: %s',
    async (accept) => {
      await start({ configured: [] });
      const { headers, body } = await ask('/api/zoom/health', accept);
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
      expect(body.ok).toBe(true);
    },
  );
});

/** One variable of some, two of three of GitHub. */
const HALF = {
  TRELLO_API_KEY: '0123456789abcdef0123456789abcdef',
  SLACK_SIGNING_SECRET: '0ddba11c0ddba11c0ddba11c0ddba11c',
  GITHUB_TOKEN: undefined,
};

function zoomAt(url: string) {
  return { ZOOM_API_URL: url, ZOOM_AUTH_URL: url };
}

/** The keys of a body in depth and order. */
function keysInDepth(value: unknown): unknown {
  if (value === null || Object.getPrototypeOf(value) !== Object.prototype) return null;
  return Object.entries(value as object).map(([key, inner]) => [key, keysInDepth(inner)]);
}
