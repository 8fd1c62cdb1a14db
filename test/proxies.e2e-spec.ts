import { execFile } from 'node:child_process';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { promisify } from 'node:util';
import type { Reason } from '../src/core/status';
import { INTEGRATION_KEYS } from '../src/integrations/integrations.catalog';
import { Monitor } from '../src/monitor/monitor.service';
import { boot, type Booted } from './helpers/boot';
import { temporaryFiles } from './helpers/files';
import { makeCertificates } from './sandbox/certificates';
import { closedPort, serveConnections, serveProxy, type FaultServer } from './sandbox/fault-server';
import { sandboxEnv } from './sandbox/sandbox-env';
import { SandboxServer } from './sandbox/sandbox-server';
import { UNKNOWN_HOST } from './sandbox/unknown-host';
import { VENDORS } from './sandbox/vendors';

const certificates = makeCertificates();
const trusted = tls.getCACertificates('default');
const vendors = new SandboxServer(VENDORS);
const secureVendors = new SandboxServer(VENDORS, certificates.valid);
const kept: FaultServer[] = [];
let service: Booted | undefined;

beforeAll(async () => {
  tls.setDefaultCACertificates([...trusted, certificates.authority]);
  await Promise.all([vendors.start(), secureVendors.start()]);
});

afterEach(async () => {
  await service?.close();
  service = undefined;
  await Promise.all(kept.splice(0).map((server) => server.stop()));
});

afterAll(async () => {
  tls.setDefaultCACertificates(trusted);
  await Promise.all([vendors.stop(), secureVendors.stop()]);
});

async function keep<T extends FaultServer>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  kept.push(server);
  return server;
}

async function serve(at: SandboxServer, env: Record<string, string>): Promise<void> {
  service = await boot({ env: { ...sandboxEnv(at), ...env } });
}

/** What each integration is, and whether its credentials were believed to be refused. */
async function reasons(): Promise<[reason: Reason, credentials: string][]> {
  const monitor = service!.app.get(Monitor);
  const all = await Promise.all(INTEGRATION_KEYS.map((key) => monitor.settled(key)));
  return all.map(({ reason, credentials }) => [reason, credentials.status]);
}

const everywhere = (reason: Reason, credentials: string) =>
  INTEGRATION_KEYS.map(() => [reason, credentials]);

/** Passes a request on to the host that it names. */
function passOn(request: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = request;
  const upstream = httpRequest(request.url!, { method: method!, headers }, (answer) => {
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  });
  request.pipe(upstream);
}

