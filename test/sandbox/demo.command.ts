import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describeSettings } from '../../src/config/settings';
import { urlEnvVars } from '../../src/integrations/base-urls';
import {
  DEFINITIONS,
  INTEGRATION_ENV_VARS,
  INTEGRATION_KEYS,
} from '../../src/integrations/integrations.catalog';
import { playHistory } from './demo-history';
import { sandboxEnv } from './sandbox-env';
import { SandboxServer } from './sandbox-server';
import { VENDORS } from './vendors';

const PORT = process.env.PORT ?? '8000';
const START_LIMIT_MS = 15_000;
const STOP_LIMIT_MS = 8000;

/** `npm run demo`: the service against the sandbox, with one refused and one missing integration. */
async function main(): Promise<void> {
  const sandbox = await new SandboxServer(VENDORS).start();
  sandbox.play('stripe', 'wrong_secret');
  const configured = INTEGRATION_KEYS.filter((key) => key !== 'slack');
  const folder = mkdtempSync(join(tmpdir(), 'integration-health-demo-'));
  const DATABASE_URL = `sqlite:${join(folder, 'health.db')}`;
  await playHistory(DATABASE_URL, Date.now());
  const receiver = await startReceiver();
  const service = spawn(process.execPath, [join(__dirname, '../../dist/main.js')], {
    env: {
      ...ownEnvironment(),
      LOG_LEVEL: 'warn',
      PORT,
      DATABASE_URL,
      PUBLIC_STATUS_PAGE: 'true',
      ...alertsTo(receiver),
      ...sandboxEnv(sandbox, configured),
    },
    stdio: 'inherit',
  });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  stopOnSignal(service, sandbox);
  if (await answers(service)) process.stdout.write(welcome(sandbox.url));
}

/** Somebody who gets the alerts and is content with each. */
async function startReceiver(): Promise<Server> {
  const receiver = createServer((request, response) => {
    request.resume().once('end', () => response.end());
  });
  receiver.listen(0, '127.0.0.1').unref();
  await once(receiver, 'listening');
  return receiver;
}

function alertsTo(receiver: Server): NodeJS.ProcessEnv {
  const { port } = receiver.address() as AddressInfo;
  return {
    ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
    ALERT_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    ALERT_GROUP_SECONDS: '1',
  };
}

/** The environment without anything that would lead the demo to real vendors or settings. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = new Set(
    [
      ...INTEGRATION_ENV_VARS,
      ...describeSettings().keys(),
      ...DEFINITIONS.flatMap((definition) => Object.values(urlEnvVars(definition)).flat()),
    ].flatMap((name) => [name, `${name}_FILE`]),
  );
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.has(name)));
}

async function answers(service: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline && service.exitCode === null) {
    const response = await fetch(`http://127.0.0.1:${PORT}/api/integrations/health`).catch(
      () => null,
    );
    if (response?.ok) return true;
    await delay(50);
  }
  return false;
}

function stopOnSignal(service: ChildProcess, sandbox: SandboxServer): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    if (service.exitCode === null && service.signalCode === null) {
      service.kill('SIGTERM');
      await Promise.race([once(service, 'exit'), delay(STOP_LIMIT_MS)]);
      service.kill('SIGKILL');
    }
    await sandbox.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop()).on('SIGINT', () => void stop());
  service.once('exit', (code) => {
    if (!stopping) void sandbox.stop().then(() => process.exit(code ?? 1));
  });
}

function welcome(sandboxUrl: string): string {
  const service = `http://localhost:${PORT}`;
  return `
The service runs against a sandbox of ten vendors: eight are healthy, Stripe refuses our key,
Slack is not configured. The 90 days before are played too, and who was told of what.

  Dashboard              ${service}/
  Incidents and alerts   ${service}/incidents  ${service}/alerts
  Status page            ${service}/status
  All integrations       ${service}/api/integrations/health
  One integration        ${service}/api/stripe/health
  What is configured     ${service}/api/integrations/config
  Kubernetes probes      ${service}/health/live  ${service}/health/ready
  API documentation      ${service}/api/docs

Change what a vendor answers, then look again:

  curl ${sandboxUrl}/_control
  curl -X PUT ${sandboxUrl}/_control/zoom -d '{"scenario":"maintenance"}'
  curl -X POST ${service}/api/integrations/zoom/check

Ctrl-C stops both.
`;
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
