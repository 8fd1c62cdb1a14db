import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import * as fc from 'fast-check';
import { boot, type Booted } from './helpers/boot';
import { KEYS } from './helpers/contract';
import { sendRaw } from './helpers/raw-http';

const MEETING = { topic: 'Weekly sync', start_time: '2026-02-05T15:00:00Z', duration: 30 };
const CREATE = '/api/zoom/create-meeting';

let booted: Booted;
beforeAll(async () => {
  booted = await boot({
    env: { ZOOM_ACCOUNT_ID: 'sbxZoomAcct-0123456789', CHECK_INTERVAL_SECONDS: '3600' },
  });
  await booted.http.get('/api/integrations/health');
});
afterAll(() => booted.close());

const problem = (status: number, detail: unknown, instance: string) => ({
  type: 'about:blank',
  title: expect.any(String),
  status,
  detail,
  instance,
});

const send = (body: string, type = 'application/json', path = CREATE) =>
  booted.http.post(path).set('Content-Type', type).send(body);

describe('a body', () => {
  it.each([
    ['is cut off', '{"topic":"Weekly'],
    ['is no JSON', 'topic=Weekly'],
    ['is empty', ''],
    ['has a trailing comma', '{"duration":30,}'],
    ['would change prototypes', '{"__proto__":{"duration":30}}'],
    ['would change constructors', '{"constructor":{"prototype":{"duration":30}}}'],
  ])('that %s is a 400 that names the body', async (_case, body) => {
    const response = await send(body);
    expect(response.status).toBe(400);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.body).toEqual(problem(400, expect.stringMatching(/^body: /), CREATE));
    expect(response.text).not.toMatch(/Weekly|position|token/);
  });

  it.each([
    ['a list', JSON.stringify([MEETING])],
    ['null', 'null'],
    ['a number', '5'],
    ['text', '"text"'],
    ['true', 'true'],
  ])('that is %s is a 400 that names what is missing', async (_case, body) => {
    const response = await send(body);
    expect(response.status).toBe(400);
    expect(response.body.errors).toEqual(
      expect.arrayContaining([
        { field: 'topic', problem: 'must be text' },
        { field: 'start_time', problem: 'must be an ISO 8601 date-time' },
        { field: 'duration', problem: 'must be a whole number of minutes' },
      ]),
    );
  });

  it.each([
    ['lists', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['objects', `${'{"topic":'.repeat(6000)}1${'}'.repeat(6000)}`],
  ])('of very deep %s is a 400', async (_case, body) => {
    const response = await send(body);
    expect(response.status).toBe(400);
    expect(response.body).toEqual({
      ...problem(400, 'body: must not be nested so deeply', CREATE),
      errors: [{ field: 'body', problem: 'must not be nested so deeply' }],
    });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'join_url'])(
    'with the unknown field %s is a 400 that names it',
    async (field) => {
      const response = await send(JSON.stringify(MEETING).replace('{', `{"${field}":1,`));
      expect(response.status).toBe(400);
      expect(response.body.detail).toMatch(new RegExp(`^(${field}|body): `));
    },
  );

  it('may have 64 KB and no more', async () => {
    const padded = (bytes: number) => `{"topic":"${'x'.repeat(bytes - '{"topic":""}'.length)}"}`;
    const within = await send(padded(64 * 1024));
    expect([within.status, within.body.errors[0].field]).toEqual([400, 'topic']);
    const beyond = await send(padded(64 * 1024 + 1));
    expect(beyond.status).toBe(413);
    expect(beyond.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(beyond.body).toEqual(problem(413, expect.stringMatching(/^body: .*64 KB/), CREATE));
  });

  it('of unknown length is limited too', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x1_00_00)}\r\n`;
    const answer = await sendRaw(
      booted.url,
      `POST ${CREATE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
        `Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
  });

  it('is limited on routes that read none', async () => {
    const response = await send('x'.repeat(70_000), 'application/json', '/api/nowhere');
    expect(response.status).toBe(413);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  });

  it.each(['application/xml', 'multipart/form-data; boundary=x', 'image/png', 'json', 'a/b/c'])(
    'of type %s is a 415',
    async (type) => {
      const response = await send('<a/>', type);
      expect(response.status).toBe(415);
      expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(response.body).toEqual(problem(415, expect.stringMatching(/^content-type: /), CREATE));
    },
  );

  it.each(['text/plain', 'application/x-www-form-urlencoded'])(
    'of type %s is held to the same types of values',
    async (type) => {
      const response = await send('topic=a&start_time=2026-02-05T15:00:00Z&duration=30', type);
      expect(response.status).toBe(400);
      expect(response.body.errors.at(-1).field).toBe('duration');
    },
  );
});

describe('a query', () => {
  it.each([
    ['/api/zoom/health', 'strict=yes', 'strict'],
    ['/api/zoom/health', 'strict', 'strict'],
    ['/api/zoom/health', 'strict=true&strict=false', 'strict'],
    ['/api/zoom/health', 'strict[]=true', 'strict[]'],
    ['/api/zoom/health', `strict=${'t'.repeat(5000)}`, 'strict'],
    ['/api/zoom/health', 'Strict=true', 'Strict'],
    ['/api/zoom/health', 'page=2', 'page'],
    ['/api/zoom/health', '__proto__=1', '__proto__'],
    ['/api/zoom/health', 'constructor=1', 'constructor'],
    ['/api/zoom/health', 'toString=1', 'toString'],
    ['/api/zoom/health', '%zz=1', '%zz'],
    ['/api/integrations/health', 'strict=1', 'strict'],
    ['/api/integrations/health', 'services=zoom', 'services'],
    ['/api/integrations/config', 'strict=true', 'strict'],
  ])('%s?%s is a 400 that names the field', async (path, query, field) => {
    const response = await booted.http.get(`${path}?${query}`);
    expect(response.status).toBe(400);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.body).toEqual({
      ...problem(400, expect.any(String), path),
      errors: [{ field, problem: expect.stringMatching(/^(must be|is not known)/) }],
    });
    expect(response.body.detail.startsWith(`${field}: `)).toBe(true);
    expect(response.text).not.toMatch(/t{50}|yes/);
  });

  it('is judged each time as if it were the first', async () => {
    const statuses: number[] = [];
    for (const query of [
      'strict=false',
      'strict=no',
      'strict=false',
      'strict=no',
      'x=1',
      'x=1',
      '',
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      statuses.push((await booted.http.get(`/api/zoom/health?${query}`)).status);
    }
    expect(statuses).toEqual([200, 400, 200, 400, 400, 400, 200]);
  });

  it.each(['/api/integrations/zoom/check', CREATE])('of POST %s is checked too', async (path) => {
    const response = await booted.http.post(`${path}?force=1`).send(MEETING);
    expect(response.status).toBe(400);
    expect(response.body.detail).toBe('force: is not known');
  });

  it('with a very long name is answered shortly', async () => {
    const response = await booted.http.get(`/api/zoom/health?${'q'.repeat(9000)}=1`);
    expect(response.status).toBe(400);
    expect(response.text.length).toBeLessThan(600);
  });
});

describe('a path', () => {
  it.each([65, 300, 5000])(
    'with a service of %i characters is a 400 that names it',
    async (length) => {
      const path = `/api/${'z'.repeat(length)}/health`;
      const response = await booted.http.get(path);
      expect(response.status).toBe(400);
      expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(response.body.detail).toBe('service: must not be longer than 64 characters');
    },
  );

  it.each(['/api/%zz/health', '/api/%/health', '/api/%ff/health', '/%c0%ae', '/api/docs/%E0%A4%A'])(
    '%s that cannot be decoded is a 400',
    async (path) => {
      const response = await booted.http.get(path);
      expect(response.status).toBe(400);
      expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(response.body).toEqual(problem(400, 'path: cannot be decoded', path));
    },
  );

  it.each([
    ['GET', '/api'],
    ['GET', '/api/zoom'],
    ['GET', '/API/zoom/health'],
    ['GET', '/api/zoom/health/more'],
    ['GET', '/api//health'],
    ['GET', '//api/zoom/health'],
    ['GET', '/api/zoom/..%2fhealth'],
    ['GET', '/health'],
    ['GET', '/health/nope'],
    ['GET', '/.env'],
    ['GET', CREATE],
    ['GET', '/api/integrations/zoom/check'],
    ['POST', '/api/zoom/health'],
    ['PUT', '/api/zoom/health'],
    ['PATCH', '/api/integrations/health'],
    ['DELETE', '/api/integrations/config'],
    ['DELETE', '/health/live'],
    ['OPTIONS', '/api/zoom/health'],
    ['PROPFIND', '/api/zoom/health'],
    ['TRACE', '/api/zoom/health'],
  ])('%s %s is a 404', async (method, path) => {
    const answer = await exchange({ method, path });
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(answer.text)).toEqual(problem(404, 'No such route', path));
  });

  it('may end in a slash', async () => {
    await booted.http.get('/api/zoom/health/').expect(200);
    await booted.http.get('/health/live/').expect(200);
  });
});

describe('bytes that are no request', () => {
  it.each([
    [400, 'another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    [400, 'an unknown method', 'FETCH /api/zoom/health HTTP/1.1\r\nHost: x\r\n\r\n'],
    [400, 'a broken header', 'GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n'],
    [400, 'a wrong length', `POST ${CREATE} HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n`],
    [
      400,
      'two lengths',
      `POST ${CREATE} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`,
    ],
    [431, 'too many headers', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`],
    [431, 'too long an address', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ])('are a %i: %s', async (status, _case, bytes) => {
    const [head = '', body = ''] = (await sendRaw(booted.url, bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/^content-type: application\/problem\+json/im);
    expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status });
  });
});

