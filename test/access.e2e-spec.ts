import { boot, type Booted, type BootOptions } from './helpers/boot';
import { eventually } from './helpers/eventually';
import { temporaryFiles } from './helpers/files';

const READER = 'reader-key-5f1c';
const OPERATOR = 'operator-key-9d2e';
const KEYS = { API_KEYS: `${READER},dora:named-reader-77aa`, OPERATOR_KEYS: `ops:${OPERATOR}` };

const READ_ROUTES = [
  '/api/zoom/health',
  '/api/integrations/health',
  '/api/integrations/config',
  '/api/openapi.json',
  '/api/docs',
  '/api/docs/swagger-ui.css',
];
const PROBES = ['/health/live', '/health/ready', '/health/integrations'];

let booted: Booted;
const start = async (env: BootOptions['env'] = KEYS, options: BootOptions = {}) =>
  (booted = await boot({ ...options, env: { CHECK_INTERVAL_SECONDS: '3600', ...env } }));

const get = (path: string, headers: Record<string, string> = {}) =>
  booted.http.get(path).set(headers);
const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });
const problem = { type: 'about:blank', title: expect.any(String), detail: expect.any(String) };

describe('keys', () => {
  beforeAll(() => start());
  afterAll(() => booted.close());

  it.each([
    ['a reader as Bearer', bearer(READER)],
    ['a reader as X-API-Key', { 'X-API-Key': READER }],
    ['a named reader', bearer('named-reader-77aa')],
    ['an operator as Bearer', bearer(OPERATOR)],
    ['an operator as X-API-Key', { 'X-API-Key': OPERATOR }],
    ['a lower-case scheme', { Authorization: `bearer ${READER}` }],
    ['a key beside another scheme', { Authorization: 'Basic eDp5', 'X-API-Key': READER }],
  ])('let %s read everything', async (_case, headers: Record<string, string>) => {
    for (const path of READ_ROUTES) {
      // oxlint-disable-next-line no-await-in-loop -- one route after the other
      expect([path, (await get(path, headers)).status]).toEqual([path, 200]);
    }
  });

  it.each([
    ['none', {}],
    ['an empty one', { 'X-API-Key': '' }],
    ['an unknown one', bearer('somebody-else')],
    ['a part of one', bearer(READER.slice(0, -1))],
    ['more than one', bearer(`${READER}x`)],
    ['one in other case', bearer(READER.toUpperCase())],
    ['one with its name', bearer('dora:named-reader-77aa')],
    ['the whole list', { 'X-API-Key': KEYS.API_KEYS }],
    ['one in another scheme', { Authorization: `Basic ${READER}` }],
    ['one without a scheme', { Authorization: READER }],
    ['a very long one', bearer('k'.repeat(8000))],
  ])('%s opens nothing', async (_case, headers: Record<string, string>) => {
    for (const path of [...READ_ROUTES, '/api/nowhere', '/metrics']) {
      // oxlint-disable-next-line no-await-in-loop -- one route after the other
      const response = await get(path, headers);
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers['www-authenticate']).toMatch(/^Bearer\b/);
      expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(response.body).toEqual({
        ...problem,
        title: 'Unauthorized',
        status: 401,
        instance: path,
      });
    }
  });

  it('are not taken from the query', async () => {
    expect((await get(`/api/zoom/health?api_key=${READER}`)).status).toBe(401);
  });

  it('are needed to change things too', async () => {
    await booted.http.post('/api/zoom/create-meeting').send({}).expect(401);
    await booted.http.post('/api/integrations/zoom/check').expect(401);
    await booted.http.delete('/api/zoom/health').expect(401);
  });

  it.each(PROBES)('are not needed for %s', async (path) => {
    expect((await get(path)).status).toBe(200);
    expect((await get(path, bearer('wrong'))).status).toBe(200);
  });

  it("let only operators into operators' routes", async () => {
    const check = (key: string) =>
      booted.http.post('/api/integrations/zoom/check').set(bearer(key));
    const refused = await check(READER);
    expect(refused.status).toBe(403);
    expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(refused.body).toEqual({
      ...problem,
      title: 'Forbidden',
      status: 403,
      instance: '/api/integrations/zoom/check',
    });
    expect((await check(OPERATOR)).status).toBe(200);
  });
});

describe('other lists of keys', () => {
  afterEach(() => booted.close());

  it('in both lists are operators', async () => {
    await start({ API_KEYS: READER, OPERATOR_KEYS: READER });
    await booted.http.post('/api/integrations/zoom/check').set(bearer(READER)).expect(200);
  });

  it('of any lengths are told apart to the last character', async () => {
    const long = 'k'.repeat(511);
    await start({ API_KEYS: ['short-1', 'k'.repeat(128), `${long}1`, `${long}2`].join(',') });
    const statusOf = async (key: string) => (await get('/api/zoom/health', bearer(key))).status;
    for (const key of ['short-1', 'k'.repeat(128), `${long}1`, `${long}2`]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect([key, await statusOf(key)]).toEqual([key, 200]);
    }
    for (const key of ['short-', 'short-12', 'k'.repeat(127), 'k'.repeat(129), long, `${long}3`]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect([key, await statusOf(key)]).toEqual([key, 401]);
    }
  });

  it('of operators alone close the door too', async () => {
    await start({ OPERATOR_KEYS: OPERATOR });
    expect((await get('/api/zoom/health')).status).toBe(401);
    expect((await get('/api/zoom/health', bearer(OPERATOR))).status).toBe(200);
  });
});

