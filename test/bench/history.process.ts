import { join } from 'node:path';

/** The built service, as it is shipped, with results that no vendor gave. */
const DIST = join(__dirname, '../../dist');
const TICK_MS = 10;

interface App {
  listen(port: number, host: string): Promise<unknown>;
  getUrl(): Promise<string>;
  get(token: unknown): { addResult(record: object): void };
  close(): Promise<void>;
}

/** Listens, names its address in a line, and writes as many results a second as it is told. */
async function main(): Promise<void> {
  const built = (name: string) => require(join(DIST, name)) as Record<string, never>;
  const { createApp } = built('create-app.js') as unknown as {
    createApp(foundations: unknown): Promise<App>;
  };
  const { readFoundations } = built('foundations.js') as unknown as {
    readFoundations(env: NodeJS.ProcessEnv): unknown;
  };
  const app = await createApp(readFoundations({ LOG_LEVEL: 'warn', ...process.env }));
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`{"url":"${await app.getUrl()}"}\n`);
  const perTick = (Number(process.env.RESULTS_PER_SECOND) * TICK_MS) / 1000;
  const writer = app.get(built('history/history-writer.service.js').HistoryWriter);
  const timer = perTick > 0 ? setInterval(() => addResults(writer, perTick), TICK_MS) : undefined;
  process.once('SIGTERM', () => {
    clearInterval(timer);
    void app.close().then(() => process.exit(0));
  });
}

let number = 0;

function addResults(writer: { addResult(record: object): void }, count: number): void {
  for (let index = 0; index < count; index += 1) {
    number += 1;
    writer.addResult({
      service: 'zoom',
      at: Date.now(),
      number,
      status: 'healthy',
      reason: 'ok',
      outcome: 'reachable',
      latencyMs: 80 + (number % 200),
      durationMs: 100,
      full: false,
    });
  }
}

void main();
