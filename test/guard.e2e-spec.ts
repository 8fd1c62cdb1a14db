import type { IncomingMessage, ServerResponse } from 'node:http';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { RequireHealthy } from '../src/health/require-healthy.decorator';
import { boot, type Booted, type BootOptions } from './helpers/boot';
import { eventually } from './helpers/eventually';
import { takeApiRequests } from './helpers/requests';

let runs = 0;

@Controller('product')
class ProductController {
  @Get('notes')
  @RequireHealthy('notion')
  notes() {
    runs += 1;
    return { ran: 'notes' };
  }

  @Post('announcements/:id')
  @RequireHealthy('notion', 'slack')
  announce() {
    runs += 1;
    return { ran: 'announcements' };
  }

  @Get('open')
  open() {
    return { ran: 'open' };
  }
}

@Controller('product/boards')
@RequireHealthy('trello')
class BoardsController {
  @Get()
  list() {
    runs += 1;
    return { ran: 'boards' };
  }

  @Get('paid')
  @RequireHealthy('stripe')
  paid() {
    runs += 1;
    return { ran: 'paid' };
  }
}

@Module({ controllers: [ProductController, BoardsController] })
class ProductModule {}

const MEETING = { topic: 'Weekly sync', start_time: '2026-02-05T15:00:00Z', duration: 30 };
const ACCOUNT = { ZOOM_ACCOUNT_ID: 'sbxZoomAcct-0123456789' };
const RARELY = { CHECK_INTERVAL_SECONDS: '3600', CREDENTIALS_INTERVAL_SECONDS: '3600' };

let booted: Booted;
const start = async (options: BootOptions = {}) =>
  (booted = await boot({ modules: [ProductModule], ...options }));
const settleAll = () => booted.http.get('/api/integrations/health');

describe('RequireHealthy', () => {
  beforeEach(() => (runs = 0));
  afterEach(() => booted.close());

  it('lets requests through while all is well', async () => {
    await start();
    await settleAll();
    expect((await booted.http.get('/product/notes')).body).toEqual({ ran: 'notes' });
    expect((await booted.http.post('/product/announcements/1')).status).toBe(201);
    expect((await booted.http.get('/product/boards')).body).toEqual({ ran: 'boards' });
    expect((await booted.http.get('/product/boards/paid')).body).toEqual({ ran: 'paid' });
  });

  it.each<[string, 'get' | 'post', string, BootOptions, string, string]>([
    ['on a handler', 'get', '/product/notes', down('notion'), 'notion', 'vendor_error'],
    ['on a controller', 'get', '/product/boards', down('trello'), 'trello', 'vendor_error'],
    [
      'of both, the controller',
      'get',
      '/product/boards/paid',
      down('trello'),
      'trello',
      'vendor_error',
    ],
    [
      'of both, the handler',
      'get',
      '/product/boards/paid',
      down('stripe'),
      'stripe',
      'vendor_error',
    ],
    [
      'the first of two',
      'post',
      '/product/announcements/7',
      down('notion'),
      'notion',
      'vendor_error',
    ],
    [
      'the second of two',
      'post',
      '/product/announcements/7',
      down('slack'),
      'slack',
      'vendor_error',
    ],
    [
      'refused credentials',
      'get',
      '/product/notes',
      { scenarios: { notion: 'wrong_secret' } },
      'notion',
      'credentials_rejected',
    ],
  ])('refuses: %s', async (_case, method, path, options, integration, reason) => {
    await start(options);
    await settleAll();
    const response = await booted.http[method](`${path}?secret=1`);
    const name = { notion: 'Notion', trello: 'Trello', stripe: 'Stripe', slack: 'Slack' };
    expect(response.status).toBe(503);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(Object.entries(response.body)).toEqual([
      ['type', 'about:blank'],
      ['title', 'Service Unavailable'],
      ['status', 503],
      ['detail', `${name[integration as keyof typeof name]} integration is currently unavailable`],
      ['instance', path],
      ['integration', integration],
      ['reason', reason],
    ]);
    expect(runs).toBe(0);
  });

  it('tells when the next check is in Retry-After', async () => {
    await start({ ...down('notion'), env: { CHECK_INTERVAL_SECONDS: '40' } });
    await settleAll();
    const { headers } = await booted.http.get('/product/notes');
    // The interval has a tenth of jitter.
    expect(headers['retry-after']).toMatch(/^(3[0-9]|4[0-4])$/);
  });

  it("tells the vendor's own wait where it limits us", async () => {
    await start({ scenarios: { slack: 'rate_limited' }, env: { CHECK_INTERVAL_SECONDS: '1' } });
    await settleAll();
    const { headers, body } = await booted.http.post('/product/announcements/7');
    expect(body).toMatchObject({ integration: 'slack', reason: 'rate_limited' });
    expect(Number(headers['retry-after'])).toBeGreaterThan(2);
  });

  it('leaves other routes alone with every vendor down', async () => {
    await start({ configured: [] });
    expect((await booted.http.get('/product/open')).body).toEqual({ ran: 'open' });
  });

  it('lets requests through again once the integration is well', async () => {
    await start({ ...down('notion'), env: { CHECK_INTERVAL_SECONDS: '1' } });
    await settleAll();
    await booted.http.get('/product/notes').expect(503);
    booted.sandbox.play('notion', 'ok');
    const response = await eventually(
      () => booted.http.get('/product/notes'),
      ({ status }) => status === 200,
    );
    expect(response.status).toBe(200);
  });

  it('waits for the first verdict and then decides', async () => {
    await start({ ...down('notion'), delays: { notion: 200 } });
    const responses = await Promise.all(
      Array.from({ length: 10 }, () => booted.http.get('/product/notes')),
    );
    expect(responses.map(({ status }) => status)).toEqual(responses.map(() => 503));
  });

  it('lets the request through after a second without a verdict', async () => {
    await start({ ...down('notion'), delays: { notion: 4000 } });
    const begin = performance.now();
    const response = await booted.http.get('/product/notes');
    expect(response.status).toBe(200);
    expect(performance.now() - begin).toBeGreaterThan(900);
    // The verdict, which would refuse, came later.
    const report = await booted.http.get('/health/integrations');
    expect(report.body.details.notion.status).toBe('degraded');
  });

  it('names its routes as affected endpoints', async () => {
    await start({ configured: [] });
    const { body } = await booted.http
      .get('/api/integrations/health')
      .set('Accept', 'application/health+json')
      .buffer(true)
      .parse(parseText);
    const { checks } = JSON.parse(body);
    const affected = (key: string) => checks[`${key}:configuration`][0].affectedEndpoints;
    expect(affected('notion')).toEqual(['/product/announcements/{id}', '/product/notes']);
    expect(affected('trello')).toEqual(['/product/boards', '/product/boards/paid']);
    expect(affected('stripe')).toEqual(['/product/boards/paid']);
    expect(affected('zoom')).toEqual(['/api/zoom/create-meeting']);
  });
});

