import type { AlertChannel, ChannelName, SendOutcome } from '../alert-channel';
import type { AlertEvent, AlertMessage } from '../alert-event';
import { nextGroup, type WaitingEvent } from '../policy/grouping';
import { isExhausted, retryDelayMs } from '../policy/retry';
import type { AlertDatabase, MessageRow } from './alert-tables';

/** More waiting events are not looked at in one go. */
const MAX_WAITING = 500;

/** What a worker asks for. */
export interface ClaimRequest {
  readonly now: number;
  /** So long nobody else sends the message, milliseconds. */
  readonly leaseMs: number;
  readonly groupWindowMs: number;
  /** The identity of a new message. */
  readonly newId: string;
}

/** The message to send, or when to ask again at the latest, epoch milliseconds. */
export type Claim = { readonly message: AlertMessage } | { readonly waitUntil: number };

/**
 * Takes the next message of a channel: one that is due again, or a new one of what waits. What a
 * message holds is written before it is sent, so that it is the same after a restart. Needs the
 * write lock.
 */
export async function claim(
  db: AlertDatabase,
  channel: Pick<AlertChannel, 'name' | 'canGroup'>,
  request: ClaimRequest,
): Promise<Claim> {
  const { now } = request;
  const pausedUntil = await readPause(db, channel.name);
  if (pausedUntil > now) return { waitUntil: pausedUntil };
  const unfinished = await readUnfinished(db, channel.name);
  const due = unfinished.find((message) => availableAt(message) <= now);
  if (due) return { message: await lease(db, due, request) };
  const waiting = await readWaiting(db, channel.name);
  const underway = await alertsOf(db, unfinished);
  const rule = { windowMs: request.groupWindowMs, canGroup: channel.canGroup };
  const group = nextGroup(waiting, underway, rule, now);
  if (group && 'events' in group) {
    const message = await form(db, channel.name, group.events, request);
    return { message: await lease(db, message, request) };
  }
  const moments = [...unfinished.map(availableAt), group?.waitUntil ?? Infinity];
  return { waitUntil: Math.min(...moments) };
}

/** Writes what became of an attempt. Needs the write lock. @param random from 0 up to 1 */
export async function settle(
  db: AlertDatabase,
  id: string,
  outcome: SendOutcome,
  now: number,
  random: number,
): Promise<void> {
  const row = await readMessage(db, id);
  if (row?.state !== 'pending') return;
  const attempts = row.attempts + 1;
  const tried = { attempts, first_attempt_at: row.first_attempt_at ?? now, leased_until: 0 };
  if (outcome.isDelivered) {
    await update(db, id, { ...tried, state: 'delivered', finished_at: now, problem: null });
    await addDelivered(db, row);
    if (attempts > 1) await retryAllNow(db, row.channel, now);
    return;
  }
  const { problem, retryAfterMs } = outcome;
  if (retryAfterMs !== undefined) await pause(db, row.channel, now + retryAfterMs);
  if (isExhausted({ count: attempts, firstAt: tried.first_attempt_at }, now)) {
    await update(db, id, { ...tried, state: 'parked', finished_at: now, problem });
    return;
  }
  const dueAt = now + retryDelayMs(attempts, random, retryAfterMs);
  await update(db, id, { ...tried, due_at: dueAt, problem });
}

/** Gives a message back whose attempt was broken off. */
export async function release(db: AlertDatabase, id: string): Promise<void> {
  await update(db, id, { leased_until: 0 });
}

/** How many events wait, were parked and were delivered, by channel. */
export interface ChannelCounts {
  readonly channel: ChannelName;
  readonly pending: number;
  readonly parked: number;
  readonly delivered: number;
}

/** Of every channel that ever had something to deliver. */
export async function countByChannel(db: AlertDatabase): Promise<ChannelCounts[]> {
  const waiting = await db
    .selectFrom('alert_deliveries')
    .select((eb) => ['channel', eb.fn.countAll<number>().as('count')])
    .where('message_id', 'is', null)
    .groupBy('channel')
    .execute();
  const unfinished = await db
    .selectFrom('alert_messages as message')
    .innerJoin('alert_deliveries as delivery', 'delivery.message_id', 'message.id')
    .select((eb) => ['message.channel', 'message.state', eb.fn.countAll<number>().as('count')])
    .where('message.state', 'in', ['pending', 'parked'])
    .groupBy(['message.channel', 'message.state'])
    .execute();
  const delivered = await db
    .selectFrom('alert_channels')
    .select(['channel', 'delivered'])
    .execute();
  const all = [...waiting, ...unfinished, ...delivered];
  return [...new Set(all.map(({ channel }) => channel))].map((channel) => {
    const pending = unfinished.filter(({ state }) => state === 'pending');
    const parked = unfinished.filter(({ state }) => state === 'parked');
    return {
      channel: channel as ChannelName,
      pending: sum(waiting, channel) + sum(pending, channel),
      parked: sum(parked, channel),
      delivered: delivered.find((row) => row.channel === channel)?.delivered ?? 0,
    };
  });
}

