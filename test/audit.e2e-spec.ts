import { boot, type Booted, type BootOptions } from './helpers/boot';
import { eventually } from './helpers/eventually';
import { sendRaw } from './helpers/raw-http';

let booted: Booted;
const start = async (options: BootOptions = {}) => (booted = await boot(options));

interface AuditLine {
  readonly request_id: string;
  readonly [field: string]: unknown;
}

const auditLines = () =>
  booted
    .logs()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditLine)
    .filter(({ audit }) => audit === true);

/** A line is written after the answer was sent. */
const lineOf = async (id: string) => {
  const lines = await eventually(
    () => auditLines().filter(({ request_id }) => request_id === id),
    (found) => found.length > 0,
  );
  expect(lines).toHaveLength(1);
  return lines[0]!;
};

const KEYS = {
  API_KEYS: 'dora:reader-key-5f1c,nameless-key-1a',
  OPERATOR_KEYS: 'ops:operator-key-9d2e',
};

describe('a request', () => {
  afterEach(() => booted.close());

  it('leaves one line with who, what, verdict, duration and id', async () => {
    await start();
    const { headers } = await booted.http.get('/api/zoom/health?strict=false');
    const line = await lineOf(headers['x-request-id']!);
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      context: 'audit',
      audit: true,
      who: '127.0.0.1',
      operation: 'GET /api/:service/health',
      service: 'zoom',
      status: 'healthy',
      reason: 'ok',
      http_status: 200,
      duration_ms: expect.any(Number),
      request_id: headers['x-request-id'],
    });
  });

  it.each([
    ['dora', 'reader', 'reader-key-5f1c', 403],
    ['reader-2', 'reader', 'nameless-key-1a', 403],
    ['ops', 'operator', 'operator-key-9d2e', 200],
  ])('of %s is noted by the name of the key', async (who, role, key, http_status) => {
    await start({ env: KEYS });
    const { headers } = await booted.http
      .post('/api/integrations/google-drive/check')
      .set('Authorization', `Bearer ${key}`);
    const line = await lineOf(headers['x-request-id']!);
    expect(line).toMatchObject({
      who,
      role,
      operation: 'POST /api/integrations/:service/check',
      http_status,
      ...(http_status === 200 && { service: 'googledrive', status: 'healthy', reason: 'ok' }),
    });
  });

  it.each<[string, 'get' | 'post', string, object]>([
    ['the overview', 'get', '/api/integrations/health', { http_status: 200, status: 'unhealthy' }],
    ['the configuration', 'get', '/api/integrations/config', { http_status: 200 }],
    ['the document', 'get', '/api/openapi.json', { http_status: 200 }],
    ['an unknown integration', 'get', '/api/foo/health', { http_status: 404 }],
    ['an unknown route', 'get', '/nowhere/at/all?q=1', { http_status: 404 }],
    ['a wrong query', 'get', '/api/zoom/health?strict=1', { http_status: 400 }],
    ['an undecodable path', 'get', '/api/%zz/health', { http_status: 400 }],
    [
      'a route that the guard refused',
      'post',
      '/api/zoom/create-meeting',
      { http_status: 503, service: 'zoom', status: 'unhealthy', reason: 'not_configured' },
    ],
  ])('to %s leaves a line', async (_case, method, path, expected) => {
    await start({ configured: [] });
    const { headers } = await booted.http[method](path).set('X-Request-Id', 'asked-here-1');
    expect(headers['x-request-id']).toBe('asked-here-1');
    const line = await lineOf('asked-here-1');
    expect(line).toMatchObject({ who: '127.0.0.1', ...expected });
    expect(JSON.stringify(line)).not.toMatch(/nowhere|q=1|foo|strict=/);
  });

  it('without a valid key is noted by its address', async () => {
    await start({ env: { ...KEYS, TRUST_PROXY: 'loopback' } });
    const { headers } = await booted.http
      .get('/api/zoom/health')
      .set({ 'X-Forwarded-For': '203.0.113.9', 'X-API-Key': 'stolen-key-123' });
    const line = await lineOf(headers['x-request-id']!);
    expect(line).toMatchObject({ who: '203.0.113.9', http_status: 401 });
    expect(line).not.toHaveProperty('role');
    expect(booted.logs()).not.toContain('stolen-key-123');
  });

  it('through a trusted proxy that sends no address is of nobody known', async () => {
    await start({ env: { TRUST_PROXY: 'loopback' } });
    const { headers } = await booted.http
      .get('/api/zoom/health')
      .set('X-Forwarded-For', 'sbxZoomSecret-not-an-address');
    expect(await lineOf(headers['x-request-id']!)).toMatchObject({ who: 'unknown' });
    expect(booted.logs()).not.toContain('not-an-address');
  });

  it('of a key that is named by a secret leaves the name out', async () => {
    await start({ env: { ...KEYS, API_KEYS: 'operator-key-9d2e:reader-key-5f1c' } });
    const { headers } = await booted.http
      .get('/api/zoom/health')
      .set('X-API-Key', 'reader-key-5f1c');
    expect(await lineOf(headers['x-request-id']!)).toMatchObject({ who: '[redacted]' });
    expect(booted.logs()).not.toContain('operator-key-9d2e');
  });

  it('is one line each, however many there are', async () => {
    await start();
    const asked = Array.from({ length: 200 }, (_, index) => `many-${index}`);
    await Promise.all(
      asked.map((id) => booted.http.get('/api/zoom/health').set('X-Request-Id', id)),
    );
    const lines = await eventually(auditLines, (all) => all.length >= asked.length);
    expect(lines.map(({ request_id }) => request_id).sort()).toEqual(asked.toSorted());
  });

  it('that is limited leaves a line too', async () => {
    await start({ env: { RATE_LIMIT_PER_MINUTE: '1' } });
    await booted.http.get('/api/zoom/health');
    const { headers } = await booted.http.get('/api/zoom/health');
    expect(await lineOf(headers['x-request-id']!)).toMatchObject({ http_status: 429 });
  });

  it('of a probe leaves none', async () => {
    await start();
    await booted.http.get('/health/live');
    await booted.http.get('/health/ready');
    await booted.http.get('/health/integrations');
    const { headers } = await booted.http.get('/api/zoom/health');
    await lineOf(headers['x-request-id']!);
    expect(auditLines()).toHaveLength(1);
  });
});

