import { SandboxServer } from './sandbox-server';
import { sandboxEnv } from './sandbox-env';
import { VENDORS } from './vendors';

const DEFAULT_PORT = 8900;

/** `npm run sandbox`: plays the ten vendors until it is told to stop. */
async function main(): Promise<void> {
  const sandbox = await new SandboxServer(VENDORS).start(Number(process.env.PORT ?? DEFAULT_PORT));
  const variables = Object.entries(sandboxEnv(sandbox)).map(([name, value]) => `${name}=${value}`);
  process.stdout.write(
    [
      `# Ten vendors are played at ${sandbox.url}/<key>. Variables for .env to meet them:`,
      ...variables,
      '',
      `# What is played:     curl ${sandbox.url}/_control`,
      `# Play something else: curl -X PUT ${sandbox.url}/_control/zoom -d '{"scenario":"wrong_secret"}'`,
      '',
    ].join('\n'),
  );
  const stop = () => void sandbox.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

main().catch((error: Error & { code?: string }) => {
  process.stderr.write(error.code === 'EADDRINUSE' ? 'PORT is in use\n' : `${error.message}\n`);
  process.exit(1);
});
