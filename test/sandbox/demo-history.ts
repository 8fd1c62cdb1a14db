import { hostname } from 'node:os';
import { DAY_MS, HOUR_MS } from '../../src/history/spans';
import type { HistoryStore } from '../../src/history/history.store';
import type { Incident, ResultRecord, StatusRecord } from '../../src/history/records';
import { KyselyHistoryStore } from '../../src/history/store/kysely-history.store';
import {
  DEFINITIONS,
  INTEGRATION_KEYS,
  type IntegrationKey,
} from '../../src/integrations/integrations.catalog';
import { playAlerts } from './demo-alerts';

const DAYS = 90;
const MINUTE_MS = 60_000;
const BATCH = 1000;

/** Now and then something goes wrong: how often, for how long (minutes), and why. */
const TROUBLES: readonly (Pick<Trouble, 'reason' | 'evidence'> & {
  readonly share: number;
  readonly minutes: number;
})[] = [
  { share: 0.03, minutes: 14, reason: 'timeout', evidence: 'did not answer in time' },
  { share: 0.02, minutes: 45, reason: 'vendor_error', evidence: 'answered with a server error' },
  {
    share: 0.008,
    minutes: 130,
    reason: 'credentials_rejected',
    evidence: 'refused the credentials',
  },
];

/** What happened in the last hours, so that the chart of a day tells something too. */
const RECENT: Partial<Record<IntegrationKey, { hoursAgo: number; kind: number }>> = {
  zoom: { hoursAgo: 9, kind: 1 },
  stripe: { hoursAgo: 6, kind: 2 },
};

/** What goes on when the demo starts, and is found then. */
const LASTING: Partial<
  Record<IntegrationKey, Omit<StatusRecord, 'service' | 'at'> & { readonly minutes: number }>
> = {
  stripe: {
    minutes: 47,
    status: 'degraded',
    reason: 'credentials_rejected',
    evidence: 'Stripe refused the credentials: renew STRIPE_API_KEY in the Stripe Dashboard',
  },
  slack: {
    minutes: 1570,
    status: 'unhealthy',
    reason: 'not_configured',
    evidence: 'Slack integration is not properly configured',
  },
};

interface Trouble {
  readonly from: number;
  readonly to: number;
  readonly reason: 'timeout' | 'vendor_error' | 'credentials_rejected';
  readonly evidence: string;
}

/** Plays 90 days of history into the demo's database, so that there is something to look at. */
export async function playHistory(url: string, now: number): Promise<void> {
  const store = new KyselyHistoryStore(url);
  await store.open();
  const startedAt = now - DAYS * DAY_MS;
  const run = { id: 'demo', startedAt, host: hostname(), pid: process.pid };
  await store.beginRun(run);
  for (const [index, service] of INTEGRATION_KEYS.entries()) {
    await playService(store, service, chance(index + 7), { from: startedAt, to: now });
    while (await store.rollUp(service, now));
  }
  await playAlerts(store, now);
  await store.endRun(run, now);
  await store.close();
}

async function playService(
  store: HistoryStore,
  service: IntegrationKey,
  random: () => number,
  span: { from: number; to: number },
): Promise<void> {
  const troubles = [...makeTroubles(random, span), ...recentTroubles(service, span.to)];
  const { name, requiredEnvVars } = DEFINITIONS.find(({ key }) => key === service)!;
  const calm = `${name} integration is operational`;
  const healthy = { service, status: 'healthy', reason: 'ok', evidence: calm } as const;
  await store.recordStatus({ ...healthy, at: span.from });
  for (const { from, to, reason, evidence } of troubles) {
    const trouble = { service, at: from, status: 'degraded', reason } as const;
    const opened = await store.recordStatus({ ...trouble, evidence: `${name} ${evidence}` });
    if (reason === 'credentials_rejected') await acknowledge(store, opened!.incident);
    await store.recordStatus({ ...healthy, at: to });
  }
  const lasting = LASTING[service];
  const until = span.to - (lasting?.minutes ?? 0) * MINUTE_MS;
  if (lasting) await store.recordStatus({ service, at: until, ...statusOf(lasting) });
  const results = makeResults(service, random, troubles, { from: span.from, to: until });
  for (let at = 0; at < results.length; at += BATCH) {
    await store.appendResults(results.slice(at, at + BATCH));
  }
  await playRotation(store, service, requiredEnvVars[0]!, troubles);
}