const create = (body: object = MEETING) => booted.http.post('/api/zoom/create-meeting').send(body);
const begin = async (options: BootOptions = {}) => {
  await start({ ...options, env: { ...RARELY, ...ACCOUNT, ...options.env } });
  await booted.http.get('/api/zoom/health');
};

describe('a meeting that is not one', () => {
  beforeAll(() => begin());
  afterAll(() => booted.close());

  const asked = () => takeApiRequests(booted.sandbox, 'zoom');

  it.each<[string, object]>([
    ['topic', { topic: undefined }],
    ['topic', { topic: 7 }],
    ['topic', { topic: '' }],
    ['topic', { topic: 'x'.repeat(201) }],
    ['topic', { topic: { text: 'nested' } }],
    ['start_time', { start_time: undefined }],
    ['start_time', { start_time: 'tomorrow' }],
    ['start_time', { start_time: '2026-02-30T15:00:00Z' }],
    ['start_time', { start_time: '2026-02-05' }],
    ['start_time', { start_time: 1_770_303_600 }],
    ['duration', { duration: undefined }],
    ['duration', { duration: '30' }],
    ['duration', { duration: 0 }],
    ['duration', { duration: 30.5 }],
    ['duration', { duration: 1441 }],
    ['duration', { duration: null }],
    ['host', { host: 'someone' }],
  ])('is a 400 that names %s for %j', async (field, wrong) => {
    const response = await create({ ...MEETING, ...wrong });
    expect(response.status).toBe(400);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.body.detail).toMatch(new RegExp(`^${field}: `));
    expect(response.body.errors[0].field).toBe(field);
    expect(asked()).not.toContain('POST /v2/users/me/meetings');
  });

  it.each([[[MEETING]], [[]], [[[MEETING]]]])('refuses a list: %j', async (body) => {
    const response = await create(body);
    expect(response.status).toBe(400);
    expect(asked()).not.toContain('POST /v2/users/me/meetings');
  });
});

