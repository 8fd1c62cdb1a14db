import type { OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Reason } from '../../src/core/status';
import type { SandboxAnswer } from '../../src/integrations/vendor.sandbox';
import type { Certificates } from './certificates';
import {
  closedPort,
  serveConnections,
  serveNobody,
  serveTls,
  type FaultServer,
} from './fault-server';
import { SandboxServer, type Fault } from './sandbox-server';
import { UNKNOWN_HOST } from './unknown-host';
import { VENDORS } from './vendors';

/** What faults are made with. */
export interface Stage {
  readonly certificates: Certificates;
  /** Where vendors answer. */
  readonly vendorsPort: number;
  /** Where no request must ever arrive. */
  readonly trapUrl: string;
  /** Keeps a server until the fault is over. */
  keep(server: Promise<FaultServer>): Promise<FaultServer>;
  /** Makes every vendor answer so. */
  breakVendors(fault: Fault): void;
}

/** Something that can happen between the service and every vendor. */
export interface NetworkFault {
  readonly name: string;
  readonly reason: Reason;
  /** Whether it lasts until the limit of the request. */
  readonly lasts?: boolean;
  /** Brings it about, and gives the base URL that leads there. */
  at(stage: Stage): string | Promise<string>;
}

type Place = NetworkFault['at'];

const MEGABYTE = 1024 * 1024;
const LARGE = 250 * 1024;
const TOO_LARGE = 300 * 1024;
/** So that what was written before arrives before the connection ends. Milliseconds. */
const PAUSE_MS = 20;

const loopback = (scheme: string, port: number) => `${scheme}://127.0.0.1:${port}`;

const connections =
  (handle: (socket: Socket) => void, scheme = 'http'): Place =>
  async (stage) =>
    loopback(scheme, (await stage.keep(serveConnections(handle))).port);

const tls =
  (options: (certificates: Certificates) => TlsOptions): Place =>
  async ({ certificates, keep, vendorsPort }) =>
    loopback('https', (await keep(serveTls(options(certificates), vendorsPort))).port);

const answers =
  (fault: Fault): Place =>
  (stage) => {
    stage.breakVendors(fault);
    return loopback('http', stage.vendorsPort);
  };

const raw = (text: string): Place => answers(({ socket }) => void socket.end(text));

const rawUntil = (text: string, end: (socket: Socket) => void): Place =>
  answers(({ socket }) => {
    socket.write(text);
    setTimeout(() => end(socket), PAUSE_MS);
  });

const drip = (text: string, drop: string): Place =>
  answers(({ socket }) => {
    socket.write(text);
    const timer = setInterval(() => socket.write(drop), PAUSE_MS);
    socket.on('close', () => clearInterval(timer));
  });

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string | Buffer;
}

/** The vendor's right answer with something changed. */
const changed = (
  change: (right: Reply & { readonly body: string }, stage: Stage) => Partial<Reply>,
): Place => {
  return (stage) => {
    const reply: Fault = (_request, response, answer) => {
      const right = {
        status: answer.status,
        type:
          answer.headers?.['content-type'] ??
          (answer.json === undefined ? 'text/plain' : 'application/json'),
        headers: answer.headers ?? {},
        body: textOf(answer),
      };
      const { status, type, headers, body } = { ...right, ...change(right, stage) };
      response.writeHead(status, { ...headers, 'content-type': type }).end(body);
    };
    return answers(reply)(stage);
  };
};

/** The vendor's own headers would show that it was the vendor after all. */
const stranger = (change: Parameters<typeof changed>[0]): Place =>
  changed((right, stage) => ({ headers: {}, ...change(right, stage) }));

const page = (status: number): Place =>
  stranger(() => ({ status, type: 'text/html', body: '<!doctype html><title>Sign in</title>' }));

const compressed = (encoding: string, compress: (bytes: Buffer) => Buffer): Place =>
  changed(({ headers, body }) => ({
    headers: { ...headers, 'content-encoding': encoding },
    body: compress(Buffer.from(body)),
  }));

/** Zeros that take a thousandth of their size, or less, on the wire. */
const bomb = (encoding: string, compress: (bytes: Buffer) => Buffer, repeat = 1): Place => {
  let bytes: Buffer | undefined;
  return (stage) => {
    bytes ??= Buffer.concat(Array<Buffer>(repeat).fill(compress(Buffer.alloc(64 * MEGABYTE))));
    return compressed(encoding, () => bytes!)(stage);
  };
};

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const BEGUN = `${OK}Content-Length: 5000\r\n\r\n{"ok":`;
const end = (socket: Socket) => void socket.end();
const reset = (socket: Socket) => void socket.resetAndDestroy();
const afterFirstBytes = (then: (socket: Socket) => void) => (socket: Socket) =>
  void socket.once('data', () => then(socket));
