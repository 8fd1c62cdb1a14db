import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { mapInTurn } from './in-turn';

/** An answer and how long it took. */
export interface TimedAnswer {
  readonly status: number;
  readonly body: string;
  readonly elapsedMs: number;
}

type Headers = Readonly<Record<string, string>>;

/** One request on a connection of its own. @throws what Node reports, also when it is given up */
export function fetchOnce(url: string, headers: Headers, giveUpMs = 30_000): Promise<TimedAnswer> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(giveUpMs);
    get(url, { headers, agent: false, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString(),
          elapsedMs: performance.now() - start,
        }),
      );
    }).on('error', reject);
  });
}

/** Asks again while nobody listens yet, and resolves with the first answer. */
export async function firstAnswer(
  url: string,
  headers: Headers,
  isWaitedFor: () => boolean,
): Promise<TimedAnswer> {
  while (isWaitedFor()) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- until somebody listens
      return await fetchOnce(url, headers);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw error;
    }
    // oxlint-disable-next-line no-await-in-loop -- a pause between two attempts
    await delay(1);
  }
  throw new Error('A target ended before it answered');
}

/** Sends a number of requests over the URLs in turn, some at a time. @throws on anything but 200 */
export async function fetchMany(
  urls: readonly string[],
  headers: Headers,
  count: number,
  atATime = 20,
): Promise<void> {
  const shares = Array.from({ length: atATime }, (_, worker) =>
    Array.from({ length: Math.ceil((count - worker) / atATime) }, (__, n) => worker + n * atATime),
  );
  await Promise.all(
    shares.map((share) =>
      mapInTurn(share, async (request) => {
        const url = urls[request % urls.length]!;
        const response = await fetch(url, { headers });
        await response.arrayBuffer();
        if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
      }),
    ),
  );
}

/** A port of the loopback interface on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
