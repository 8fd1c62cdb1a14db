import type { AlertEvent } from '../../src/alerting/alert-event';
import { RETRY_FOR_MS } from '../../src/alerting/policy/retry';
import { parkAbandoned } from '../../src/alerting/store/abandoned';
import { alertTables, type AlertDatabase } from '../../src/alerting/store/alert-tables';
import { readAlertPage } from '../../src/alerting/store/alert-page';
import { addEvent, saveAlert } from '../../src/alerting/store/alerts';
import {
  claim,
  countByChannel,
  release,
  settle,
  type Claim,
} from '../../src/alerting/store/outbox';
import { pruneAlerts } from '../../src/alerting/store/retention';
import { addSilence, readSilences } from '../../src/alerting/store/silences';
import type { KyselyHistoryStore } from '../../src/history/store/kysely-history.store';
import { DATABASE_KINDS, openStore } from '../history/stores';
import { EVENT } from './channel.contract';

const HOOK = { name: 'webhook', canGroup: true } as const;
const PAGER = { name: 'pagerduty', canGroup: false } as const;
const T = 1_770_000_000_000;
const DOWN = { isDelivered: false, problem: 'answered with HTTP 503' } as const;
const UP = { isDelivered: true } as const;
const ALERT = { evidence: '', rules: [], openingRules: [], isAcknowledgementTold: false };
const SILENCE = { from: T, reason: 'maintenance', createdBy: 'ops' };

