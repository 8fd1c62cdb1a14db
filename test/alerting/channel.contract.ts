import { SecretSource } from '../../src/config/secret-source';
import { parseSettings, type Settings } from '../../src/config/settings';
import type { AlertChannel } from '../../src/alerting/alert-channel';
import type { AlertEvent, AlertMessage } from '../../src/alerting/alert-event';
import { INTEGRATION_KEYS } from '../../src/integrations/integrations.catalog';
import { closedPort, type HttpReceiver, type MailReceiver, type Received } from './receivers';

/** What a channel's suite is made of. */
export interface ChannelFixture<Receiver extends HttpReceiver | MailReceiver> {
  startReceiver(): Promise<Receiver>;
  /** The variables that lead the channel to the receiver. */
  env(receiver: Receiver): Record<string, string>;
  /** The variables that lead it to where nobody listens. */
  envOfNobody(port: number): Record<string, string>;
  create(secrets: SecretSource, settings: Settings): AlertChannel;
  /** What tells a receiver that it has seen this before. */
  keyOf(received: Received): string;
  /** The event's kind as the receiver understands it. */
  kindOf(received: Received): string;
  /** The words for opening and closing. */
  readonly kinds: { readonly open: string; readonly resolve: string };
  /** What must never be told. */
  readonly secrets: readonly string[];
}

/** An event with all its parts. */
export const EVENT: AlertEvent = {
  key: 'incident-1:1',
  alert_id: 'incident-1',
  kind: 'open',
  severity: 'critical',
  opening_severity: 'critical',
  rules: ['critical_integration'],
  title: 'Zoom is not healthy',
  service: 'zoom',
  status: 'degraded',
  reason: 'vendor_error',
  since: '2026-02-04T12:00:00.000Z',
  at: '2026-02-04T12:00:01.000Z',
  cause: 'Zoom answered with a server error',
  evidence: {
    result: 'Zoom answered with a server error',
    latency_ms: 182,
    checked_at: '2026-02-04T11:59:59.000Z',
  },
  affects: ['/api/zoom/create-meeting'],
  action: 'Nothing to do on our side but to wait',
  link: 'https://health.example/integrations/zoom',
};

const RESOLVED: AlertEvent = {
  ...EVENT,
  key: 'incident-1:2',
  kind: 'resolve',
  title: 'Zoom is no longer affected, after 2 min',
  at: '2026-02-04T12:02:00.000Z',
};

/** What every message must say: what, since when, cause, evidence, what it affects, what to do, where. */
const PARTS = [
  'Zoom is not healthy',
  '2026-02-04T12:00:00.000Z',
  'Zoom answered with a server error',
  '182',
  '/api/zoom/create-meeting',
  'Nothing to do on our side but to wait',
  'https://health.example/integrations/zoom',
];

const PATIENCE_MS = 5000;

/** A message of these events. */
export function messageOf(id: string, ...events: AlertEvent[]): AlertMessage {
  return { id, createdAt: Date.parse('2026-02-04T12:00:11Z'), events };
}

/** The settings of an environment. */
export function settingsOf(env: Record<string, string>): Settings {
  const { settings, problems } = parseSettings((name) => env[name], INTEGRATION_KEYS);
  expect(problems).toEqual([]);
  return settings;
}

