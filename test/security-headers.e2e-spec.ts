import { boot, type Booted } from './helpers/boot';

const KEY = 'reader-key-5f1c';

/** What means something for an answer that is not a page. */
const API = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};

/** All that helmet 8 sets by default, with a policy for pages. */
const PAGE = {
  ...API,
  'content-security-policy': expect.stringMatching(/^default-src 'self';.*script-src 'self'/),
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

let booted: Booted;
beforeAll(async () => {
  booted = await boot({ env: { API_KEYS: KEY } });
});
afterAll(() => booted.close());

describe('security headers', () => {
  it.each([
    ['/api/zoom/health', 200],
    ['/api/integrations/health', 200],
    ['/api/integrations/config', 200],
    ['/api/openapi.json', 200],
    ['/metrics', 200],
    ['/health/live', 200],
    ['/api/foo/health', 404],
    ['/api/nowhere', 404],
    ['/api/zoom/health?strict=1', 400],
    ['/api/%zz/health', 400],
  ])('are on %s, which answers %i', async (path, status) => {
    const { headers } = await booted.http.get(path).set('X-API-Key', KEY).expect(status);
    expect(headers).toMatchObject(API);
  });

  it('are on answers to those without a key', async () => {
    const { headers } = await booted.http.get('/api/zoom/health').expect(401);
    expect(headers).toMatchObject(API);
  });

  it('are on the refusal of a browser that acts for another site', async () => {
    const { headers } = await booted.http
      .post('/api/session')
      .set({ 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' })
      .expect(403);
    expect(headers).toMatchObject(API);
    expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  });

  it.each([
    ['/', 200],
    ['/api/docs', 200],
    ['/nowhere', 404],
  ])('of the page %s are those of a page', async (path, status) => {
    const { headers } = await booted.http
      .get(path)
      .set({ Accept: 'text/html', 'X-API-Key': KEY })
      .expect(status);
    expect(headers).toMatchObject(PAGE);
  });

  it('tell nothing of what answers', async () => {
    const { headers } = await booted.http.get('/');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
  });
});