describe.each(DATABASE_KINDS)('the outbox in %s', (_name, makeKind) => {
  const kind = makeKind();
  let store: KyselyHistoryStore;
  let ids = 0;

  beforeAll(() => kind.start(), 30_000);
  afterAll(() => kind.stop());

  beforeEach(async () => {
    store = await openStore(await kind.create());
  });

  afterEach(() => store.close());

  const inside = <R>(work: (db: AlertDatabase) => Promise<R>) =>
    store.transaction((transaction) => work(alertTables(transaction)));

  const take = (now: number, channel: typeof HOOK | typeof PAGER = HOOK): Promise<Claim> =>
    inside((db) =>
      claim(db, channel, {
        now,
        leaseMs: 1000,
        groupWindowMs: 10_000,
        newId: `message-${(ids += 1)}`,
      }),
    );

  const end = (id: string, outcome: Parameters<typeof settle>[2], now: number) =>
    inside((db) => settle(db, id, outcome, now, 1));

  async function write(alertId: string, told: AlertEvent['kind'], at: number): Promise<void> {
    await inside(async (db) => {
      const alert = {
        ...ALERT,
        id: alertId,
        startedAt: at,
        announcedAt: at,
        ...(told === 'resolve' && { resolvedAt: at }),
      };
      await saveAlert(db, { alert, events: 1 });
      const event = { ...EVENT, alert_id: alertId, kind: told, key: `${alertId}:${told}` };
      await addEvent(db, event, ['webhook', 'pagerduty'], at);
    });
  }

  function keysOf(next: Claim): string[] {
    return 'message' in next ? next.message.events.map(({ key }) => key) : [];
  }

  function idOf(next: Claim): string {
    if (!('message' in next)) throw new Error('there is no message');
    return next.message.id;
  }

  it('has nothing to send at first', async () => {
    expect(await take(T)).toEqual({ waitUntil: Infinity });
    const none = { pending: 0, parked: 0, delivered: 0 };
    const counts = await inside((db) => countByChannel(db, ['slack']));
    expect(counts).toEqual([{ channel: 'slack', ...none }]);
  });

  it('gathers what happens within the window, and sends single things at once', async () => {
    await write('a', 'open', T);
    await write('b', 'open', T + 9000);
    expect(await take(T + 9999)).toEqual({ waitUntil: T + 10_000 });
    expect(keysOf(await take(T + 10_000))).toEqual(['a:open', 'b:open']);
    expect(keysOf(await take(T + 10_000, PAGER))).toEqual(['a:open']);
    expect(keysOf(await take(T + 10_000, PAGER))).toEqual(['b:open']);
  });

  it('sends the same message again, with the same key and content, however much is added', async () => {
    await write('a', 'open', T);
    const first = await take(T + 10_000);
    await end(idOf(first), DOWN, T + 10_100);
    await write('b', 'open', T + 10_200);
    expect(await take(T + 11_099)).not.toHaveProperty('message');
    expect(await take(T + 11_100)).toEqual(first);
  });

  it('gives a message to nobody else while it is leased, and to the next one after a crash', async () => {
    await write('a', 'open', T);
    const first = await take(T + 10_000);
    expect(await take(T + 10_999)).toEqual({ waitUntil: T + 11_000 });
    expect(await take(T + 11_000)).toEqual(first);
    await inside((db) => release(db, idOf(first)));
    expect(await take(T + 11_001)).toEqual(first);
  });

  it('never closes what is not opened yet', async () => {
    await write('a', 'open', T);
    const opening = await take(T + 10_000);
    await end(idOf(opening), DOWN, T + 10_100);
    await write('a', 'resolve', T + 10_100);
    await write('b', 'open', T + 10_100);
    expect(keysOf(await take(T + 20_100))).toEqual(['a:open']);
    expect(keysOf(await take(T + 20_100))).toEqual(['b:open']);
    await end(idOf(opening), UP, T + 20_200);
    expect(keysOf(await take(T + 20_200))).toEqual(['a:resolve']);
  });

  it('leaves a channel alone as long as it asked, and no other', async () => {
    await write('a', 'open', T);
    const id = idOf(await take(T + 10_000));
    await end(id, { ...DOWN, retryAfterMs: 60_000 }, T + 10_000);
    await write('b', 'open', T + 10_000);
    expect(await take(T + 69_999)).toEqual({ waitUntil: T + 70_000 });
    expect(keysOf(await take(T + 69_999, PAGER))).toEqual(['a:open']);
    expect(keysOf(await take(T + 70_000))).toEqual(['a:open']);
  });

  it('tries everything again when one message came through', async () => {
    await write('a', 'open', T);
    const a = idOf(await take(T + 10_000));
    for (let attempt = 0; attempt < 8; attempt += 1) await end(a, DOWN, T + 10_000);
    await write('b', 'open', T + 10_000);
    const b = idOf(await take(T + 20_000));
    expect(b).not.toBe(a);
    expect(await take(T + 20_000)).not.toHaveProperty('message');
    await end(b, UP, T + 20_000);
    expect(idOf(await take(T + 20_000))).toBe(a);
  });

  it('parks a message after a day of attempts, shows it, and goes on with the next', async () => {
    await write('a', 'open', T);
    const id = idOf(await take(T + 10_000));
    for (let attempt = 1; attempt < 20; attempt += 1) await end(id, DOWN, T + 10_000);
    await end(id, DOWN, T + 10_000 + RETRY_FOR_MS - 1);
    const counts = () => inside((db) => countByChannel(db, []));
    expect(await counts()).toContainEqual({
      channel: 'webhook',
      pending: 1,
      parked: 0,
      delivered: 0,
    });
    await end(id, DOWN, T + 10_000 + RETRY_FOR_MS);
    await write('a', 'resolve', T + 10_000 + RETRY_FOR_MS);
    expect(await counts()).toContainEqual({
      channel: 'webhook',
      pending: 1,
      parked: 1,
      delivered: 0,
    });
    const next = await take(T + 20_000 + RETRY_FOR_MS);
    expect(keysOf(next)).toEqual(['a:resolve']);
    await end(idOf(next), UP, T + 20_000 + RETRY_FOR_MS);
    expect(await counts()).toEqual(
      expect.arrayContaining([
        { channel: 'webhook', pending: 0, parked: 1, delivered: 1 },
        { channel: 'pagerduty', pending: 2, parked: 0, delivered: 0 },
      ]),
    );
  });

  it('counts a delivery once, however often it is settled', async () => {
    await write('a', 'open', T);
    const id = idOf(await take(T + 10_000));
    await end(id, UP, T + 10_000);
    await end(id, UP, T + 10_000);
    await end(id, DOWN, T + 10_000);
    expect(await inside((db) => countByChannel(db, []))).toContainEqual({
      channel: 'webhook',
      pending: 0,
      parked: 0,
      delivered: 1,
    });
  });

  it('shows parked alerts by themselves, with what they met', async () => {
    await write('a', 'open', T);
    await write('b', 'open', T);
    const id = idOf(await take(T, PAGER));
    for (let attempt = 1; attempt < 20; attempt += 1) await end(id, DOWN, T);
    await end(id, DOWN, T + RETRY_FOR_MS);
    const page = (state?: 'parked') =>
      inside((db) => readAlertPage(db, { limit: 10 }, { ...(state && { state }) })).then((found) =>
        found.map(({ alert, isParked }) => ({ id: alert.id, isParked })),
      );
    expect(await page('parked')).toEqual([{ id: 'a', isParked: true }]);
    expect(await page()).toEqual([
      { id: 'b', isParked: false },
      { id: 'a', isParked: true },
    ]);
    const [parked] = await inside((db) => readAlertPage(db, { limit: 10 }, { state: 'parked' }));
    expect(parked!.events[0]!.deliveries).toContainEqual({
      channel: 'pagerduty',
      state: 'parked',
      attempts: 20,
      problem: 'answered with HTTP 503',
      finishedAt: T + RETRY_FOR_MS,
    });
  });

  it('keeps whom a delivered message did not reach', async () => {
    await write('a', 'open', T);
    const problem = 'was refused for 1 of the recipients';
    await end(idOf(await take(T + 10_000)), { ...UP, problem }, T + 10_000);
    const [shown] = await inside((db) => readAlertPage(db, { limit: 1 }, {}));
    expect(shown!.events[0]!.deliveries).toContainEqual(
      expect.objectContaining({ channel: 'webhook', state: 'delivered', problem }),
    );
  });

  it('shows the latest fifty events of an alert, and how many there were', async () => {
    await inside(async (db) => {
      for (let number = 1; number <= 60; number += 1) {
        const alert = { ...ALERT, id: 'a', startedAt: T, announcedAt: T };
        await saveAlert(db, { alert, events: number });
        await addEvent(db, { ...EVENT, alert_id: 'a', key: `a:${number}` }, ['webhook'], T);
      }
    });
    const [shown] = await inside((db) => readAlertPage(db, { limit: 1 }, {}));
    expect(shown!.count).toBe(60);
    expect(shown!.events.map(({ event }) => event.key)).toEqual(
      Array.from({ length: 50 }, (_, index) => `a:${index + 11}`),
    );
    expect(shown!.events.every(({ deliveries }) => deliveries.length === 1)).toBe(true);
  });

  it('is not held up by much that waits behind one alert', async () => {
    await write('a', 'open', T);
    const opening = idOf(await take(T + 10_000));
    await end(opening, DOWN, T + 10_000);
    await inside(async (db) => {
      for (let number = 2; number <= 40; number += 1)
        await addEvent(
          db,
          { ...EVENT, alert_id: 'a', key: `a:${number}` },
          ['webhook'],
          T + 10_000,
        );
    });
    await write('b', 'open', T + 10_000);
    await end(opening, DOWN, T + 20_000);
    expect(keysOf(await take(T + 20_000))).toEqual(['b:open']);
  });

  it('forgets what was resolved long ago, and nothing else', async () => {
    await write('old', 'open', T);
    await write('lasting', 'open', T);
    const shared = idOf(await take(T + 10_000));
    await end(shared, UP, T + 10_000);
    await write('old', 'resolve', T + 20_000);
    await end(idOf(await take(T + 30_000)), UP, T + 30_000);
    await write('new', 'open', T + 100_000);
    await write('new', 'resolve', T + 200_000);
    await inside((db) => addSilence(db, { ...SILENCE, id: 'old', until: T + 99_999 }));
    await inside((db) => addSilence(db, { ...SILENCE, id: 'new', until: T + 100_001 }));
    expect(await inside((db) => pruneAlerts(db, T + 100_000))).toBe(false);
    const left = await inside((db) => readAlertPage(db, { limit: 10 }, {}));
    expect(left.map(({ alert, events }) => [alert.id, events.length])).toEqual([
      ['new', 2],
      ['lasting', 1],
    ]);
    expect((await inside((db) => readSilences(db, T))).map(({ id }) => id)).toEqual(['new']);
    const messages = await inside((db) => db.selectFrom('alert_messages').select('id').execute());
    expect(messages).toEqual([{ id: shared }]);
    // What others have to deliver is still there.
    expect(keysOf(await take(T + 300_000, PAGER))).toEqual(['lasting:open']);
  });

  it('parks what waits long for a channel that is not configured any more', async () => {
    await write('a', 'open', T);
    const formed = idOf(await take(T, PAGER));
    await write('b', 'open', T + 1);
    await write('c', 'open', T + 60_000);
    const abandonment = {
      now: T + 90_000,
      before: T + 1,
      configured: ['webhook'],
      newId: 'x',
    } as const;
    await inside((db) => parkAbandoned(db, abandonment));
    await inside((db) => parkAbandoned(db, { ...abandonment, newId: 'y' }));
    expect(await inside((db) => countByChannel(db, []))).toEqual(
      expect.arrayContaining([
        { channel: 'webhook', pending: 3, parked: 0, delivered: 0 },
        { channel: 'pagerduty', pending: 1, parked: 2, delivered: 0 },
      ]),
    );
    const messages = await inside((db) =>
      db.selectFrom('alert_messages').select(['id', 'problem']).orderBy('created_at').execute(),
    );
    const problem = 'is not configured any more';
    expect(messages).toEqual([
      { id: formed, problem },
      { id: 'x-pagerduty', problem },
    ]);
    expect(keysOf(await take(T + 90_000, PAGER))).toEqual(['c:open']);
  });

  it('lets several replicas take messages side by side without one taking twice', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await write(id, 'open', T);
    const taken = await Promise.all(Array.from({ length: 6 }, () => take(T, PAGER)));
    expect(taken.flatMap(keysOf).toSorted()).toEqual(['a:open', 'b:open', 'c:open', 'd:open']);
  });
});
