import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { boot, type Booted } from '../helpers/boot';

const READER = 'reader-key-of-alice';
const OPERATOR = 'operator-key-of-bob';

async function signIn({ http }: Booted, key: string): Promise<string> {
  const response = await http.post('/api/session').send({ key }).expect(200);
  return cookieOf(response.headers);
}

function cookieOf(headers: Record<string, unknown>): string {
  return (headers['set-cookie'] as string[])[0]!.split(';', 1)[0]!;
}

describe('sessions', () => {
  let service: Booted;

  beforeAll(async () => {
    service = await boot({
      env: {
        API_KEYS: `alice:${READER}`,
        OPERATOR_KEYS: `bob:${OPERATOR}`,
        TRUST_PROXY: 'loopback',
      },
    });
  });
  afterAll(() => service.close());

  it('exchange a key for a cookie that scripts cannot read and other sites cannot send', async () => {
    const response = await service.http.post('/api/session').send({ key: READER }).expect(200);
    expect(response.body).toEqual({
      signed_in: true,
      needs_key: true,
      name: 'alice',
      role: 'reader',
    });
    const [cookie] = response.headers['set-cookie'] as unknown as string[];
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(cookie).toContain('Path=/');
    expect(Buffer.from(cookie!, 'utf8').toString()).not.toContain(READER);
  });

  it('are secure and bound to the host behind TLS', async () => {
    const response = await service.http
      .post('/api/session')
      .set('X-Forwarded-Proto', 'https')
      .send({ key: READER })
      .expect(200);
    const [cookie] = response.headers['set-cookie'] as unknown as string[];
    expect(cookie).toMatch(/^__Host-.*; Secure$/);
  });

  it('let readers look, and only operators act', async () => {
    const reader = await signIn(service, READER);
    await service.http.get('/api/integrations').set('Cookie', reader).expect(200);
    await service.http.post('/api/integrations/zoom/check').set('Cookie', reader).expect(403);
    const operator = await signIn(service, OPERATOR);
    await service.http.post('/api/integrations/zoom/check').set('Cookie', operator).expect(200);
  });

  it('tell who is signed in', async () => {
    const cookie = await signIn(service, OPERATOR);
    const { body } = await service.http.get('/api/session').set('Cookie', cookie).expect(200);
    expect(body).toEqual({ signed_in: true, needs_key: true, name: 'bob', role: 'operator' });
    expect((await service.http.get('/api/session')).body).toEqual({
      signed_in: false,
      needs_key: true,
    });
  });

  it('are named in the audit trail like keys', async () => {
    const cookie = await signIn(service, OPERATOR);
    await service.http.get('/api/notion/health').set('Cookie', cookie).expect(200);
    await delay(50);
    expect(service.logs()).toMatch(/"who":"bob".*\/health/);
  });

  it.each(['wrong', 'alice', `alice:${READER}`, ` ${OPERATOR}x`])(
    'are not given for %p, and nothing is said of the keys that exist',
    async (key) => {
      const response = await service.http.post('/api/session').send({ key }).expect(401);
      expect(response.headers['set-cookie']).toBeUndefined();
      expect(response.text).not.toMatch(/alice|bob|reader|operator/);
    },
  );

  it.each([{}, { key: '' }, { key: 1 }, { key: 'x'.repeat(513) }, { key: READER, more: 1 }])(
    'refuse the body %j by the name of its field',
    async (body) => {
      const response = await service.http.post('/api/session').send(body).expect(400);
      expect(response.body.errors[0].field).toMatch(/^(key|more)$/);
    },
  );

  it('cannot be made, changed or stretched by hand', async () => {
    const cookie = await signIn(service, READER);
    const [name, value] = cookie.split('=') as [string, string];
    const [payload, signature] = value.split('.') as [string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const forged = (change: object) =>
      Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url');
    const attempts = [
      `${forged({ name: 'bob' })}.${signature}`,
      `${forged({ expires: 9_999_999_999 })}.${signature}`,
      `${payload}.${signature.slice(0, -1)}`,
      `${payload}.`,
      payload,
      'e30.e30',
      '..',
      '%00',
      '',
    ];
    for (const attempt of attempts) {
      await service.http.get('/api/integrations').set('Cookie', `${name}=${attempt}`).expect(401);
    }
  });

  it('end when one signs out, for copies of the cookie too', async () => {
    const cookie = await signIn(service, READER);
    const response = await service.http.delete('/api/session').set('Cookie', cookie).expect(204);
    expect(response.headers['set-cookie']![0]).toContain('Max-Age=0');
    await service.http.get('/api/integrations').set('Cookie', cookie).expect(401);
  });

  it('do not mend a wrong key', async () => {
    const cookie = await signIn(service, OPERATOR);
    await service.http
      .get('/api/integrations')
      .set('Cookie', cookie)
      .set('X-API-Key', 'wrong')
      .expect(401);
  });

  it.each([
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
  ])('cannot be used from elsewhere: %j', async (headers) => {
    const cookie = await signIn(service, OPERATOR);
    await service.http
      .post('/api/integrations/zoom/check')
      .set('Cookie', cookie)
      .set(headers)
      .expect(403);
    await service.http.delete('/api/session').set('Cookie', cookie).set(headers).expect(403);
    await service.http.post('/api/session').set(headers).send({ key: READER }).expect(403);
  });

  it('hold on another replica with the same keys, and after a restart', async () => {
    const cookie = await signIn(service, READER);
    const other = await boot({ env: { API_KEYS: `alice:${READER}` } });
    await other.http.get('/api/integrations').set('Cookie', cookie).expect(200);
    await other.close();
    const stranger = await boot({ env: { API_KEYS: 'alice:another-key' } });
    await stranger.http.get('/api/integrations').set('Cookie', cookie).expect(401);
    await stranger.close();
  });
});

describe('a session of a key that is taken back', () => {
  it('ends with the key', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'keys-')), 'keys');
    writeFileSync(file, 'first-key,second-key');
    const service = await boot({ env: { API_KEYS_FILE: file } });
    const cookie = await signIn(service, 'first-key');
    await service.http.get('/api/integrations').set('Cookie', cookie).expect(200);
    writeFileSync(file, 'third-key,second-key');
    let status = 200;
    while (status === 200) {
      await delay(100);
      ({ status } = await service.http.get('/api/integrations').set('Cookie', cookie));
    }
    expect(status).toBe(401);
    await service.close();
  });
});

describe('guessing keys at the sign-in', () => {
  it('is limited like everything else', async () => {
    const service = await boot({ env: { API_KEYS: READER, RATE_LIMIT_PER_MINUTE: '5' } });
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await service.http
        .post('/api/session')
        .send({ key: `guess-${attempt}` })
        .expect(401);
    }
    const refused = await service.http.post('/api/session').send({ key: READER }).expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await service.close();
  });
});

describe('a service without keys', () => {
  it('needs no session and lets everybody act', async () => {
    const service = await boot();
    const { body } = await service.http.get('/api/session').expect(200);
    expect(body).toEqual({ signed_in: true, needs_key: false, role: 'operator' });
    await service.close();
  });
});