describe('without keys', () => {
  afterEach(() => booted.close());

  it('everything is open', async () => {
    await start({});
    expect((await get('/api/zoom/health')).status).toBe(200);
    await booted.http.post('/api/integrations/zoom/check').expect(200);
  });

  it('production does not start', async () => {
    await start({});
    await expect(boot({ env: { NODE_ENV: 'production' } })).rejects.toThrow(
      /^API_KEYS or OPERATOR_KEYS must be set in production.*$/,
    );
  });

  it('production starts when AUTH=none says so', async () => {
    await start({ NODE_ENV: 'production', AUTH: 'none' });
    expect((await get('/api/zoom/health')).status).toBe(200);
  });
});

describe('key files', () => {
  const files = temporaryFiles();
  afterAll(() => files.removeAll());
  afterEach(() => booted.close());
  const statusWith = async (key?: string) =>
    (await get('/api/integrations/config', key === undefined ? {} : bearer(key))).status;
  const becomes = (status: number, key?: string) =>
    eventually(
      () => statusWith(key),
      (seen) => seen === status,
    );

  it('are read again when they change', async () => {
    await start({ API_KEYS_FILE: files.write('changing', 'first-key-1\n') });
    expect(await statusWith('first-key-1')).toBe(200);
    files.write('changing', 'second-key-2,mia:third-key-3\n');
    expect(await becomes(200, 'second-key-2')).toBe(200);
    expect(await statusWith('third-key-3')).toBe(200);
    expect(await statusWith('first-key-1')).toBe(401);
  });

  it('that vanish do not open the door', async () => {
    await start({ API_KEYS_FILE: files.write('vanishing', 'first-key-1') });
    files.remove('vanishing');
    expect(await becomes(401, 'first-key-1')).toBe(401);
    expect(await statusWith()).toBe(401);
    files.write('vanishing', 'first-key-1');
    expect(await becomes(200, 'first-key-1')).toBe(200);
  });

  it('that are emptied do not open the door', async () => {
    await start({ OPERATOR_KEYS_FILE: files.write('emptied', OPERATOR) });
    files.write('emptied', ' \n');
    expect(await becomes(401, OPERATOR)).toBe(401);
    expect(await statusWith()).toBe(401);
  });

  it('that are filled only later close the door then', async () => {
    await start({ API_KEYS_FILE: files.write('filled', '\n') });
    expect(await statusWith()).toBe(200);
    files.write('filled', READER);
    expect(await becomes(401)).toBe(401);
    expect(await statusWith(READER)).toBe(200);
  });
});

describe('the rate limit', () => {
  afterEach(() => booted.close());

  const LIMIT = { RATE_LIMIT_PER_MINUTE: '3' };
  const statuses = async (send: (index: number) => PromiseLike<{ status: number }>, count = 5) => {
    const seen: number[] = [];
    for (let index = 0; index < count; index += 1) {
      // oxlint-disable-next-line no-await-in-loop -- the order of requests matters
      seen.push((await send(index)).status);
    }
    return seen;
  };

  it('is one for all routes of a client, and says when to come back', async () => {
    await start(LIMIT);
    const paths = ['/api/zoom/health', '/api/slack/health', '/api/nowhere', '/api/docs', '/'];
    expect(await statuses((index) => get(paths[index]!))).toEqual([200, 200, 404, 429, 429]);
    const response = await get('/api/integrations/config');
    expect(response.status).toBe(429);
    expect(response.headers['retry-after']).toMatch(/^([1-9]|[1-5]\d|60)$/);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.body).toEqual({
      ...problem,
      title: 'Too Many Requests',
      status: 429,
      instance: '/api/integrations/config',
    });
  });

  it('is 120 a minute by default', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: undefined });
    const seen = await statuses(() => get('/api/integrations/config'), 121);
    expect(seen.filter((status) => status === 200)).toHaveLength(120);
    expect(seen.at(-1)).toBe(429);
  });

  it.each(PROBES)('spares %s', async (path) => {
    await start(LIMIT);
    expect(await statuses(() => get(path), 6)).toEqual([200, 200, 200, 200, 200, 200]);
    expect((await get('/api/integrations/config')).status).toBe(200);
  });

  it('comes before the keys, so that none can be guessed', async () => {
    await start({ ...KEYS, ...LIMIT });
    expect(await statuses((index) => get('/api/zoom/health', bearer(`guess-${index}`)))).toEqual([
      401, 401, 401, 429, 429,
    ]);
    expect((await get('/api/zoom/health', bearer(READER))).status).toBe(429);
  });

  it('does not believe X-Forwarded-For of a stranger', async () => {
    await start(LIMIT);
    const send = (index: number) =>
      get('/api/zoom/health', {
        'X-Forwarded-For': `203.0.113.${index}`,
        Forwarded: `for=${index}`,
      });
    expect(await statuses(send)).toEqual([200, 200, 200, 429, 429]);
  });

  it('tells the clients of a trusted proxy apart', async () => {
    await start({ ...LIMIT, TRUST_PROXY: '127.0.0.0/8' });
    const from = (address: string) => get('/api/zoom/health', { 'X-Forwarded-For': address });
    expect(await statuses(() => from('203.0.113.1'), 4)).toEqual([200, 200, 200, 429]);
    expect((await from('203.0.113.2')).status).toBe(200);
    // What a client writes itself stands left of what the proxy saw.
    expect((await from('198.51.100.7, 203.0.113.1')).status).toBe(429);
  });

  it('believes only proxies that are named', async () => {
    await start({ ...LIMIT, TRUST_PROXY: '192.0.2.1' });
    const send = (index: number) =>
      get('/api/zoom/health', { 'X-Forwarded-For': `203.0.113.${index}` });
    expect(await statuses(send, 4)).toEqual([200, 200, 200, 429]);
  });
});
