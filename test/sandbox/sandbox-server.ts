import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { TlsOptions } from 'node:tls';
import type {
  Accepted,
  SandboxAnswer,
  SandboxRequest,
  Scenario,
  VendorSandbox,
} from '../../src/integrations/vendor.sandbox';

const CONTROL = '/_control';
const MAX_BODY_BYTES = 64 * 1024;

interface PlayedVendor {
  readonly vendor: VendorSandbox;
  scenario: Scenario;
  scenarioName: string;
  delayMs: number;
  /** `METHOD /path` of every request since the last reset. */
  requests: string[];
}

/** Takes over a request before its right answer is written, for faults of the network. */
export type Fault = (
  request: IncomingMessage,
  response: ServerResponse,
  answer: SandboxAnswer,
) => void;

/** Plays vendors on one port of the loopback interface, each under `/<key>`. */
export class SandboxServer {
  private readonly played: Map<string, PlayedVendor>;
  private readonly faults = new Map<string, Fault>();
  private readonly server: Server;

  /** @param tls the certificate to answer over TLS with; plain HTTP by default */
  constructor(
    vendors: Readonly<Record<string, VendorSandbox>>,
    private readonly tls?: TlsOptions,
  ) {
    this.played = new Map(
      Object.entries(vendors).map(([key, vendor]) => [
        key,
        { vendor, scenario: vendor.scenarios.ok!, scenarioName: 'ok', delayMs: 0, requests: [] },
      ]),
    );
    const listener = (request: IncomingMessage, response: ServerResponse) =>
      void this.handle(request, response).catch(() => response.destroy());
    this.server = tls ? createTlsServer(tls, listener) : createServer(listener);
  }

  /** Listens; port 0 takes a free one. */
  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return this;
  }

  /** Ends all connections. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** `http://127.0.0.1:<port>`, or `https` over TLS. */
  get url(): string {
    return `${this.tls ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  /** Where it listens. */
  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The base URL of one vendor. */
  urlOf(key: string): string {
    return `${this.url}/${key}`;
  }

  /** Switches a vendor to a named scenario. */
  play(key: string, scenarioName: string): void {
    const played = this.vendor(key);
    const scenario = played.vendor.scenarios[scenarioName];
    if (!scenario) throw new Error(`${key} has no scenario ${scenarioName}`);
    Object.assign(played, { scenario, scenarioName });
  }

  /** Makes every answer of a vendor wait. */
  slow(key: string, delayMs: number): void {
    this.vendor(key).delayMs = delayMs;
  }

  /** Breaks every answer of a vendor, or mends it again. */
  breakWith(key: string, fault: Fault | undefined): void {
    if (fault) this.faults.set(key, fault);
    else this.faults.delete(key);
  }

  /** `METHOD /path` of every request to a vendor since the last call. */
  takeRequests(key: string): string[] {
    return this.vendor(key).requests.splice(0);
  }

  private vendor(key: string): PlayedVendor {
    const played = this.played.get(key);
    if (!played) throw new Error(`No vendor ${key}`);
    return played;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname.startsWith(CONTROL)) return this.control(request, response, url);
    const [, key = ''] = url.pathname.split('/', 2);
    const played = this.played.get(key);
    if (!played) return send(response, { status: 404, json: { error: 'no such vendor' } });
    const sandboxRequest = await parse(request, url, url.pathname.slice(key.length + 1));
    played.requests.push(`${sandboxRequest.method} ${sandboxRequest.path}`);
    if (played.delayMs > 0) await delay(played.delayMs, undefined, { ref: false });
    const fault = this.faults.get(key) ?? ((_request, given, right) => send(given, right));
    fault(request, response, answer(played, sandboxRequest));
  }

  /** `GET /_control` tells all scenarios; `PUT /_control/<key>` takes `{"scenario", "delay_ms"}`. */
  private async control(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> {
    const key = url.pathname.slice(CONTROL.length + 1);
    if (request.method !== 'PUT') return send(response, { status: 200, json: this.overview() });
    if (!this.played.has(key))
      return send(response, { status: 404, json: { error: `no vendor ${key}` } });
    const wish = asRecord(parseJson(await readBody(request)));
    if (typeof wish.scenario === 'string') {
      if (!this.vendor(key).vendor.scenarios[wish.scenario]) {
        return send(response, { status: 404, json: { error: `no scenario ${wish.scenario}` } });
      }
      this.play(key, wish.scenario);
    }
    if (typeof wish.delay_ms === 'number') this.slow(key, wish.delay_ms);
    send(response, { status: 200, json: this.overview() });
  }

  private overview(): object {
    return Object.fromEntries(
      [...this.played].map(([key, { vendor, scenarioName, delayMs }]) => [
        key,
        { scenario: scenarioName, delay_ms: delayMs, scenarios: Object.keys(vendor.scenarios) },
      ]),
    );
  }
}

/** What a vendor answers while a scenario is played, without a socket. */
export function answer(
  { vendor, scenario }: Pick<PlayedVendor, 'vendor' | 'scenario'>,
  request: SandboxRequest,
): SandboxAnswer {
  const route = `${request.method} ${request.path}`;
  const key = matchingRoute(Object.keys(vendor.routes), route);
  const isStatusPage = key !== undefined && /summary\.json|incidents|current|status/.test(key);
  const replaced =
    scenario.answers?.[route] ??
    scenario.answers?.[key ?? route] ??
    (isStatusPage ? undefined : scenario.answers?.['*']);
  if (replaced) return replaced;
  if (key === undefined) return { status: 404, json: { error: `no route ${route}` } };
  const accepted: Accepted = { ...vendor.credentials, ...vendor.optional, ...scenario.accepts };
  return vendor.routes[key]!(request, accepted);
}

function matchingRoute(routes: readonly string[], route: string): string | undefined {
  return routes.find((candidate) =>
    candidate.includes('*')
      ? new RegExp(`^${candidate.split('*').map(RegExp.escape).join('[^ ]+')}$`).test(route)
      : candidate === route,
  );
}

async function parse(request: IncomingMessage, url: URL, path: string): Promise<SandboxRequest> {
  const body = await readBody(request);
  const headers = request.headers as Record<string, string | undefined>;
  const [scheme = '', credentials = ''] = (headers.authorization ?? '').split(/ +(.*)/s);
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return {
    method: request.method ?? 'GET',
    path,
    query: url.searchParams,
    headers,
    url: url.href,
    form: isForm ? Object.fromEntries(new URLSearchParams(body)) : {},
    json: isForm ? undefined : parseJson(body),
    ...(/^basic$/i.test(scheme) && { basic: decodeBasic(credentials) }),
    ...(/^bearer$/i.test(scheme) && { bearer: credentials }),
  };
}

function decodeBasic(credentials: string): { user: string; password: string } {
  const text = Buffer.from(credentials, 'base64').toString();
  const colon = text.indexOf(':');
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Writes an answer as vendors do. */
export function send(
  response: ServerResponse,
  { status, headers, json, text }: SandboxAnswer,
): void {
  const type = json === undefined ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(json === undefined ? (text ?? '') : JSON.stringify(json));
}