describe('whatever is sent', () => {
  const RUNS = 2000;

  it(`gets an answer that is no failure, ${RUNS} times`, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    await fc.assert(
      fc.asyncProperty(anyRequest(), async (sent) => {
        const { status, headers, text } = await exchange(sent, agent);
        // Too large a head is refused before there is a request.
        if (status !== 431) expect(headers['x-request-id']).toMatch(/^[\w.-]{1,128}$/);
        expect(isFailure(sent.path, status, text)).toBe(false);
        if (status < 400) return;
        if (sent.method === 'HEAD') expect(text).toBe('');
        else if (status === 404 && isForPeople(sent))
          expect(headers['content-type']).toMatch(/^text\/html/);
        else expectErrorBody(status, headers, text);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    agent.destroy();
    await booted.http.get('/health/live').expect(200);
    expect(booted.logs()).not.toMatch(/"level":"(error|fatal)"/);
  }, 60_000);
});

/** Browsers get a page for addresses that lead nowhere, except below those of programs. */
function isForPeople({ method, path, headers }: Sent): boolean {
  const isBrowser = headers?.accept === 'text/html' && method === 'GET';
  return isBrowser && !/^\/(api|health|metrics)(\/|\?|$)/.test(path);
}

/** A guarded or strict route may be unavailable, and so may Zoom behind create-meeting. */
function isFailure(path: string, status: number, text: string): boolean {
  if (status < 500) return false;
  if (status === 503) return !/"integration":|strict=true/.test(`${text}${path}`);
  return !((status === 501 || status === 502) && path.startsWith(CREATE));
}

function expectErrorBody(status: number, headers: IncomingHttpHeaders, text: string): void {
  const body = JSON.parse(text);
  if (body.ok === false) {
    expect(status).toBe(404);
    expect(Object.keys(body)).toEqual(['ok', 'service', 'status', 'message']);
  } else if (body.ok !== true) {
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ type: 'about:blank', status, detail: expect.any(String) });
    expect(text).not.toMatch(/node_modules|\.ts:\d|\.js:\d|Error:/);
  }
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function exchange({ method, path, headers = {}, body }: Sent, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(body ?? '')) };
    const outgoing = request(booted.url, {
      method,
      path,
      headers: { ...headers, ...length },
      agent: agent ?? false,
    });
    outgoing.on('error', reject).on('response', (incoming) => {
      let text = '';
      incoming
        .setEncoding('utf8')
        .on('data', (chunk: string) => (text += chunk))
        .on('end', () =>
          resolve({ status: incoming.statusCode!, headers: incoming.headers, text }),
        );
    });
    outgoing.end(body);
  });
}

