import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as tls from 'node:tls';
import type { Finding } from '../src/core/finding';
import type { IntegrationHealthIndicator } from '../src/integrations/integration.health';
import { INTEGRATIONS } from '../src/integrations/integration.registry';
import {
  DEFINITIONS,
  INTEGRATION_KEYS,
  type IntegrationKey,
} from '../src/integrations/integrations.catalog';
import { Monitor } from '../src/monitor/monitor.service';
import { boot, type Booted } from './helpers/boot';
import { ConfusionMatrix } from './helpers/confusion-matrix';
import { eventually } from './helpers/eventually';
import { makeCertificates } from './sandbox/certificates';
import { closedPort, serveTrap, type FaultServer } from './sandbox/fault-server';
import { NETWORK_FAULTS, RIGHT_WAYS, type Stage } from './sandbox/network-faults';
import { sandboxEnv } from './sandbox/sandbox-env';
import { SandboxServer } from './sandbox/sandbox-server';
import { VENDORS } from './sandbox/vendors';

const SHORT_LIMIT_MS = 1000;
const LONG_LIMIT_MS = 5000;
/** For a busy machine, and less than the limit: one that counts twice is seen. */
const GRACE_MS = 750;
const LAG_RESOLUTION_MS = 5;

const certificates = makeCertificates();
const trusted = tls.getCACertificates('default');
const matrix = new ConfusionMatrix();
const servers: FaultServer[] = [];
const vendors = new SandboxServer(VENDORS);
let trap: Awaited<ReturnType<typeof serveTrap>>;
let stage: Stage;
let service: Booted | undefined;

beforeAll(async () => {
  tls.setDefaultCACertificates([...trusted, certificates.authority]);
  await vendors.start();
  trap = await serveTrap();
  stage = {
    certificates,
    vendorsPort: vendors.port,
    trapUrl: `http://127.0.0.1:${trap.port}`,
    keep: async (starting) => {
      const server = await starting;
      servers.push(server);
      return server;
    },
    breakVendors: (fault) => {
      for (const key of INTEGRATION_KEYS) vendors.breakWith(key, fault);
    },
  };
});

afterEach(async () => {
  await service?.close();
  service = undefined;
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  for (const key of INTEGRATION_KEYS) vendors.breakWith(key, undefined);
});

afterAll(async () => {
  tls.setDefaultCACertificates(trusted);
  await trap.stop();
  await vendors.stop();
  process.stdout.write(`\n${matrix}\n`);
});

/** Starts the service with its vendors at the given places. */
async function serve(
  urlOf: (key: string) => string,
  limitMs = LONG_LIMIT_MS,
  env: Record<string, string> = {},
): Promise<void> {
  const urls = sandboxEnv({ urlOf });
  service = await boot({ env: { ...urls, CHECK_TIMEOUT_MS: String(limitMs), ...env } });
}

function serveAt(url: string, limitMs?: number): Promise<void> {
  return serve((key) => `${url}/${key}`, limitMs);
}

async function verdicts(keys: readonly IntegrationKey[] = INTEGRATION_KEYS) {
  const monitor = service!.app.get(Monitor);
  const all = await Promise.all(keys.map((key) => monitor.settled(key)));
  return all.map(({ key, status, reason, apiAccess, credentials }) => ({
    key,
    status,
    reason,
    api: apiAccess.status,
    credentials: credentials.status,
  }));
}

/** Every finding of every probe, proof and negative control, with the key of its integration. */
async function everyFinding(limitMs: number): Promise<[key: string, finding: Finding][]> {
  const indicators = service!.app.get<readonly IntegrationHealthIndicator[]>(INTEGRATIONS);
  const signal = AbortSignal.timeout(limitMs);
  const findings = indicators.map(async (indicator): Promise<[string, Finding][]> => {
    const [api, ...proofs] = await Promise.all([
      indicator.probeApi(signal),
      indicator.proveCredentials(signal),
      indicator.runNegativeControl(signal),
    ]);
    const results = [api, ...proofs.flat().map(({ result }) => result)];
    return results.map(({ finding }) => [indicator.definition.key, finding]);
  });
  return (await Promise.all(findings)).flat();
}

