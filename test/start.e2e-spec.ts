import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { eventually } from './helpers/eventually';
import { temporaryFiles } from './helpers/files';
import { ServiceProcess } from './helpers/service-process';
import { sandboxEnv } from './sandbox/sandbox-env';
import { SandboxServer } from './sandbox/sandbox-server';
import { VENDORS } from './sandbox/vendors';

jest.setTimeout(40_000);

const LOCAL = { HOST: '127.0.0.1', PORT: '0' };
const files = temporaryFiles();
let running: ServiceProcess[] = [];
const run = (env: Readonly<Record<string, string>>) => {
  const service = new ServiceProcess({ ...LOCAL, ...env });
  running.push(service);
  return service;
};

afterEach(async () => {
  for (const service of running) service.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
});
afterAll(() => files.removeAll());

describe('a start with wrong settings', () => {
  it('ends with one line a problem, names only', async () => {
    const service = run({
      PORT: 'canary-port',
      CHECK_INTERVAL_SECONDS: '0',
      CHECK_TIMEOUT_MS: '1.5',
      STALE_AFTER_SECONDS: 'canary-stale',
      READINESS_INTEGRATIONS: 'zoom,canary-integration',
      TRUST_PROXY: 'canary proxy',
      LOG_LEVEL: 'canary-level',
      AUTH: 'canary-auth',
      ZOOM_API_URL: 'canary://user:canary-password@host',
      NOTION_AUTH_URL: 'https://user:canary-password@host',
      SLACK_CLIENT_SECRET_FILE: '/canary/secret/file',
      API_KEYS_FILE: '/',
      OPERATOR_KEYS: `ops:canary-operator-key-${'x'.repeat(600)}`,
    });
    expect(await service.ended).toEqual({ code: 1, signal: null });
    const named = service.errors.map((line) => line.split(' ')[0]).sort();
    expect(named).toEqual([
      'API_KEYS_FILE',
      'AUTH',
      'CHECK_INTERVAL_SECONDS',
      'CHECK_TIMEOUT_MS',
      'LOG_LEVEL',
      'NOTION_AUTH_URL',
      'OPERATOR_KEYS',
      'PORT',
      'READINESS_INTEGRATIONS',
      'SLACK_CLIENT_SECRET_FILE',
      'STALE_AFTER_SECONDS',
      'TRUST_PROXY',
      'ZOOM_API_URL',
    ]);
    expect(`${service.errors.join('\n')}${service.output}`).not.toMatch(/canary|\.ts:|\.js:/);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'production without keys',
      { NODE_ENV: 'production' },
      /^API_KEYS or OPERATOR_KEYS must be set/,
    ],
    ['a foreign host', { HOST: '192.0.2.1' }, /^HOST is not an address of this machine$/],
    [
      'a file that is too large',
      { ZOOM_API_SECRET_FILE: files.write('large', 'x'.repeat(70_000)) },
      /^ZOOM_API_SECRET_FILE cannot be read$/,
    ],
  ])('ends on %s', async (_case, env, line) => {
    const service = run(env);
    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect(service.errors).toEqual([expect.stringMatching(line)]);
  });

  it('ends when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const service = run({ PORT: String((other.address() as AddressInfo).port) });
    expect(await service.ended).toEqual({ code: 1, signal: null });
    expect(service.errors).toEqual(['PORT is in use']);
    other.close();
  });
});

describe('a signal', () => {
  let sandbox: SandboxServer;
  beforeEach(async () => {
    sandbox = await new SandboxServer(VENDORS).start();
  });
  afterEach(() => sandbox.stop());
  const startOnSandbox = async (env: Readonly<Record<string, string>> = {}) => {
    const service = run({ ...sandboxEnv(sandbox), ...env });
    return { service, url: await service.listening() };
  };

  it.each(['SIGTERM', 'SIGINT'] as const)('%s ends with code 0 at once', async (signal) => {
    const { service, url } = await startOnSandbox();
    const agent = new Agent({ keepAlive: true });
    await answerOf(`${url}/api/zoom/health`, agent);
    const sent = performance.now();
    service.kill(signal);
    expect(await service.ended).toEqual({ code: 0, signal: null });
    // An idle connection that is kept alive does not hold it up.
    expect(performance.now() - sent).toBeLessThan(5000);
    expect(service.errors).toEqual([]);
    agent.destroy();
  });

  it('lets requests in flight be answered', async () => {
    for (const key of Object.keys(VENDORS)) sandbox.slow(key, 4000);
    const { service, url } = await startOnSandbox();
    const answers = ['/api/zoom/health', '/api/integrations/health', '/health/live'].map((path) =>
      answerOf(`${url}${path}`),
    );
    await answers.at(-1);
    const sent = performance.now();
    service.kill('SIGTERM');
    for (const { status, body } of await Promise.all(answers)) {
      expect(status).toBe(200);
      expect(JSON.parse(body)).toEqual(expect.any(Object));
    }
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - sent).toBeLessThan(10_000);
  });

  it('lets a meeting that is being made be answered as it was made', async () => {
    const { service, url } = await startOnSandbox({ ZOOM_ACCOUNT_ID: 'sbxZoomAcct-0123456789' });
    await answerOf(`${url}/api/zoom/health`);
    sandbox.takeRequests('zoom');
    sandbox.slow('zoom', 1500);
    const answer = fetch(`${url}/api/zoom/create-meeting`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ topic: 'a', start_time: '2026-02-05T15:00:00Z', duration: 30 }),
    });
    await eventually(
      () => sandbox.takeRequests('zoom'),
      (asked) => asked.includes('POST /v2/users/me/meetings'),
    );
    service.kill('SIGTERM');
    expect((await answer).status).toBe(201);
    const answered = performance.now();
    expect(await service.ended).toEqual({ code: 0, signal: null });
    // Nor does the connection that fetch keeps alive hold it up.
    expect(performance.now() - answered).toBeLessThan(5000);
  });

  it('is not held up by a log that nobody reads', async () => {
    const { service, url } = await startOnSandbox({ RATE_LIMIT_PER_MINUTE: '1000000' });
    service.stopReading();
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const asked = Array.from({ length: 3000 }, () => answerOf(`${url}/api/zoom/health`, agent));
    for (const { status } of await Promise.all(asked)) expect(status).toBe(200);
    agent.destroy();
    const sent = performance.now();
    service.kill('SIGTERM');
    await service.exited;
    expect(performance.now() - sent).toBeLessThan(10_000);
  });

  it('is not held up by a request that never ends', async () => {
    const { service, url } = await startOnSandbox();
    const { hostname, port } = new URL(url);
    for (const part of [
      'GET /api/zoom/health HTTP/1.1\r\nHost: x\r\n',
      'POST /api/zoom/create-meeting HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{',
    ]) {
      connect(Number(port), hostname)
        .on('error', () => undefined)
        .write(part);
    }
    await answerOf(`${url}/health/live`);
    const sent = performance.now();
    service.kill('SIGTERM');
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - sent).toBeLessThan(10_000);
  });
});

function answerOf(url: string, agent?: Agent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    get(url, { agent: agent ?? false }, (response) => {
      let body = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => (body += chunk))
        .on('end', () => resolve({ status: response.statusCode!, body }));
    }).on('error', reject);
  });
}
