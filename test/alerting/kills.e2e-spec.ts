import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import request from 'supertest';
import type { AlertEvent } from '../../src/alerting/alert-event';
import type { IntegrationKey } from '../../src/integrations/integrations.catalog';
import { CompiledService, killHard } from '../helpers/compiled-service';
import { eventually } from '../helpers/eventually';
import { sandboxEnv } from '../sandbox/sandbox-env';
import { SandboxServer } from '../sandbox/sandbox-server';
import { VENDORS } from '../sandbox/vendors';
import { closedPort, HttpReceiver, type Behaviour, WEBHOOK_SECRET } from './receivers';

/**
 * `ALERT_KILLS=200 npm test -- kills` is the long run; `ALERT_KILLS_DATABASE_URL` names an empty
 * database to run it on.
 */
const KILLS = Number(process.env.ALERT_KILLS ?? 25);
/** So much longer than a start takes a process lives at most. Milliseconds. */
const LIFE_MS = 2500;
const START_LIMIT_MS = 30_000;
const SETTLE_LIMIT_MS = 90_000;
const SHAKEN: readonly IntegrationKey[] = [
  ...(['zoom', 'notion', 'trello', 'stripe', 'quickbooks'] as const),
  ...(['github', 'dropbox', 'slack'] as const),
];
const BEHAVIOURS: readonly Behaviour[] = ['up', 'up', 'slow', 'failing', 'limiting', 'hanging'];

let service: CompiledService;
let sandbox: SandboxServer;
let hook: HttpReceiver;
let child: ChildProcess | undefined;
let env: Record<string, string>;
let url: string;
/** How often nobody listened where the receiver is. */
let outages = 0;

beforeAll(async () => {
  service = new CompiledService();
  sandbox = await new SandboxServer(VENDORS).start();
  hook = await new HttpReceiver().start();
  hook.retryAfter = '1';
  const port = await closedPort();
  url = `http://127.0.0.1:${port}`;
  env = {
    ...sandboxEnv(sandbox),
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'silent',
    RATE_LIMIT_PER_MINUTE: '1000000',
    DATABASE_URL:
      process.env.ALERT_KILLS_DATABASE_URL ?? `sqlite:${join(service.folder, 'health.db')}`,
    CHECK_INTERVAL_SECONDS: '1',
    CONFIRM_AFTER_MS: '0',
    CHECK_TIMEOUT_MS: '1000',
    UNSTEADY_CHANGES: '1000',
    CRITICAL_INTEGRATIONS: SHAKEN.join(','),
    ALERT_RULES: 'critical_integration',
    ALERT_GROUP_SECONDS: '1',
    ALERT_TIMEOUT_MS: '300',
    ALERT_WEBHOOK_URL: hook.url,
    ALERT_WEBHOOK_SECRET: WEBHOOK_SECRET,
  };
}, 60_000);

afterAll(async () => {
  if (child) await killHard(child);
  await hook.stop();
  await sandbox.stop();
  service.remove();
});

function pick<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}

/** Vendors come and go, and so does the receiver, until the signal ends it. */
async function shake(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    sandbox.play(pick(SHAKEN), pick(['ok', 'server_error']));
    hook.behaviour = pick(BEHAVIOURS);
    if (Math.random() < 0.1) {
      outages += 1;
      await hook.stop();
      await delay(Math.random() * 500);
      await hook.start();
    }
    await delay(100 + Math.random() * 400);
  }
}

/** Starts the service. @returns how long it took, milliseconds */
async function live(): Promise<number> {
  const start = performance.now();
  child = service.spawn(env);
  const ready = () =>
    request(url)
      .get('/health/ready')
      .then(({ status }) => status)
      .catch(() => 0);
  expect(await eventually(ready, (status) => status === 200, START_LIMIT_MS)).toBe(200);
  return performance.now() - start;
}

async function liveAndDie(maxLifeMs: number): Promise<void> {
  child = service.spawn(env);
  await delay(Math.random() * maxLifeMs);
  await killHard(child);
}

interface Delivery {
  readonly state: string;
}
interface ShownAlert {
  readonly state: string;
  readonly events: readonly { readonly deliveries: readonly Delivery[] }[];
}

/** Whether everything was resolved and delivered. */
function isSettled(alerts: readonly ShownAlert[]): boolean {
  return alerts.every(
    ({ state, events }) =>
      state === 'resolved' &&
      events.every(({ deliveries }) =>
        deliveries.every((delivery) => delivery.state === 'delivered'),
      ),
  );
}

async function everything<T>(path: string, list: string, filter = ''): Promise<T[]> {
  const found: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = cursor === '' ? '' : `&cursor=${cursor}`;
    const { body } = await request(url).get(`${path}?limit=1000${filter}${query}`);
    if (!body[list]) return [];
    found.push(...body[list]);
    cursor = body.next_cursor;
  }
  return found;
}

async function recover(): Promise<void> {
  for (const key of SHAKEN) sandbox.play(key, 'ok');
  hook.behaviour = 'up';
  await live();
  const quiet = async () => {
    const incidents = await everything('/api/integrations/incidents', 'incidents', '&state=open');
    const alerts = await everything<ShownAlert>('/api/alerts', 'alerts');
    return incidents.length === 0 && isSettled(alerts);
  };
  expect(await eventually(quiet, (isQuiet) => isQuiet, SETTLE_LIMIT_MS)).toBe(true);
}

/** What came in: once by the key of the message, in order. */
function deduplicated(): { events: AlertEvent[]; repeated: number } {
  const bodies = new Map<string, string>();
  for (const { headers, body } of hook.accepted) {
    const id = headers['webhook-id']!;
    // A message that is sent again is the same message.
    expect(bodies.get(id) ?? body).toBe(body);
    if (!bodies.has(id)) bodies.set(id, body);
  }
  const events = [...bodies.values()].flatMap(
    (body) => (JSON.parse(body) as { data: { events: AlertEvent[] } }).data.events,
  );
  return { events, repeated: hook.accepted.length - bodies.size };
}

describe(`a process that is killed at ${KILLS} random moments`, () => {
  it(
    'opens and closes every incident exactly once at the receiver, in order',
    async () => {
      // The first life also tells how long a start takes here and now.
      const startMs = await live();
      await killHard(child!);
      const shaking = new AbortController();
      const shaken = shake(shaking.signal);
      for (let kill = 1; kill < KILLS; kill += 1) await liveAndDie(startMs + LIFE_MS);
      shaking.abort();
      await shaken;
      await recover();
      const { events, repeated } = deduplicated();
      const incidents = await everything<{ id: string }>(
        '/api/integrations/incidents',
        'incidents',
      );
      const told = Object.fromEntries(
        [...Map.groupBy(events, ({ alert_id }) => alert_id)].map(([id, of]) => [
          id,
          of.map(({ kind }) => kind),
        ]),
      );
      const owed = Object.fromEntries(incidents.map(({ id }) => [id, ['open', 'resolve']]));
      expect(told).toEqual(owed);
      expect(incidents.length).toBeGreaterThan(KILLS / 10);
      const treated = [...hook.treated].map(([how, count]) => `${how} ${count}`).join(', ');
      process.stdout.write(
        `${KILLS} kills: ${incidents.length} incidents, ${hook.attempts} attempts (${treated}), ` +
          `receiver gone ${outages} times, ${repeated} messages repeated\n`,
      );
    },
    KILLS * (START_LIMIT_MS + LIFE_MS) + SETTLE_LIMIT_MS,
  );
});
