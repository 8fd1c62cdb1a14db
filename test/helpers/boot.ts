import { Writable } from 'node:stream';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { AppModule } from '../../src/app.module';
import { createApp } from '../../src/create-app';
import { readFoundations } from '../../src/foundations';
import type { IntegrationKey } from '../../src/integrations/integrations.catalog';
import { Clock } from '../../src/monitor/clock';
import { sandboxEnv } from '../sandbox/sandbox-env';
import { SandboxServer } from '../sandbox/sandbox-server';
import { VENDORS } from '../sandbox/vendors';

type Environment = Readonly<Record<string, string | undefined>>;

/** The running service on a sandbox of its own. */
export interface Booted {
  readonly app: NestFastifyApplication;
  readonly sandbox: SandboxServer;
  /** Sends requests over a real socket. */
  readonly http: ReturnType<typeof request>;
  readonly url: string;
  /** Everything logged so far. */
  logs(): string;
  /** Sets the monitor's clock ahead; timers keep their pace. Milliseconds. */
  advance(byMs: number): void;
  close(): Promise<void>;
}

/** What a test may set. */
export interface BootOptions {
  readonly env?: Environment;
  /** Which integrations are configured; all by default. */
  readonly configured?: readonly IntegrationKey[];
  /** Scenarios that are played from the start. */
  readonly scenarios?: Partial<Record<IntegrationKey, string>>;
  /** Delays of vendors from the start, milliseconds. */
  readonly delays?: Partial<Record<IntegrationKey, number>>;
  /** A product's own modules beside the service's. */
  readonly modules?: readonly Type[];
}

const QUIET_LIMITS = {
  RATE_LIMIT_PER_MINUTE: '1000000',
  HOST: '127.0.0.1',
  PORT: '0',
  DATABASE_URL: 'sqlite::memory:',
};

/** Starts sandbox and service on free ports of the loopback interface. */
export async function boot(options: BootOptions = {}): Promise<Booted> {
  const sandbox = await new SandboxServer(VENDORS).start();
  try {
    return await bootOn(sandbox, options);
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

async function bootOn(sandbox: SandboxServer, options: BootOptions): Promise<Booted> {
  for (const [key, scenario] of Object.entries(options.scenarios ?? {}))
    sandbox.play(key, scenario);
  for (const [key, delayMs] of Object.entries(options.delays ?? {})) sandbox.slow(key, delayMs);
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const env = { ...QUIET_LIMITS, ...sandboxEnv(sandbox, options.configured), ...options.env };
  const foundations = readFoundations(env, destination);
  const root = AppModule.register(foundations);
  const imports = [...(root.imports ?? []), ...(options.modules ?? [])];
  const app = await createApp(foundations, { ...root, imports });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    sandbox,
    http: request(url),
    url,
    logs: () => lines.join(''),
    advance: (byMs) => setAhead(app.get(Clock), byMs),
    close: async () => {
      await app.close();
      await sandbox.stop();
    },
  };
}

function setAhead(clock: Clock, byMs: number): void {
  const before = clock.now.bind(clock);
  clock.now = () => before() + byMs;
}