describe('X-Request-Id', () => {
  beforeAll(() => start());
  afterAll(() => booted.close());

  it.each(['abc', 'A-1_b.2', 'x'.repeat(128), '3f789f5e-b838-4e32-aca0-118df78a09d7'])(
    'is kept when it is sane: %s',
    async (id) => {
      const { headers } = await booted.http.get('/api/zoom/health').set('X-Request-Id', id);
      expect(headers['x-request-id']).toBe(id);
      await lineOf(id);
    },
  );

  it.each(['', ' ', 'a b', 'x'.repeat(129), '<script>', '"quoted"', 'a,b', 'é', '{"a":1}'])(
    'is replaced when it is not: %s',
    async (id) => {
      const answer = await sendRaw(
        booted.url,
        `GET /api/zoom/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: ${id}\r\n\r\n`,
      );
      const given = /^x-request-id: (.*)$/im.exec(answer)?.[1];
      expect(given).toMatch(/^[\da-f-]{36}$/);
      await lineOf(given!);
    },
  );

  it('is replaced when it is a secret', async () => {
    const secret = 'operator-key-9d2e';
    await booted.close();
    await start({ env: KEYS });
    const { headers } = await booted.http
      .get('/api/zoom/health')
      .set({ 'X-Request-Id': secret, 'X-API-Key': 'nameless-key-1a' });
    expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
    await lineOf(headers['x-request-id']!);
    expect(booted.logs()).not.toContain(secret);
  });

  it('is given to errors and probes too, each its own', async () => {
    const paths = ['/health/live', '/nowhere', '/api/zoom/health', '/api/%zz/health'];
    const ids = await Promise.all(
      paths.map(async (path) => (await booted.http.get(path)).headers['x-request-id']),
    );
    expect(new Set(ids).size).toBe(paths.length);
    for (const id of ids) expect(id).toMatch(/^[\da-f-]{36}$/);
  });
});