const WORDS: readonly string[] = [
  ...KEYS,
  ...words('api integrations health config check create-meeting docs openapi.json google-drive'),
  ...words('live ready metrics .. . * :service index.html %00 %2e%2e %2F %zz %ff null'),
  ...words('__proto__ constructor toString'),
  '',
];

const REAL_PATHS = [
  ...words('/api/zoom/health /api/integrations/health /api/integrations/config /api/foo/health'),
  ...words('/api/integrations/slack/check /api/google_drive/health /api/openapi.json /api/docs'),
  ...words('/health/live /health/ready /health/integrations'),
  CREATE,
];

const METHODS = [
  ...words('GET GET GET POST POST HEAD PUT PATCH DELETE OPTIONS'),
  ...words('PROPFIND SEARCH REPORT TRACE QUERY'),
];

const TYPES = [
  ...words('application/json text/plain text/html application/xml multipart/form-data ; */*'),
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
];

function words(list: string): string[] {
  return list.split(' ');
}

function anyRequest(): fc.Arbitrary<Sent> {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  const encoded = text.map((value) => encodeURIComponent(value.toWellFormed()));
  const long = fc.integer({ min: 50, max: 6000 }).map((length) => 'l'.repeat(length));
  const segment = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...WORDS) },
    { weight: 3, arbitrary: encoded },
    { weight: 1, arbitrary: long },
  );
  const path = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...REAL_PATHS) },
    {
      weight: 2,
      arbitrary: fc.array(segment, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`),
    },
  );
  const parameter = fc.tuple(
    fc.oneof(fc.constantFrom('strict', 'strict[]', '__proto__', 'constructor', 'a[b][c]'), encoded),
    fc.oneof(fc.constantFrom('true', 'false', '', '1', '%zz', '%00'), encoded, long),
  );
  const query = fc
    .array(parameter, { maxLength: 3 })
    .map((parts) => parts.map(([name, value]) => `${name}=${value}`).join('&'));
  return fc.record({
    method: fc.constantFrom(...METHODS),
    path: fc
      .tuple(path, fc.option(query))
      .map(([route, asked]) => (asked === null ? route : `${route}?${asked}`)),
    headers: anyHeaders(),
    body: anyBody(),
  });
}

function anyHeaders(): fc.Arbitrary<Record<string, string>> {
  const value = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    maxLength: 200,
  });
  const accept = fc.constantFrom('*/*', 'application/health+json', 'text/html', ';;q=x', ',');
  return fc.record(
    {
      'content-type': fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...TYPES) }, value),
      accept: fc.oneof(accept, value),
      authorization: fc.oneof(
        value,
        value.map((key) => `Bearer ${key}`),
      ),
      'x-api-key': value,
      'x-request-id': value,
      'x-forwarded-for': value,
      'content-encoding': fc.constantFrom('gzip', 'br', 'identity', 'x'),
      'accept-version': value,
      'x-http-method-override': fc.constantFrom('DELETE', 'PUT'),
      cookie: value,
      range: value,
      origin: value,
    },
    { requiredKeys: [] },
  );
}

function anyBody(): fc.Arbitrary<string | Uint8Array> {
  const meeting = fc.record(
    {
      topic: fc.oneof(fc.constant(MEETING.topic), fc.jsonValue()),
      start_time: fc.oneof(fc.constant(MEETING.start_time), fc.jsonValue()),
      duration: fc.oneof(fc.constant(MEETING.duration), fc.jsonValue()),
      extra: fc.jsonValue(),
    },
    { requiredKeys: ['topic', 'start_time', 'duration'] },
  );
  return fc.oneof(
    fc.constant(''),
    fc.constant(JSON.stringify(MEETING)),
    meeting.map((value) => JSON.stringify(value)),
    fc.json(),
    fc.json().map((value) => value.slice(0, -1)),
    fc.uint8Array({ maxLength: 200 }),
    fc.integer({ min: 60_000, max: 70_000 }).map((length) => `"${'b'.repeat(length)}"`),
  );
}