describe('a proxy for TLS', () => {
  it.each([
    ['HTTPS_PROXY', 'http://127.0.0.1:'],
    ['https_proxy', 'http://127.0.0.1:'],
    ['HTTPS_PROXY', '127.0.0.1:'],
  ])('in %s=%s… gets a tunnel for each request and no credentials', async (name, address) => {
    const { port, tunnels } = await keep(serveProxy(passOn));
    await serve(secureVendors, { [name]: `${address}${port}` });
    expect(await reasons()).toEqual(everywhere('ok', 'pass'));
    expect(tunnels.length).toBeGreaterThan(2 * INTEGRATION_KEYS.length);
    expect(new Set(tunnels.map(({ url }) => url))).toEqual(
      new Set([`127.0.0.1:${secureVendors.port}`]),
    );
    expect(tunnels.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });

  it('is told its own credentials, which no vendor gets', async () => {
    const { port, tunnels } = await keep(serveProxy(passOn));
    const atVendors: (string | undefined)[] = [];
    secureVendors.breakWith('zoom', ({ headers }, response) => {
      atVendors.push(headers['proxy-authorization']);
      response.end();
    });
    await serve(secureVendors, { HTTPS_PROXY: `http://user:word@127.0.0.1:${port}` });
    await reasons();
    secureVendors.breakWith('zoom', undefined);
    const expected = `Basic ${Buffer.from('user:word').toString('base64')}`;
    expect(new Set(tunnels.map(({ headers }) => headers['proxy-authorization']))).toEqual(
      new Set([expected]),
    );
    expect(new Set(atVendors)).toEqual(new Set([undefined]));
  });

  it('is not asked for the hosts in NO_PROXY', async () => {
    const { port, tunnels } = await keep(serveProxy(passOn));
    const proxy = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
    await serve(secureVendors, { ...proxy, NO_PROXY: 'vendor.example,127.0.0.1' });
    expect(await reasons()).toEqual(everywhere('ok', 'pass'));
    expect(tunnels).toEqual([]);
  });

  it('is asked for the hosts that NO_PROXY leaves out', async () => {
    const { port, tunnels } = await keep(serveProxy(passOn));
    const proxy = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
    await serve(secureVendors, { ...proxy, NO_PROXY: 'vendor.example' });
    expect(await reasons()).toEqual(everywhere('ok', 'pass'));
    expect(tunnels).not.toEqual([]);
  });

  it('cannot hide that the certificate is for another host', async () => {
    const { port } = await keep(serveProxy(passOn));
    const impostors = await new SandboxServer(VENDORS, certificates.otherHost).start();
    await serve(impostors, { HTTPS_PROXY: `http://127.0.0.1:${port}` });
    expect(await reasons()).toEqual(everywhere('tls_failure', 'skip'));
    await impostors.stop();
  });
});

describe('a proxy for TLS that opens no tunnel', () => {
  const afterRequest = (then: (socket: Socket) => void) => async () => {
    const server = serveConnections((socket) => void socket.once('data', () => then(socket)));
    return `http://127.0.0.1:${(await keep(server)).port}`;
  };
  const refusing = (status: string) =>
    afterRequest((socket) => {
      socket.end(`HTTP/1.1 ${status}\r\nContent-Type: text/html\r\n\r\n<title>No</title>`);
    });

  const PROXIES: [name: string, reason: Reason, address: () => string | Promise<string>][] = [
    ['forbids it', 'connection_failed', refusing('403 Forbidden')],
    ['wants credentials', 'connection_failed', refusing('407 Proxy Authentication Required')],
    ['does not reach the vendor', 'connection_failed', refusing('502 Bad Gateway')],
    ['closes', 'connection_failed', afterRequest((socket) => void socket.end())],
    ['resets', 'connection_failed', afterRequest((socket) => void socket.resetAndDestroy())],
    [
      'speaks no HTTP',
      'connection_failed',
      afterRequest((socket) => void socket.end('220 hi\r\n')),
    ],
    ['is down', 'connection_failed', async () => `http://127.0.0.1:${await closedPort()}`],
    ['has an unknown name', 'connection_failed', () => `http://${UNKNOWN_HOST}:3128`],
    ['stays silent', 'timeout', afterRequest(() => {})],
  ];

  it.each(PROXIES)('because it %s is %s', async (_name, reason, address) => {
    const limit = { CHECK_TIMEOUT_MS: reason === 'timeout' ? '300' : '5000' };
    await serve(secureVendors, { HTTPS_PROXY: await address(), ...limit });
    expect(await reasons()).toEqual(everywhere(reason, 'skip'));
  });
});

describe('a proxy for plain HTTP', () => {
  it('passes every request on', async () => {
    const { port } = await keep(serveProxy(passOn));
    await serve(vendors, { HTTP_PROXY: `http://127.0.0.1:${port}` });
    expect(await reasons()).toEqual(everywhere('ok', 'pass'));
  });

  it.each([401, 403, 407])('is not believed when it refuses by itself with %d', async (status) => {
    const { port } = await keep(
      serveProxy((_request, response) => {
        response.writeHead(status, { 'content-type': 'text/html' }).end('<title>No</title>');
      }),
    );
    await serve(vendors, { HTTP_PROXY: `http://127.0.0.1:${port}` });
    expect(await reasons()).toEqual(everywhere('unexpected_response', 'skip'));
  });

  it('has nothing to do with TLS', async () => {
    await serve(secureVendors, { HTTP_PROXY: `http://127.0.0.1:${await closedPort()}` });
    expect(await reasons()).toEqual(everywhere('ok', 'pass'));
  });
});

describe('a private authority', () => {
  const files = temporaryFiles();
  afterAll(() => files.removeAll());

  /** Starts the service in a process of its own and takes what it says of Zoom. */
  async function reasonWith(env: Record<string, string>): Promise<string> {
    const script = `
      const { createApp } = require('./src/create-app');
      const { readFoundations } = require('./src/foundations');
      const { Monitor } = require('./src/monitor/monitor.service');
      createApp(readFoundations(process.env)).then(async (app) => {
        await app.init();
        const { reason } = await app.get(Monitor).settled('zoom');
        process.stderr.write('reason: ' + reason);
        await app.close();
      });`;
    const { stderr } = await promisify(execFile)(
      process.execPath,
      ['--no-warnings', '-r', '@swc-node/register', '-e', script],
      { cwd: join(__dirname, '..'), env: { ...sandboxEnv(secureVendors, ['zoom']), ...env } },
    );
    return stderr;
  }

  it('is trusted when NODE_EXTRA_CA_CERTS names it, and only then', async () => {
    const path = files.write('authority.pem', certificates.authority);
    const [without, withIt] = await Promise.all([
      reasonWith({}),
      reasonWith({ NODE_EXTRA_CA_CERTS: path }),
    ]);
    expect({ without, withIt }).toEqual({ without: 'reason: tls_failure', withIt: 'reason: ok' });
  }, 60_000);
});
