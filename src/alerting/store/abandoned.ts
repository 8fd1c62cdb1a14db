import { CHANNEL_NAMES, type ChannelName } from '../alert-channel';
import type { AlertDatabase } from './alert-tables';
import { form, type ClaimRequest } from './outbox';

/** Waiting events that one step parks at most, for each channel. */
const STEP = 1000;

/** What is given up, and when. */
export interface Abandonment extends Pick<ClaimRequest, 'now' | 'newId'> {
  /** What waits since then or longer, epoch milliseconds. */
  readonly before: number;
  readonly configured: readonly ChannelName[];
}

/**
 * Parks what has waited long on channels that are not configured any more: nobody sends it, and
 * nobody wants it when the channel comes back much later. Needs the write lock.
 */
export async function parkAbandoned(db: AlertDatabase, abandonment: Abandonment): Promise<void> {
  const { configured, newId } = abandonment;
  for (const channel of CHANNEL_NAMES.filter((name) => !configured.includes(name))) {
    await gather(db, channel, { ...abandonment, newId: `${newId}-${channel}` });
    await park(db, channel, abandonment);
  }
}

/** Into a message, because only messages are parked. */
async function gather(
  db: AlertDatabase,
  channel: ChannelName,
  { before, newId }: Abandonment,
): Promise<void> {
  const waiting = await db
    .selectFrom('alert_deliveries')
    .select('id')
    .where('channel', '=', channel)
    .where('message_id', 'is', null)
    .where('at', '<=', before)
    .orderBy('id')
    .limit(STEP)
    .execute();
  if (waiting.length > 0) await form(db, channel, waiting, { now: before, newId });
}

async function park(
  db: AlertDatabase,
  channel: ChannelName,
  { before, now }: Abandonment,
): Promise<void> {
  await db
    .updateTable('alert_messages')
    .set({ state: 'parked', finished_at: now, problem: 'is not configured any more' })
    .where('channel', '=', channel)
    .where('state', '=', 'pending')
    .where('created_at', '<=', before)
    .execute();
}