/** What holds for every channel, over real sockets. */
export function describeChannel<Receiver extends HttpReceiver | MailReceiver>(
  name: string,
  fixture: ChannelFixture<Receiver>,
  more: (context: () => { channel: AlertChannel; receiver: Receiver }) => void,
): void {
  describe(`the channel ${name}`, () => {
    let receiver: Receiver;
    let channel: AlertChannel;

    const create = (env: Record<string, string>) =>
      fixture.create(new SecretSource(env), settingsOf(env));
    const send = (message: AlertMessage, limitMs = PATIENCE_MS) =>
      channel.send(message, AbortSignal.timeout(limitMs));

    beforeEach(async () => {
      receiver = await fixture.startReceiver();
      channel = create(fixture.env(receiver));
    });

    afterEach(() => receiver.stop());

    it('is configured by its variables, and has its name', () => {
      expect(channel.name).toBe(name);
      expect(channel.isConfigured).toBe(true);
      expect(create({}).isConfigured).toBe(false);
    });

    it('tells what, since when, why, on what evidence, what it affects, what to do and where', async () => {
      expect(await send(messageOf('m1', EVENT))).toEqual({ isDelivered: true });
      expect(receiver.accepted).toHaveLength(1);
      for (const part of PARTS) expect(receiver.accepted[0]!.body).toContain(part);
    });

    it('tells an opening from a closing', async () => {
      await send(messageOf('m1', EVENT));
      await send(messageOf('m2', RESOLVED));
      const told = receiver.accepted.map((received) => fixture.kindOf(received));
      expect(told).toEqual([fixture.kinds.open, fixture.kinds.resolve]);
    });

    it('sends the same key when it sends the same message again', async () => {
      await send(messageOf('m1', EVENT));
      await send(messageOf('m1', EVENT));
      const other = { ...EVENT, key: 'incident-2:1', alert_id: 'incident-2' };
      await send(messageOf('m2', other));
      const [first, again, different] = receiver.accepted.map((received) =>
        fixture.keyOf(received),
      );
      expect(again).toBe(first);
      expect(different).not.toBe(first);
    });

    it('marks a test as one', async () => {
      await send(messageOf('m1', { ...EVENT, is_test: true }));
      expect(receiver.accepted[0]!.body).toMatch(/test/i);
    });

    it('gives a hanging receiver up when it is told to', async () => {
      receiver.behaviour = 'hanging';
      const outcome = await send(messageOf('m1', EVENT), 300);
      expect(outcome).toEqual({ isDelivered: false, problem: 'did not answer in time' });
    });

    it('says that nobody listens, without address or secret', async () => {
      channel = create(fixture.envOfNobody(await closedPort()));
      const outcome = await send(messageOf('m1', EVENT));
      expect(outcome).toMatchObject({ isDelivered: false });
      const told = JSON.stringify(outcome);
      for (const secret of [...fixture.secrets, '127.0.0.1']) expect(told).not.toContain(secret);
    });

    it('says how a failing receiver answered', async () => {
      receiver.behaviour = 'failing';
      const outcome = await send(messageOf('m1', EVENT));
      expect(outcome).toMatchObject({ isDelivered: false });
      expect(JSON.stringify(outcome)).toMatch(/answered with (HTTP 503|SMTP 451)/);
    });

    it('tells nobody a secret but who has to know it', async () => {
      await send(messageOf('m1', EVENT));
      const { body } = receiver.accepted[0]!;
      const kept = fixture.secrets.filter((secret) => !ROUTING_KEYS.has(secret));
      for (const secret of kept) expect(body).not.toContain(secret);
    });

    more(() => ({ channel, receiver }));
  });
}

/** PagerDuty's key is part of the body by its API. */
export const ROUTING_KEYS = new Set(['R0UT1NGKEY0123456789ABCDEF012345']);

/** What holds for channels over HTTP besides. */
export function describeHttp(
  context: () => { channel: AlertChannel; receiver: HttpReceiver },
): void {
  const send = () =>
    context().channel.send(messageOf('m1', EVENT), AbortSignal.timeout(PATIENCE_MS));

  it.each([
    ['7', 7000],
    ['0', 0],
    ['999999999', 86_400_000],
  ])('hears Retry-After: %s', async (retryAfter, retryAfterMs) => {
    const { receiver } = context();
    receiver.behaviour = 'limiting';
    receiver.retryAfter = retryAfter;
    expect(await send()).toEqual({
      isDelivered: false,
      problem: 'answered with HTTP 429',
      retryAfterMs,
    });
  });

  it('does not follow a redirect', async () => {
    const { receiver } = context();
    receiver.behaviour = 'redirecting';
    expect(await send()).toMatchObject({ problem: 'answered with HTTP 307' });
    expect(receiver.attempts).toBe(1);
  });

  it('takes no part in an answer that never ends', async () => {
    const { receiver } = context();
    receiver.behaviour = 'endless';
    expect(await send()).toEqual({ isDelivered: true });
  });
}
