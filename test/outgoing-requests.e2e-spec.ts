import type { IncomingHttpHeaders } from 'node:http';
import type { IntegrationHealthIndicator } from '../src/integrations/integration.health';
import { INTEGRATIONS } from '../src/integrations/integration.registry';
import { INTEGRATION_KEYS, type IntegrationKey } from '../src/integrations/integrations.catalog';
import { Monitor } from '../src/monitor/monitor.service';
import { boot, type Booted } from './helpers/boot';
import { sandboxEnv } from './sandbox/sandbox-env';
import { SandboxServer, send } from './sandbox/sandbox-server';
import { VENDORS } from './sandbox/vendors';

const ALLOWED = new Set([
  'accept',
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'host',
  'notion-version',
  'stripe-account',
  'stripe-version',
  'user-agent',
  'x-github-api-version',
]);

const optional = Object.assign(
  {},
  ...INTEGRATION_KEYS.map((key) => VENDORS[key].optional),
) as Record<string, string>;

const vendors = new SandboxServer(VENDORS);
let received: { key: IntegrationKey; headers: IncomingHttpHeaders }[] = [];
let service: Booted | undefined;

beforeAll(async () => {
  await vendors.start();
  for (const key of INTEGRATION_KEYS) {
    vendors.breakWith(key, ({ headers }, response, answer) => {
      received.push({ key, headers });
      send(response, { ...answer, headers: { ...answer.headers, 'set-cookie': 'visitor=1' } });
    });
  }
});

afterEach(async () => {
  await service?.close();
  service = undefined;
  received = [];
});

afterAll(() => vendors.stop());

async function serve(env: Record<string, string> = {}): Promise<Booted> {
  service = await boot({ env: { ...sandboxEnv(vendors), ...env } });
  const monitor = service.app.get(Monitor);
  await Promise.all(INTEGRATION_KEYS.map((key) => monitor.settled(key)));
  return service;
}

describe('every request to a vendor', () => {
  it('carries our name and nothing that it does not need, not even a cookie it was given', async () => {
    const { app } = await serve(optional);
    const indicators = app.get<readonly IntegrationHealthIndicator[]>(INTEGRATIONS);
    const signal = AbortSignal.timeout(5000);
    await Promise.all(indicators.map((indicator) => indicator.proveCredentials(signal)));

    expect(new Set(received.map(({ key }) => key))).toEqual(new Set(INTEGRATION_KEYS));
    const names = received.flatMap(({ headers }) => Object.keys(headers));
    expect(names.filter((name) => !ALLOWED.has(name))).toEqual([]);
    expect(new Set(received.map(({ headers }) => headers['user-agent']))).toEqual(
      new Set(['integration-health']),
    );
  });

  it('carries no credentials where it only asks whether the vendor answers', async () => {
    const { app } = await serve(optional);
    received = [];
    const indicators = app.get<readonly IntegrationHealthIndicator[]>(INTEGRATIONS);
    const signal = AbortSignal.timeout(5000);
    await Promise.all(indicators.map((indicator) => indicator.probeApi(signal)));
    expect(received).toHaveLength(INTEGRATION_KEYS.length);
    expect(received.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });
});

describe('a token that no header can carry', () => {
  const TOKENS: [name: string, spoil: (token: string) => string][] = [
    ['ends in a line feed', (token) => `${token}\n`],
    ['ends in a carriage return', (token) => `${token}\r`],
    ['spans two lines', (token) => `${token.slice(0, 8)}\r\nX-Injected: 1${token.slice(8)}`],
    ['holds a control character', (token) => `${token}\u0007`],
    ['holds a character beyond Latin', (token) => `${token}\u2026`],
  ];

  it.each(TOKENS)('that %s is not sent, and its variable is named', async (_name, spoil) => {
    const token = VENDORS.github.credentials['GITHUB_TOKEN']!;
    const { app, logs } = await serve({ GITHUB_TOKEN: spoil(token) });
    const { status, reason, message } = app.get(Monitor).current('github');
    expect({ status, reason }).toEqual({ status: 'degraded', reason: 'credentials_rejected' });
    expect(message).toMatch(/^GitHub refused the credentials: GITHUB_TOKEN was not sent: /);
    const sent = received.map(({ headers }) => headers.authorization ?? '');
    expect(sent.filter((value) => value.startsWith('Bearer ghp_'))).toEqual([]);
    expect(`${message}${logs()}`).not.toContain(token.slice(8));
  });
});

describe('credentials of any characters', () => {
  const odd = Object.assign(
    {},
    ...INTEGRATION_KEYS.map((key) =>
      Object.fromEntries(
        Object.keys({ ...VENDORS[key].credentials, ...VENDORS[key].optional })
          .filter((name) => !name.endsWith('_URL'))
          .map((name) => [name, `a b/c?d#e%\n\u00e9\u2026:${name}`]),
      ),
    ),
  ) as Record<string, string>;

  it('are refused one way or the other, and break nothing', async () => {
    const { app, http } = await serve({ ...optional, ...odd });
    const monitor = app.get(Monitor);
    const reasons = INTEGRATION_KEYS.map((key) => [key, monitor.current(key).reason]);
    expect(reasons).toEqual(INTEGRATION_KEYS.map((key) => [key, 'credentials_rejected']));
    expect((await http.get('/health/live')).status).toBe(200);
  });
});
