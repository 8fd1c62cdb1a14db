import { createHash } from 'node:crypto';
import { DEFINITIONS, INTEGRATION_ENV_VARS } from '../src/integrations/integrations.catalog';
import { boot, type Booted, type BootOptions } from './helpers/boot';
import { KEYS, SERVICES } from './helpers/contract';
import { ECHOES, EchoVendor } from './helpers/echo-vendor';
import { eventually } from './helpers/eventually';
import { temporaryFiles } from './helpers/files';
import { takeApiRequests } from './helpers/requests';

const CREDENTIALS = INTEGRATION_ENV_VARS.filter((name) => name !== 'SALESFORCE_LOGIN_URL');
const MEETING = { topic: 'Weekly sync', start_time: '2026-02-05T15:00:00Z', duration: 30 };

/** A value of its own for each variable, in letters that no id or hash is written in. */
function canary(name: string, tail = ''): string {
  const letters = 'ghjkmnpqrstuvwxyzGHJKMNPQRSTUVWXYZ';
  const bytes = createHash('sha512').update(name).digest().subarray(0, 36);
  return [...bytes].map((byte) => letters[byte % letters.length]).join('') + tail;
}

const canaries = (tail?: string) =>
  Object.fromEntries(CREDENTIALS.map((name) => [name, canary(name, tail)]));

const READER = canary('reader');
const OPERATOR = canary('operator');
const ACCESS = {
  API_KEYS: `dora:${READER},${canary('nameless')}`,
  OPERATOR_KEYS: `ops:${OPERATOR}`,
};
const SECRETS = [...Object.values(canaries()), READER, OPERATOR, canary('nameless')];

/** Every run of eight characters of the secrets and of their usual encodings. */
function parts(secrets: readonly string[]): Set<string> {
  const texts = secrets.flatMap((secret) => {
    const shifted = ['', 'x', 'xx'].map((before) => Buffer.from(before + secret));
    return [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('hex'),
      ...shifted.map((bytes) => bytes.toString('base64').slice(4, -4)),
      ...shifted.map((bytes) => bytes.toString('base64url').slice(4, -4)),
    ];
  });
  return new Set(texts.flatMap(runsOfEight));
}

function runsOfEight(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 7) }, (_, at) => text.slice(at, at + 8));
}

const FORBIDDEN = parts(SECRETS);

function leaks(text: string, forbidden = FORBIDDEN): string[] {
  return runsOfEight(text).filter((run) => forbidden.has(run));
}

let booted: Booted;
const start = async (options: BootOptions) => (booted = await boot(options));
const operator = { Authorization: `Bearer ${OPERATOR}` };

const ROUTES: readonly string[] = [
  ...KEYS.map((key) => `/api/${key}/health`),
  '/api/integrations/health',
  '/api/integrations/config',
  '/api/openapi.json',
  '/api/docs',
  '/health/live',
  '/health/ready',
  '/health/integrations',
  '/metrics',
  '/api/foo/health',
  '/nowhere',
  '/api/zoom/health?page=1',
  '/api/%zz/health',
];

/** Every answer of every route, heads and bodies, and everything that was logged. */
async function everything(): Promise<string> {
  const http = booted.http;
  const answers = [
    ...ROUTES.map((path) => http.get(path).set(operator)),
    ...KEYS.map((key) =>
      http
        .get(`/api/${key}/health?strict=true`)
        .set({ ...operator, Accept: 'application/health+json' })
        .buffer(true),
    ),
    ...KEYS.map((key) => http.post(`/api/integrations/${key}/check`).set(operator)),
    http.get('/api/zoom/health'),
    http.post('/api/integrations/zoom/check').set('X-API-Key', READER),
    http.post('/api/zoom/create-meeting').set(operator).send(MEETING),
    http.post('/api/zoom/create-meeting').set(operator).send({}),
  ];
  const texts = await Promise.all(
    answers.map(async (answer) => {
      const { headers, text, body } = await answer;
      return JSON.stringify([headers, text, Buffer.isBuffer(body) ? body.toString() : body]);
    }),
  );
  return [...texts, booted.logs()].join('\n');
}