const quickBrotli = (bytes: Buffer) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
const spoilt = (bytes: Buffer) => bytes.fill(0xff, bytes.length >> 1);

const DNS: Record<string, Place> = {
  'a host name that does not exist': () => `http://${UNKNOWN_HOST}`,
  'a host name that does not exist, over TLS': () => `https://${UNKNOWN_HOST}`,
};

const CONNECTION: Record<string, Place> = {
  'nobody listens': async () => loopback('http', await closedPort()),
  'nobody listens, over TLS': async () => loopback('https', await closedPort()),
  // TCP has no way to a broadcast address, so nothing leaves the machine.
  'no route': () => 'http://255.255.255.255',
  'reset when connected': connections(reset),
  'closed when connected': connections(end),
  'reset instead of an answer': connections(afterFirstBytes(reset)),
  'closed instead of an answer': connections(afterFirstBytes(end)),
  'reset within the handshake': connections(afterFirstBytes(reset), 'https'),
  'closed within the handshake': connections(afterFirstBytes(end), 'https'),
  'reset within the headers': rawUntil(OK, reset),
  'closed within the headers': rawUntil(OK, end),
  'reset after the headers': rawUntil(`${OK}Content-Length: 9\r\n\r\n`, reset),
  'reset within the body': rawUntil(BEGUN, reset),
  'closed within the body': rawUntil(BEGUN, end),
  'closed within a chunked body': rawUntil(`${CHUNKED}5\r\n{"a":\r\n`, end),
  'closed within a compressed body': answers(({ socket }, _response, answer) => {
    const body = gzipSync(textOf(answer));
    socket.write(`${OK}Content-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`);
    socket.write(body.subarray(0, 12));
    setTimeout(() => end(socket), PAUSE_MS);
  }),
};

const TLS: Record<string, Place> = {
  'an expired certificate': tls(({ expired }) => expired),
  'the certificate of another host': tls(({ otherHost }) => otherHost),
  'a certificate of an authority that is not trusted': tls(({ untrusted }) => untrusted),
  'a self-signed certificate': tls(({ selfSigned }) => selfSigned),
  'no certificate': tls(() => ({})),
  'a demand for our certificate': tls(({ valid }) => ({ ...valid, requestCert: true })),
  'only an old version of TLS': tls(({ valid }) => ({
    ...valid,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  })),
  'plain HTTP on the TLS port': ({ vendorsPort }) => loopback('https', vendorsPort),
};

const TIMEOUT: Record<string, Place> = {
  'connecting never ends': async ({ keep }) => loopback('http', (await keep(serveNobody())).port),
  'the handshake never ends': connections(() => {}, 'https'),
  'no first byte': answers(() => {}),
  'headers that never end': drip(OK, 'X-More: to come\r\n'),
  'only interim answers': drip('', 'HTTP/1.1 100 Continue\r\n\r\n'),
  'a body that stalls': rawUntil(BEGUN, () => {}),
  'a body that drips': drip(BEGUN, ' '),
  'a compressed body that stalls': answers(({ socket }, _response, answer) => {
    const body = gzipSync(textOf(answer));
    socket.write(`${OK}Content-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`);
    socket.write(body.subarray(0, 12));
  }),
};

const redirects = Object.fromEntries(
  [301, 302, 303, 307, 308].map((status) => [
    `a redirect ${status}`,
    changed((_right, { trapUrl }) => ({ status, headers: { location: `${trapUrl}/away` } })),
  ]),
);

