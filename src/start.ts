import { Worker } from 'node:worker_threads';
import type { INestApplication } from '@nestjs/common';
import { createApp } from './create-app';
import { readFoundations } from './foundations';
import { HistoryWriter } from './history/history-writer.service';

const STOP_LIMIT_MS = 5000;
/** A stop is over in ten seconds, whatever holds it up. */
const END_LIMIT_MS = 8500;

/** Starts the service; anything that prevents it ends the process with one line a problem. */
async function main(): Promise<void> {
  const foundations = readFoundations(process.env);
  const { HOST, PORT } = foundations.settings;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, endAtLast);
  try {
    const app = await createApp(foundations);
    await app.listen(PORT, HOST);
    foundations.logger.info({ url: await app.getUrl() }, 'listening');
    void app.get(HistoryWriter).refusal.then((error) => stop(app, error));
  } catch (error) {
    throw new Error(foundations.redactor.redact(explain(error)), { cause: error });
  }
}

/** Stops a service that must not use its database. */
async function stop(app: INestApplication, { message }: Error): Promise<void> {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
  await app.close();
  process.exit(1);
}

/**
 * Ends a process whose own end is stuck. From another thread, as the main one may be blocked: the
 * last lines are written to a log that nobody reads.
 */
function endAtLast(): void {
  const end = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${END_LIMIT_MS})`;
  new Worker(end, { eval: true }).unref();
}

/** What prevents the start, without values. */
function explain(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (code === 'EADDRINUSE') return 'PORT is in use';
  if (code === 'EACCES') return 'PORT or HOST may not be used by this process';
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return 'HOST is not an address of this machine';
  return `The service could not start: ${error instanceof Error ? error.message : 'unknown error'}`;
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
