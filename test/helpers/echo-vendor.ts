import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/** Everything secret that a request carried: its headers, its address and its body. */
interface Heard {
  readonly request: IncomingMessage;
  /** One line, fit for a header. */
  readonly line: string;
  readonly lines: readonly string[];
}

type Echo = (heard: Heard, response: ServerResponse) => void | Promise<void>;

const json = (response: ServerResponse, status: number, body: object) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** Fields under which vendors answer, all filled with the same text. */
function everyField(text: string): object {
  const names =
    'error error_description error_summary message reason code detail id access_token scope ' +
    'token_endpoint issuer introspection_endpoint query user name topic start_time';
  return { ...Object.fromEntries(names.split(' ').map((name) => [name, text])), ok: false, text };
}

function repeat(lines: readonly string[]): string {
  return lines.flatMap((line) => [line, Buffer.from(line).toString('base64')]).join('\n');
}

/** Careless vendors: each tells what it heard in a way of its own. */
export const ECHOES: Readonly<Record<string, Echo>> = {
  'in its headers': ({ line }, response) => {
    response.statusMessage = line.slice(0, 200);
    response.setHeader('www-authenticate', `Basic realm="${line}"`);
    response.setHeader('retry-after', line);
    response.setHeader('x-request-id', line);
    response.setHeader('content-type', `application/json; charset=${line}`);
    response.writeHead(401).end(JSON.stringify({ error: 'invalid_client', code: 124 }));
  },
  'in a refusal': ({ lines }, response) =>
    json(response, 400, { ...everyField(repeat(lines)), error: 'invalid_client' }),
  'in an error of its own': ({ lines }, response) => json(response, 500, everyField(repeat(lines))),
  'in an answer that looks well': ({ lines }, response) =>
    json(response, 200, { ...everyField(repeat(lines)), ok: true, active: true }),
  'in plain text': ({ lines }, response) =>
    void response.writeHead(400, { 'content-type': 'text/plain' }).end(repeat(lines)),
  'in base64': ({ lines }, response) =>
    void response.writeHead(403).end(Buffer.from(lines.join(' ')).toString('base64url')),
  'over many chunks': async ({ lines }, response) => {
    response.writeHead(502, { 'content-type': 'text/html' });
    for (const chunk of repeat(lines).match(/[^]{1,40}/g) ?? []) {
      response.write(chunk);
      // oxlint-disable-next-line no-await-in-loop -- a chunk of its own
      await delay(0);
    }
    response.end();
  },
  'in a redirect': ({ line, request }, response) =>
    void response
      .writeHead(302, {
        location: `http://${request.headers.host}/?leak=${encodeURIComponent(line)}`,
      })
      .end(),
  'in a packed body that is cut off': ({ lines }, response) =>
    void response
      .writeHead(200, { 'content-encoding': 'gzip' })
      .end(gzipSync(repeat(lines)).subarray(0, -12)),
  'in bytes that are no HTTP': ({ line, request }) =>
    void request.socket.end(`HTTP/1.1 200 OK\r\n${line}\r\nno colon ${line}\r\n\r\n${line}`),
  'in a limit': ({ lines, line }, response) => {
    response.setHeader('x-ratelimit-reset', line);
    json(response, 429, everyField(repeat(lines)));
  },
};

/** A vendor that answers every request by telling what it heard. */
export class EchoVendor {
  /** Everything that was told by now. */
  heard = '';
  private readonly server: Server;

  constructor(private readonly echo: Echo) {
    this.server = createServer((request, response) => {
      this.handle(request, response).catch(() => response.destroy());
    });
  }

  /** Listens on a free port of the loopback interface and gives the URL. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends all connections. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const lines = [request.headers.authorization ?? '', request.url ?? '', body].filter(
      (text) => text !== '',
    );
    const basic = /^Basic (.*)$/.exec(request.headers.authorization ?? '')?.[1];
    if (basic) lines.push(Buffer.from(basic, 'base64').toString());
    const form = decodeURIComponent(
      body.replaceAll('+', ' ').replaceAll(/%(?![\da-f]{2})/gi, '%25'),
    );
    lines.push(form);
    this.heard += `${lines.join('\n')}\n`;
    const line = lines.join(' ').replaceAll(/[^\x20-\x7e]/g, '?');
    await this.echo({ request, line, lines }, response);
  }
}
