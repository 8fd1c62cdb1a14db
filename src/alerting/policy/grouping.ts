/** An event that waits to be put into a message of one channel. */
export interface WaitingEvent {
  readonly id: number;
  readonly alertId: string;
  /** When it was written, epoch milliseconds. */
  readonly at: number;
}

/** How a channel gathers events. */
export interface GroupRule {
  /** Events within this time are one message, milliseconds. */
  readonly windowMs: number;
  /** Whether the channel can tell several things in one message. */
  readonly canGroup: boolean;
}

/** The events of the next message, or the moment from which on there is one. */
export type NextGroup =
  { readonly events: readonly WaitingEvent[] } | { readonly waitUntil: number } | undefined;

/** A receiver's limit of blocks and bytes is not met by as many. */
const MAX_EVENTS = 20;

/**
 * Chooses the events that go out next: those within the window after the oldest, in order. Events
 * of an alert whose earlier message is still on its way stay behind, and so does all that follows
 * them, so that an alert is opened before it is closed.
 * @param waiting in the order of their writing
 * @param underway the alerts with an unfinished message on this channel
 */
export function nextGroup(
  waiting: readonly WaitingEvent[],
  underway: ReadonlySet<string>,
  { windowMs, canGroup }: GroupRule,
  now: number,
): NextGroup {
  const free = waiting.filter(({ alertId }) => !underway.has(alertId));
  const [first] = free;
  if (!first) return undefined;
  if (!canGroup) return { events: [first] };
  const waitUntil = first.at + windowMs;
  // An event from the future is due to a clock that was set back, and waits for nothing.
  if (first.at <= now && now < waitUntil) return { waitUntil };
  return { events: free.filter(({ at }) => at <= waitUntil).slice(0, MAX_EVENTS) };
}