function urls(url: string): Record<string, string> {
  return Object.fromEntries(
    DEFINITIONS.flatMap(({ envPrefix, key }) =>
      ['API', 'AUTH', 'STATUS'].map((base) => [`${envPrefix}_${base}_URL`, `${url}/${key}`]),
    ),
  );
}

describe('the canaries', () => {
  it('would be found, whole, in part and encoded', () => {
    const [secret = ''] = SECRETS;
    expect(leaks(`a ${secret.slice(5, 13)} b`)).toHaveLength(1);
    expect(leaks(Buffer.from(`id:${secret}`).toString('base64'))).not.toEqual([]);
    expect(leaks(Buffer.from(secret).toString('hex'))).not.toEqual([]);
    expect(leaks(SERVICES.flatMap(({ variables }) => variables).join(' '))).toEqual([]);
  });
});

describe.each(Object.entries(ECHOES))('a vendor that tells what it heard %s', (_how, echo) => {
  it.each([
    ['plain', ''],
    ['with signs that are encoded', '+/ =&%"\\:,'],
  ])('finds it nowhere: values %s', async (_values, tail) => {
    const vendor = new EchoVendor(echo);
    await start({
      env: {
        ...urls(await vendor.start()),
        ...canaries(tail),
        ...ACCESS,
        LOG_LEVEL: 'trace',
        CHECK_TIMEOUT_MS: '2000',
      },
    });
    const text = await everything();
    await booted.close();
    await vendor.stop();
    // What could have leaked: all but what is never sent, and what is sent only once others held.
    expect(leaks(vendor.heard).length).toBeGreaterThan(200);
    expect(text).toContain('zoom');
    expect(leaks(text + booted.logs())).toEqual([]);
  });
});

describe('a meeting', () => {
  afterEach(() => booted.close());

  it('does not carry back what Zoom was told', async () => {
    const token = canary('minted token');
    await start({ configured: ['zoom'], env: { ZOOM_ACCOUNT_ID: canary('ZOOM_ACCOUNT_ID') } });
    booted.sandbox.breakWith('zoom', ({ url = '', headers }, response) => {
      const json = (status: number, body: object) =>
        void response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(JSON.stringify(body));
      if (url.endsWith('/oauth/token')) return json(200, { access_token: token });
      if (!url.endsWith('/meetings')) return json(401, { code: 124, message: 'Invalid' });
      const heard = headers.authorization!;
      const packed = Buffer.from(heard).toString('base64');
      json(201, {
        id: 1,
        join_url: `https://zoom.us/j/1?pwd=${token}`,
        topic: `${heard} ${packed} ${canary('ZOOM_ACCOUNT_ID')}`,
        start_time: { heard },
        duration: 30,
      });
    });
    const response = await booted.http.post('/api/zoom/create-meeting').send(MEETING);
    expect(response.status).toBe(201);
    expect(response.body).toMatchObject({ id: 1, duration: 30 });
    const told = [token, canary('ZOOM_ACCOUNT_ID')];
    expect(leaks(response.text + booted.logs(), parts(told))).toEqual([]);
  });
});