function sum(rows: readonly { channel: string; count: number }[], channel: string): number {
  return rows.reduce((total, row) => total + (row.channel === channel ? Number(row.count) : 0), 0);
}

function availableAt({ due_at, leased_until }: MessageRow): number {
  return Math.max(due_at, leased_until);
}

async function readPause(db: AlertDatabase, channel: string): Promise<number> {
  const row = await db
    .selectFrom('alert_channels')
    .select('paused_until')
    .where('channel', '=', channel)
    .executeTakeFirst();
  return row?.paused_until ?? 0;
}

function readUnfinished(db: AlertDatabase, channel: string): Promise<MessageRow[]> {
  return db
    .selectFrom('alert_messages')
    .selectAll()
    .where('channel', '=', channel)
    .where('state', '=', 'pending')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

async function readMessage(db: AlertDatabase, id: string): Promise<MessageRow | undefined> {
  return db.selectFrom('alert_messages').selectAll().where('id', '=', id).executeTakeFirst();
}

async function readWaiting(db: AlertDatabase, channel: string): Promise<WaitingEvent[]> {
  const rows = await db
    .selectFrom('alert_deliveries')
    .select(['id', 'alert_id', 'at'])
    .where('channel', '=', channel)
    .where('message_id', 'is', null)
    .orderBy('id')
    .limit(MAX_WAITING)
    .execute();
  return rows.map(({ id, alert_id: alertId, at }) => ({ id, alertId, at }));
}

async function alertsOf(
  db: AlertDatabase,
  messages: readonly MessageRow[],
): Promise<ReadonlySet<string>> {
  if (messages.length === 0) return new Set();
  const ids = messages.map(({ id }) => id);
  const rows = await db
    .selectFrom('alert_deliveries')
    .select('alert_id')
    .distinct()
    .where('message_id', 'in', ids)
    .execute();
  return new Set(rows.map(({ alert_id }) => alert_id));
}

async function form(
  db: AlertDatabase,
  channel: string,
  events: readonly WaitingEvent[],
  { now, newId }: ClaimRequest,
): Promise<MessageRow> {
  const message: MessageRow = {
    id: newId,
    channel,
    created_at: now,
    state: 'pending',
    attempts: 0,
    first_attempt_at: null,
    due_at: now,
    leased_until: 0,
    problem: null,
    finished_at: null,
  };
  await db.insertInto('alert_messages').values(message).execute();
  const ids = events.map(({ id }) => id);
  await db
    .updateTable('alert_deliveries')
    .set({ message_id: newId })
    .where('id', 'in', ids)
    .execute();
  return message;
}

async function lease(
  db: AlertDatabase,
  { id, created_at: createdAt }: MessageRow,
  { now, leaseMs }: ClaimRequest,
): Promise<AlertMessage> {
  await update(db, id, { leased_until: now + leaseMs });
  const rows = await db
    .selectFrom('alert_deliveries')
    .innerJoin('alert_events', 'alert_events.id', 'alert_deliveries.event_id')
    .select('alert_events.body')
    .where('alert_deliveries.message_id', '=', id)
    .orderBy('alert_deliveries.id')
    .execute();
  return { id, createdAt, events: rows.map(({ body }) => JSON.parse(body) as AlertEvent) };
}

async function update(
  db: AlertDatabase,
  id: string,
  change: Partial<Omit<MessageRow, 'id'>>,
): Promise<void> {
  await db.updateTable('alert_messages').set(change).where('id', '=', id).execute();
}

async function addDelivered(db: AlertDatabase, { id, channel }: MessageRow): Promise<void> {
  const { count } = await db
    .selectFrom('alert_deliveries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('message_id', '=', id)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('alert_channels')
    .values({ channel, paused_until: 0, delivered: Number(count) })
    .onConflict((conflict) =>
      conflict
        .column('channel')
        .doUpdateSet((eb) => ({ delivered: eb('alert_channels.delivered', '+', Number(count)) })),
    )
    .execute();
}

async function pause(db: AlertDatabase, channel: string, until: number): Promise<void> {
  await db
    .insertInto('alert_channels')
    .values({ channel, paused_until: until, delivered: 0 })
    .onConflict((conflict) => conflict.column('channel').doUpdateSet({ paused_until: until }))
    .execute();
}

/** The receiver is there again: what failed before need not wait for its time. */
async function retryAllNow(db: AlertDatabase, channel: string, now: number): Promise<void> {
  await db
    .updateTable('alert_messages')
    .set({ due_at: now })
    .where('channel', '=', channel)
    .where('state', '=', 'pending')
    .where('due_at', '>', now)
    .execute();
}