describe('POST /api/zoom/create-meeting', () => {
  afterEach(() => booted.close());

  it('creates the meeting at Zoom and answers it', async () => {
    await begin();
    const response = await create();
    expect(response.status).toBe(201);
    expect(response.body).toEqual({
      id: 85746065432,
      join_url: 'https://zoom.us/j/85746065432',
      ...MEETING,
    });
  });

  it('obtains one token for checks and meetings', async () => {
    await begin();
    await create().expect(201);
    await create().expect(201);
    await create().expect(201);
    booted.advance(6000);
    await booted.http.post('/api/integrations/zoom/check').expect(200);
    const asked = takeApiRequests(booted.sandbox, 'zoom');
    expect(asked.filter((line) => line === 'POST /oauth/token')).toHaveLength(1);
    expect(asked.filter((line) => line === 'POST /v2/users/me/meetings')).toHaveLength(3);
  });

  it('refuses in the words of the contract when Zoom is not configured', async () => {
    await begin({ configured: ['notion'] });
    const response = await create();
    expect(response.status).toBe(503);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(response.text).toBe(
      JSON.stringify({
        type: 'about:blank',
        title: 'Service Unavailable',
        status: 503,
        detail: 'Zoom integration is not configured',
        instance: '/api/zoom/create-meeting',
        integration: 'zoom',
        reason: 'not_configured',
      }),
    );
  });

  it('judges the integration before the input', async () => {
    await begin({ scenarios: { zoom: 'wrong_secret' } });
    await create({}).expect(503);
  });

  it('names the missing variable, after the guard', async () => {
    await begin({ env: { ZOOM_ACCOUNT_ID: undefined } });
    const response = await create();
    expect(response.status).toBe(501);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.body).toMatchObject({
      title: 'Not Implemented',
      status: 501,
      detail: expect.stringContaining('ZOOM_ACCOUNT_ID'),
      instance: '/api/zoom/create-meeting',
    });
    booted.sandbox.play('zoom', 'server_error');
    booted.advance(6000);
    await booted.http.post('/api/integrations/zoom/check');
    const refused = await eventually(create, ({ status }) => status === 503);
    expect(refused.status).toBe(503);
  });

  it.each<[string, (answers: Answers) => void]>([
    ['fails', ({ json }) => json(500, { code: 500, message: 'internal' })],
    ['answers an edge page', ({ text }) => text(201, '<html>created</html>')],
    ['answers without a meeting', ({ json }) => json(201, { id: 'x' })],
    ['lacks the scope', ({ json }) => json(400, { code: 4711, message: 'scopes' })],
    ['does not accept it', ({ json }) => json(400, { code: 300, message: 'Invalid' })],
    ['breaks off', ({ response }) => response.destroy()],
    ['redirects', ({ response }) => response.writeHead(302, { location: '/elsewhere' }).end()],
  ])('is a 502 when Zoom %s', async (_case, answer) => {
    await begin();
    booted.sandbox.breakWith('zoom', (request, response) => answer(answersTo(request, response)));
    const response = await create();
    expect(response.status).toBe(502);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.body).toMatchObject({
      title: 'Bad Gateway',
      status: 502,
      detail: expect.stringContaining('Zoom'),
      instance: '/api/zoom/create-meeting',
    });
    expect(response.text).not.toMatch(/internal|html|scopes|Invalid|elsewhere/);
  });

  it('is a 502 when Zoom does not answer in time', async () => {
    await begin({ env: { CHECK_TIMEOUT_MS: '300' } });
    booted.sandbox.slow('zoom', 10_000);
    const response = await create();
    expect(response.status).toBe(502);
    expect(response.body.detail).toBe('Zoom did not answer in time');
  });

  it("passes Zoom's own wait on when it limits us", async () => {
    await begin();
    booted.sandbox.breakWith('zoom', (request, response) => {
      response.setHeader('retry-after', '17');
      answersTo(request, response).json(429, { code: 429, message: 'limit' });
    });
    const response = await create();
    expect(response.status).toBe(503);
    expect(response.headers['retry-after']).toBe('17');
  });

  it('renews a token that died', async () => {
    await begin();
    let minted = 0;
    booted.sandbox.breakWith('zoom', (request, response) => {
      const { json } = answersTo(request, response);
      if (request.url?.endsWith('/oauth/token')) {
        minted += 1;
        return json(200, { access_token: 'renewed-token', expires_in: 3600 });
      }
      if (request.headers.authorization !== 'Bearer renewed-token') {
        return json(401, { code: 124, message: 'Access token is expired.' });
      }
      return json(201, { id: 1, join_url: 'https://zoom.us/j/1', ...MEETING, host_id: 'h' });
    });
    const response = await create();
    expect(response.status).toBe(201);
    expect(response.body).toEqual({ id: 1, join_url: 'https://zoom.us/j/1', ...MEETING });
    await create().expect(201);
    expect(minted).toBe(1);
  });

  it('tries only once more with a renewed token', async () => {
    await begin();
    booted.sandbox.takeRequests('zoom');
    booted.sandbox.breakWith('zoom', (request, response) => {
      const { json } = answersTo(request, response);
      if (request.url?.endsWith('/oauth/token')) return json(200, { access_token: 'dead-too' });
      return json(401, { code: 124, message: 'Invalid access token.' });
    });
    const response = await create();
    expect(response.status).toBe(502);
    const asked = takeApiRequests(booted.sandbox, 'zoom');
    expect(asked.filter((line) => line === 'POST /v2/users/me/meetings')).toHaveLength(2);
  });
});

function down(key: 'notion' | 'trello' | 'stripe' | 'slack'): BootOptions {
  return { scenarios: { [key]: 'server_error' } };
}

interface Answers {
  readonly response: ServerResponse;
  json(status: number, body: object): void;
  text(status: number, body: string): void;
}

function answersTo(_request: IncomingMessage, response: ServerResponse): Answers {
  const answer = (status: number, type: string, body: string) =>
    void response.writeHead(status, { 'content-type': type }).end(body);
  return {
    response,
    json: (status, body) => answer(status, 'application/json', JSON.stringify(body)),
    text: (status, body) => answer(status, 'text/html', body),
  };
}

function parseText(
  response: NodeJS.EventEmitter,
  done: (error: Error | null, text: string) => void,
): void {
  let text = '';
  response.on('data', (chunk) => (text += chunk)).on('end', () => done(null, text));
}
