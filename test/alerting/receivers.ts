import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** What signs webhooks in tests. */
export const WEBHOOK_SECRET = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;

/** How a receiver treats those who send to it. */
export type Behaviour =
  'up' | 'slow' | 'hanging' | 'failing' | 'limiting' | 'redirecting' | 'endless';

/** What a receiver got: over HTTP a request, by mail a message. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const SLOW_MS = 300;

/** A real server that gets alerts over HTTP. */
export class HttpReceiver {
  behaviour: Behaviour = 'up';
  /** What was accepted, in order. */
  readonly accepted: Received[] = [];
  /** How many requests came in, whatever became of them. */
  attempts = 0;
  /** The same by how they were treated. */
  readonly treated = new Map<Behaviour, number>();
  /** Seconds that a limiting receiver asks for. */
  retryAfter = '7';
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer(
    (request, response) => void this.answer(request, response),
  ).on('connection', (socket) => this.keep(socket));
  private port = 0;

  async start(): Promise<this> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket)).on('error', () => undefined);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.attempts += 1;
    const { behaviour } = this;
    this.treated.set(behaviour, (this.treated.get(behaviour) ?? 0) + 1);
    const body = await text(request);
    if (behaviour === 'hanging') return;
    if (behaviour === 'failing') return void response.writeHead(503).end();
    if (behaviour === 'limiting') {
      return void response.writeHead(429, { 'Retry-After': this.retryAfter }).end();
    }
    if (behaviour === 'redirecting') {
      return void response.writeHead(307, { Location: `${this.url}/elsewhere` }).end();
    }
    if (behaviour === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    const headers = request.headers as Record<string, string>;
    this.accepted.push({ path: request.url ?? '', headers, body });
    response.writeHead(200);
    if (behaviour === 'endless') void this.pour(response);
    else response.end('ok');
  }

  private async pour(response: ServerResponse): Promise<void> {
    while (!response.destroyed) {
      response.write('x'.repeat(65_536));
      // oxlint-disable-next-line no-await-in-loop -- one piece after the other
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** A real mail server. */
export class MailReceiver {
  behaviour: Behaviour = 'up';
  readonly accepted: Received[] = [];
  attempts = 0;
  /** Recipients that there are not. */
  readonly unknown = new Set<string>();
  /** User and password that mail was sent with. */
  login: readonly unknown[] = [];
  private readonly server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: false,
    logger: false,
    closeTimeout: 200,
    onAuth: ({ username, password }, _session, done) => {
      this.login = [username, password];
      done(null, { user: username ?? '' });
    },
    onRcptTo: ({ address }, _session, done) => {
      this.attempts += 1;
      if (this.unknown.has(address)) return done(refusal(550));
      done(this.behaviour === 'failing' ? refusal(451) : undefined);
    },
    onData: (stream, session, done) => {
      void this.take(stream, session).finally(() => this.behaviour === 'hanging' || done());
    },
  });

  async start(): Promise<this> {
    this.server.on('error', () => undefined);
    const listening = new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    await listening;
    return this;
  }

  private async take(
    stream: AsyncIterable<unknown>,
    { envelope }: SMTPServerSession,
  ): Promise<void> {
    const body = await text(stream);
    if (this.behaviour === 'hanging') return;
    const path = envelope.rcptTo.map(({ address }) => address).join();
    this.accepted.push({ path, headers: headersOf(body), body: decoded(body) });
  }

  /** How many clients are connected. */
  get connections(): number {
    return this.server.connections.size;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** @param login `user:password@` */
  url(login = 'alerts:mail-password@'): string {
    const { port } = this.server.server.address() as AddressInfo;
    return `smtp://${login}127.0.0.1:${port}`;
  }
}

/** Tells the sender everything it knows of him, as a careless server may. */
function refusal(responseCode: number): Error {
  return Object.assign(new Error('no: alerts mail-password'), { responseCode });
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function text(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function headersOf(mail: string): Record<string, string> {
  const head = mail.split('\r\n\r\n', 1)[0]!.replaceAll(/\r\n[ \t]+/g, ' ');
  return Object.fromEntries(
    head.split('\r\n').map((line) => {
      const [name = '', ...rest] = line.split(': ');
      return [name.toLowerCase(), rest.join(': ')];
    }),
  );
}

/** Quoted-printable as text. */
function decoded(mail: string): string {
  return mail
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([\dA-F]{2})/g, (_match, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