const UNEXPECTED: Record<string, Place> = {
  ...redirects,
  'a web page': page(200),
  'a web page that refuses with 401': page(401),
  'a web page that refuses with 403': page(403),
  'a web page that refuses with 407': page(407),
  'broken JSON': stranger(() => ({ type: 'application/json', body: '{"error":{"type":"' })),
  'an empty body': stranger(() => ({ body: '' })),
  'an empty body with 200': changed(() => ({ status: 200, body: '' })),
  'no content': changed(() => ({ status: 204, body: '' })),
  'JSON of another form': changed(() => ({ status: 200, body: '[null]' })),
  'the right answer as another type': stranger(() => ({ type: 'application/octet-stream' })),
  'a body that is too large': changed(({ headers, body }) => ({
    headers: { ...headers, 'content-length': Buffer.byteLength(body) + TOO_LARGE },
    body: body + ' '.repeat(TOO_LARGE),
  })),
  'a chunked body that is too large': changed(({ headers, body }) => ({
    headers: { ...headers, 'transfer-encoding': 'chunked' },
    body: body + ' '.repeat(TOO_LARGE),
  })),
  'a gzip bomb': bomb('gzip', gzipSync, 16),
  'a deflate bomb': bomb('deflate', deflateSync),
  'a Brotli bomb': bomb('br', quickBrotli),
  'a Zstandard bomb': bomb('zstd', zstdCompressSync),
  'a body that is not what its encoding says': compressed('gzip', (bytes) => bytes),
  'a spoilt gzip body': compressed('gzip', (bytes) => spoilt(gzipSync(bytes))),
  'a spoilt deflate body': compressed('deflate', (bytes) => spoilt(deflateSync(bytes))),
  'a spoilt Brotli body': compressed('br', (bytes) => spoilt(brotliCompressSync(bytes))),
  'a spoilt Zstandard body': compressed('zstd', (bytes) => spoilt(zstdCompressSync(bytes))),
  'another protocol': raw('SSH-2.0-OpenSSH_9.9\r\n'),
  'headers without end': raw(`${OK}X-Long: ${'a'.repeat(64 * 1024)}\r\n\r\n`),
  'two lengths': raw(`${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`),
  'a length and chunks': raw(`${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`),
  'a length that is none': raw(`${OK}Content-Length: two\r\n\r\n{}`),
  'chunks of no size': raw(`${CHUNKED}zz\r\n{}\r\n0\r\n\r\n`),
  'chunks that end in garbage': rawUntil(`${CHUNKED}5\r\n{"a":\r\n`, (socket) => {
    socket.end('zz\r\n');
  }),
};

const VENDOR_ERROR: Record<string, Place> = {
  'an error page': page(500),
  'an error page of a gateway': page(502),
  'an error page that is too large': changed(() => ({ status: 502, body: 'x'.repeat(TOO_LARGE) })),
  'an error page that is not what its encoding says': changed(() => ({
    status: 504,
    headers: { 'content-encoding': 'gzip' },
    body: 'not compressed',
  })),
};

const RATE_LIMITED: Record<string, Place> = {
  'a page that limits': page(429),
  'a page that limits and is too large': changed(() => ({
    status: 429,
    body: 'x'.repeat(TOO_LARGE),
  })),
};

/** Ways to answer rightly: what a fault is must not depend on them. */
export const RIGHT_WAYS: readonly Pick<NetworkFault, 'name' | 'at'>[] = [
  {
    name: 'over TLS',
    at: async ({ certificates, keep }) => {
      const { port } = await keep(new SandboxServer(VENDORS, certificates.valid).start());
      return loopback('https', port);
    },
  },
  {
    name: 'in chunks',
    at: changed(({ headers }) => ({ headers: { ...headers, 'transfer-encoding': 'chunked' } })),
  },
  { name: 'by gzip', at: compressed('gzip', gzipSync) },
  { name: 'by deflate', at: compressed('deflate', deflateSync) },
  { name: 'by Brotli', at: compressed('br', brotliCompressSync) },
  { name: 'by Zstandard', at: compressed('zstd', zstdCompressSync) },
  { name: 'as plain text', at: changed(() => ({ type: 'text/plain' })) },
  { name: 'with a large body', at: changed(({ body }) => ({ body: body + ' '.repeat(LARGE) })) },
];

const rows = (reason: Reason, places: Record<string, Place>, lasts = false): NetworkFault[] =>
  Object.entries(places).map(([name, at]) => ({ name, reason, lasts, at }));

/** Every fault, with the one reason that it must be given. */
export const NETWORK_FAULTS: readonly NetworkFault[] = [
  ...rows('dns_failure', DNS),
  ...rows('connection_failed', CONNECTION),
  ...rows('tls_failure', TLS),
  ...rows('timeout', TIMEOUT, true),
  ...rows('unexpected_response', UNEXPECTED),
  ...rows('vendor_error', VENDOR_ERROR),
  ...rows('rate_limited', RATE_LIMITED),
];

function textOf({ json, text }: SandboxAnswer): string {
  return json === undefined ? (text ?? '') : JSON.stringify(json);
}
