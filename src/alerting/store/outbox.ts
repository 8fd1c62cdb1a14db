import type { AlertChannel, ChannelName, SendOutcome } from '../alert-channel';
import type { AlertEvent, AlertMessage } from '../alert-event';
import { MAX_EVENTS, nextGroup, type WaitingEvent } from '../policy/grouping';
import { isExhausted, retryDelayMs } from '../policy/retry';
import type { AlertDatabase, MessageRow } from './alert-tables';

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
  const due = await readDue(db, channel.name, now);
  if (due) return { message: await lease(db, due, request) };
  const rule = { windowMs: request.groupWindowMs, canGroup: channel.canGroup };
  const group = nextGroup(await readWaiting(db, channel.name), rule, now);
  if (group && 'events' in group) {
    const message = await form(db, channel.name, group.events, request);
    return { message: await lease(db, message, request) };
  }
  const dueAt = await readNextDue(db, channel.name);
  return { waitUntil: Math.min(dueAt, group?.waitUntil ?? Infinity) };
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
    const { problem = null } = outcome;
    await update(db, id, { ...tried, state: 'delivered', finished_at: now, problem });
    await addDelivered(db, row);
    await retryAllNow(db, row.channel, now);
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

/** Of these channels, and of all others that ever had something to deliver. */
export async function countByChannel(
  db: AlertDatabase,
  channels: readonly ChannelName[],
): Promise<ChannelCounts[]> {
  const waiting = await db
    .selectFrom('alert_deliveries')
    .select((eb) => ['channel', eb.fn.countAll<number>().as('count')])
    .where('message_id', 'is', null)
    .groupBy('channel')
    .execute();
  const pending = await countInState(db, 'pending');
  const parked = await countInState(db, 'parked');
  const delivered = await db
    .selectFrom('alert_channels')
    .select(['channel', 'delivered as count'])
    .execute();
  const others = [...waiting, ...pending, ...parked, ...delivered].map(({ channel }) => channel);
  return [...new Set([...channels, ...others])].map((channel) => ({
    channel: channel as ChannelName,
    pending: countOf(waiting, channel) + countOf(pending, channel),
    parked: countOf(parked, channel),
    delivered: countOf(delivered, channel),
  }));
}

interface Count {
  readonly channel: string;
  readonly count: number;
}

/** The events in messages of a state that has an index of its own. */
function countInState(db: AlertDatabase, state: 'pending' | 'parked'): Promise<Count[]> {
  return db
    .selectFrom('alert_messages as message')
    .innerJoin('alert_deliveries as delivery', 'delivery.message_id', 'message.id')
    .select((eb) => ['message.channel', eb.fn.countAll<number>().as('count')])
    .where('message.state', '=', state)
    .groupBy('message.channel')
    .execute();
}

function countOf(counts: readonly Count[], channel: string): number {
  return Number(counts.find((row) => row.channel === channel)?.count ?? 0);
}

async function readPause(db: AlertDatabase, channel: string): Promise<number> {
  const row = await db
    .selectFrom('alert_channels')
    .select('paused_until')
    .where('channel', '=', channel)
    .executeTakeFirst();
  return row?.paused_until ?? 0;
}

/** The unfinished messages of a channel, by the index that holds no others. */
function unfinishedOf(db: AlertDatabase, channel: string) {
  return db
    .selectFrom('alert_messages as message')
    .where('message.channel', '=', channel)
    .where('message.state', '=', 'pending');
}

/** The oldest one that nobody sends now and whose time has come. */
async function readDue(
  db: AlertDatabase,
  channel: string,
  now: number,
): Promise<MessageRow | undefined> {
  return unfinishedOf(db, channel)
    .selectAll()
    .where('due_at', '<=', now)
    .where('leased_until', '<=', now)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
}

/** When the next one is due, epoch milliseconds; `Infinity` when there is none. */
async function readNextDue(db: AlertDatabase, channel: string): Promise<number> {
  const row = await unfinishedOf(db, channel)
    .select((eb) =>
      eb.fn
        .min(
          eb
            .case()
            .when('due_at', '>', eb.ref('leased_until'))
            .then(eb.ref('due_at'))
            .else(eb.ref('leased_until'))
            .end(),
        )
        .as('at'),
    )
    .executeTakeFirst();
  return row?.at == null ? Infinity : Number(row.at);
}

async function readMessage(db: AlertDatabase, id: string): Promise<MessageRow | undefined> {
  return db.selectFrom('alert_messages').selectAll().where('id', '=', id).executeTakeFirst();
}

/**
 * What waits to be put into a message, in order. Events of an alert whose earlier message is still
 * on its way stay behind, so that an alert is opened before it is closed.
 */
async function readWaiting(db: AlertDatabase, channel: string): Promise<WaitingEvent[]> {
  const underway = unfinishedOf(db, channel)
    .innerJoin('alert_deliveries as sent', 'sent.message_id', 'message.id')
    .select('sent.alert_id');
  return db
    .selectFrom('alert_deliveries')
    .select(['id', 'at'])
    .where('channel', '=', channel)
    .where('message_id', 'is', null)
    .where('alert_id', 'not in', underway)
    .orderBy('id')
    .limit(MAX_EVENTS)
    .execute();
}

/** Puts events into a new message. Needs the write lock. */
export async function form(
  db: AlertDatabase,
  channel: ChannelName,
  events: readonly Pick<WaitingEvent, 'id'>[],
  { now, newId }: Pick<ClaimRequest, 'now' | 'newId'>,
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
