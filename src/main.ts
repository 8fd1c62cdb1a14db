import { createApp } from './create-app';
import { readFoundations } from './foundations';

/** Starts the service; anything that prevents it ends the process with one line a problem. */
async function main(): Promise<void> {
  const foundations = readFoundations(process.env);
  const { HOST, PORT } = foundations.settings;
  try {
    const app = await createApp(foundations);
    await app.listen(PORT, HOST);
    foundations.logger.info({ url: await app.getUrl() }, 'listening');
  } catch (error) {
    throw new Error(foundations.redactor.redact(explain(error)), { cause: error });
  }
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