describe('a secret that a client sends', () => {
  afterEach(() => booted.close());

  it.each<[string, (http: Booted['http'], secret: string) => PromiseLike<{ text: string }>]>([
    ['in a path', (http, secret) => http.get(`/nowhere/${encodeURIComponent(secret)}`)],
    ['as an integration', (http, secret) => http.get(`/api/${encodeURIComponent(secret)}/health`)],
    ['as an asset', (http, secret) => http.get(`/api/docs/${encodeURIComponent(secret)}`)],
    ['as a value', (http, secret) => http.get(`/api/zoom/health?strict=${secret}`)],
    ['as a name', (http, secret) => http.get(`/api/zoom/health?${secret}=1`)],
    ['as a key', (http, secret) => http.get('/api/zoom/health').set('X-API-Key', `${secret}x`)],
    ['as a browser', (http, secret) => http.get('/api/zoom/health').set('User-Agent', secret)],
    [
      'in a body',
      (http, secret) => http.post('/api/zoom/create-meeting').send({ [secret]: secret }),
    ],
    [
      'in a broken body',
      (http, secret) =>
        http
          .post('/api/zoom/create-meeting')
          .set('Content-Type', 'application/json')
          .send(`{"topic":"${secret}`),
    ],
  ])('%s comes back in no answer and no log', async (_where, send) => {
    const credential = canary('ZOOM_API_SECRET');
    await start({
      configured: [],
      env: { ZOOM_API_SECRET: credential, API_KEYS: `dora:${READER}`, LOG_LEVEL: 'trace' },
    });
    for (const secret of [credential, READER]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { text } = await send(booted.http, secret);
      expect(leaks(text, parts([secret]))).toEqual([]);
    }
    expect(leaks(booted.logs(), parts([credential, READER]))).toEqual([]);
  });
});

describe('a secret in a file', () => {
  const files = temporaryFiles();
  afterAll(() => files.removeAll());
  afterEach(() => booted.close());

  const RIGHT = 'sbxZoomSecret0123456789abcdefghi';
  const WRONG = canary('a wrong secret');
  const RARELY = { CHECK_INTERVAL_SECONDS: '3600', CREDENTIALS_INTERVAL_SECONDS: '3600' };
  const fromFile = (name: string, text: string) => ({
    ...RARELY,
    ZOOM_API_SECRET: undefined,
    ZOOM_API_SECRET_FILE: files.write(name, text),
  });
  const health = async () => (await booted.http.get('/api/zoom/health')).body;
  const becomes = (reason: string) => eventually(health, (body) => body.reason === reason);

  it('stands in for the variable, without its trailing newline', async () => {
    await start({ env: fromFile('secret-0', `${RIGHT}\n`) });
    expect(await health()).toMatchObject({ status: 'healthy', configured: true });
  });

  it('is noticed when it changes, and tried at once', async () => {
    await start({ env: fromFile('secret-1', WRONG) });
    expect(await health()).toMatchObject({ reason: 'credentials_rejected' });
    takeApiRequests(booted.sandbox, 'zoom');
    const changed = performance.now();
    files.write('secret-1', `${RIGHT}\r\n`);
    expect(await becomes('ok')).toMatchObject({ status: 'healthy', reason: 'ok' });
    expect(performance.now() - changed).toBeLessThan(6000);
    expect(takeApiRequests(booted.sandbox, 'zoom')).toContain('POST /oauth/token');
    files.write('secret-1', WRONG);
    expect(await becomes('credentials_rejected')).toMatchObject({ status: 'degraded' });
    expect(leaks(booted.logs(), parts([RIGHT, WRONG]))).toEqual([]);
  });

  it('is tried at once when it changes while a check runs', async () => {
    await start({ env: fromFile('secret-2', WRONG), delays: { zoom: 2500 } });
    files.write('secret-2', RIGHT);
    const body = await eventually(health, ({ reason }) => reason === 'ok', 12_000);
    expect(body).toMatchObject({ status: 'healthy', reason: 'ok' });
  });

  it('makes the variable missing when it goes, and present when it comes back', async () => {
    await start({ env: fromFile('secret-3', RIGHT) });
    expect((await health()).status).toBe('healthy');
    files.remove('secret-3');
    expect(await becomes('not_configured')).toMatchObject({ status: 'unhealthy' });
    files.write('secret-3', RIGHT);
    expect(await becomes('ok')).toMatchObject({ status: 'healthy' });
  });

  it('stays out of every answer after it was replaced', async () => {
    await start({ env: fromFile('secret-4', WRONG) });
    await health();
    files.write('secret-4', RIGHT);
    await becomes('ok');
    const { text } = await booted.http.get(`/nowhere/${WRONG}/${RIGHT}`);
    expect(text).toContain('/nowhere/');
    expect(leaks(text, parts([WRONG, RIGHT]))).toEqual([]);
  });
});