function statusOf({ status, reason, evidence }: Omit<StatusRecord, 'service' | 'at'>) {
  return { status, reason, evidence };
}

/** Somebody takes on what is ours to mend. */
async function acknowledge(store: HistoryStore, { id, openedAt }: Incident): Promise<void> {
  await store.acknowledge(id, {
    at: openedAt + 6 * MINUTE_MS,
    who: 'ana',
    note: 'The new secret was not rolled out everywhere yet; doing that now',
  });
}

/** A refusal that followed the rotation of a variable. */
async function playRotation(
  store: HistoryStore,
  service: IntegrationKey,
  envVar: string,
  troubles: readonly Trouble[],
): Promise<void> {
  const refusal = troubles.findLast(({ reason }) => reason === 'credentials_rejected');
  if (!refusal) return;
  for (const [fingerprint, at] of [
    ['before', refusal.from - HOUR_MS],
    ['after', refusal.from - 40_000],
  ] as const) {
    await store.recordConfiguration({
      service,
      at,
      keyId: 'demo',
      variables: [{ envVar, fingerprint }],
    });
  }
}

function makeTroubles(random: () => number, { from, to }: { from: number; to: number }): Trouble[] {
  const troubles: Trouble[] = [];
  for (let day = from + DAY_MS; day < to - DAY_MS; day += DAY_MS) {
    const dice = random();
    let sum = 0;
    const kind = TROUBLES.find(({ share }) => dice < (sum += share));
    if (!kind) continue;
    const start = Math.round(day + random() * 0.8 * DAY_MS);
    const { reason, evidence } = kind;
    const length = Math.round(kind.minutes * MINUTE_MS * (0.4 + random()));
    troubles.push({ from: start, to: start + length, reason, evidence });
  }
  return troubles;
}

function recentTroubles(service: IntegrationKey, now: number): Trouble[] {
  const recent = RECENT[service];
  if (!recent) return [];
  const { reason, evidence, minutes } = TROUBLES[recent.kind]!;
  const from = now - recent.hoursAgo * HOUR_MS;
  return [{ from, to: from + minutes * MINUTE_MS, reason, evidence }];
}

/** The nearer, the more: every five minutes on the last day, an hour in the last month. */
function stepBefore(age: number): number {
  if (age <= DAY_MS) return 5 * MINUTE_MS;
  return age <= 31 * DAY_MS ? HOUR_MS : 6 * HOUR_MS;
}

function makeResults(
  service: IntegrationKey,
  random: () => number,
  troubles: readonly Trouble[],
  { from, to }: { from: number; to: number },
): ResultRecord[] {
  const usual = 60 + random() * 120;
  const results: ResultRecord[] = [];
  for (let at = from; at < to; at += stepBefore(to - at)) {
    const trouble = troubles.find((one) => one.from <= at && at < one.to);
    const wave = 1 + 0.25 * Math.sin((at / DAY_MS) * 2 * Math.PI);
    const latencyMs = Math.round(usual * wave * (0.8 + 0.4 * random() + random() ** 12));
    const verdict = trouble
      ? ({ status: 'degraded', reason: trouble.reason, outcome: trouble.reason } as const)
      : ({ status: 'healthy', reason: 'ok', outcome: 'accepted', latencyMs } as const);
    results.push({
      service,
      at,
      number: results.length,
      durationMs: latencyMs,
      full: false,
      ...verdict,
    });
  }
  return results;
}

/** Gives the same numbers every time. */
function chance(seed: number): () => number {
  let state = seed * 7919;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