/** How long something took beside all that this busy machine kept the process waiting. Milliseconds. */
async function measure(run: () => Promise<unknown>): Promise<number> {
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  lag.enable();
  const start = performance.now();
  await run();
  const tookMs = performance.now() - start;
  // What kept us waiting last is counted with the next tick.
  const { count } = lag;
  await eventually(
    () => lag.count,
    (now) => now > count,
  );
  lag.disable();
  return tookMs - lag.count * (lag.mean / 1e6 - LAG_RESOLUTION_MS);
}

describe.each(NETWORK_FAULTS)('$name', ({ reason, at, lasts }) => {
  const limitMs = lasts ? SHORT_LIMIT_MS : LONG_LIMIT_MS;

  it(`is ${reason} at every vendor, for every request, and within the limit`, async () => {
    await serveAt(await at(stage), limitMs);
    const seen = await verdicts();
    for (const verdict of seen) matrix.add(reason, verdict.reason);
    expect(seen).toEqual(
      INTEGRATION_KEYS.map((key) => ({
        key,
        status: 'degraded',
        reason,
        api: 'fail',
        credentials: 'skip',
      })),
    );

    let findings: [string, Finding][] = [];
    const tookMs = await measure(async () => (findings = await everyFinding(limitMs)));
    expect(findings.filter(([, finding]) => finding !== reason)).toEqual([]);
    expect(tookMs).toBeLessThan(limitMs + GRACE_MS);
    expect(trap.requests).toEqual([]);
  });
});

describe.each(RIGHT_WAYS)('the right answer $name', ({ at }) => {
  it('is what it is without', async () => {
    await serveAt(await at(stage));
    expect(await verdicts()).toEqual(
      INTEGRATION_KEYS.map((key) => ({
        key,
        status: 'healthy',
        reason: 'ok',
        api: 'pass',
        credentials: 'pass',
      })),
    );
  });
});

describe('a vendor whose network is broken', () => {
  const lasting = NETWORK_FAULTS.filter(({ name }) =>
    ['connecting never ends', 'no first byte', 'a body that drips', 'a gzip bomb'].includes(name),
  );

  it.each(lasting)('does not keep the others waiting: $name', async ({ at }) => {
    const broken = await at(stage);
    for (const key of INTEGRATION_KEYS) if (key !== 'stripe') vendors.breakWith(key, undefined);
    await serve((key) => (key === 'stripe' ? `${broken}/stripe` : vendors.urlOf(key)));
    const others = INTEGRATION_KEYS.filter((key) => key !== 'stripe');
    const seen = await verdicts(others);
    expect(seen.filter(({ status }) => status !== 'healthy')).toEqual([]);
  });

  it('is told from its broken token endpoint, which is no refusal either', async () => {
    const provenElsewhere = new Set<string>(['stripe', 'github', 'dropbox']);
    const port = await closedPort();
    const elsewhere = Object.fromEntries(
      DEFINITIONS.map(({ envPrefix }) => [`${envPrefix}_AUTH_URL`, `http://127.0.0.1:${port}`]),
    );
    await serve((key) => vendors.urlOf(key), LONG_LIMIT_MS, elsewhere);
    expect((await verdicts()).map(({ key, reason }) => [key, reason])).toEqual(
      INTEGRATION_KEYS.map((key) => [key, provenElsewhere.has(key) ? 'ok' : 'connection_failed']),
    );
  });

  it('cannot fill our memory', async () => {
    const bomb = NETWORK_FAULTS.find(({ name }) => name === 'a gzip bomb')!;
    const url = await bomb.at(stage);
    let mostBytes = 0;
    const look = () => (mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers));
    const timer = setInterval(look, 5);
    await serveAt(url);
    await everyFinding(LONG_LIMIT_MS);
    clearInterval(timer);
    // Each of some seventy answers would take a gigabyte.
    expect(mostBytes).toBeLessThan(400 * 1024 * 1024);
  });
});
