import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { Worker } from 'node:worker_threads';

/** Listens on the loopback interface until it is stopped. */
export interface FaultServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Gives every connection to the handler. */
export function serveConnections(handle: (socket: Socket) => void): Promise<FaultServer> {
  return listen(createServer(handle));
}

/** Ends TLS and passes what it holds on to a port of the loopback interface. */
export function serveTls(options: TlsOptions, upstreamPort: number): Promise<FaultServer> {
  const server = createTlsServer(options, (socket) => join(socket, upstreamPort));
  // A refused handshake is what these servers are for.
  return listen(server.on('tlsClientError', () => {}));
}

/** A server that writes down every request. */
export async function serveTrap(): Promise<FaultServer & { readonly requests: string[] }> {
  const requests: string[] = [];
  const server = createHttpServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.end();
  });
  return { ...(await listen(server)), requests };
}

/** A port whose queue of connections is full, so that connecting never ends. */
export async function serveNobody(): Promise<FaultServer> {
  const worker = new Worker(BUSY_LISTENER, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  const queued = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await once(queued[0]!, 'connect');
  return {
    port,
    stop: async () => {
      for (const socket of queued) socket.destroy();
      await worker.terminate();
    },
  };
}

/** Listens, and then is too busy to accept. */
const BUSY_LISTENER = `
  const { createServer } = require('node:net');
  const { parentPort } = require('node:worker_threads');
  const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const { port, stop } = await serveConnections((socket) => socket.destroy());
  await stop();
  return port;
}

/** A proxy that passes on what it is asked to, and writes down what that was. */
export async function serveProxy(
  onRequest: RequestListener,
): Promise<FaultServer & { readonly tunnels: IncomingMessage[] }> {
  const tunnels: IncomingMessage[] = [];
  const server = createHttpServer(onRequest).on('connect', (request, socket: Socket) => {
    tunnels.push(request);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    join(socket, Number(request.url?.split(':').pop()));
  });
  return { ...(await listen(server)), tunnels };
}

/** Passes everything on in both directions. */
export function join(socket: Socket, port: number): void {
  const upstream = connect(port, '127.0.0.1');
  socket.on('error', () => upstream.destroy()).pipe(upstream);
  upstream.on('error', () => socket.destroy()).pipe(socket);
}

async function listen(server: Server): Promise<FaultServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
