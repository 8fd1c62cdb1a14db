/** An event that waits to be put into a message of one channel. */
export interface WaitingEvent {
  readonly id: number;
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

/** A receiver's limit of blocks and bytes is not met by as many in one message. */
export const MAX_EVENTS = 20;

/**
 * Chooses the events that go out next: those within the window after the oldest, in order.
 * @param waiting in the order of their writing, at most {@link MAX_EVENTS}
 */
export function nextGroup(
  waiting: readonly WaitingEvent[],
  { windowMs, canGroup }: GroupRule,
  now: number,
): NextGroup {
  const [first] = waiting;
  if (!first) return undefined;
  if (!canGroup) return { events: [first] };
  const waitUntil = first.at + windowMs;
  // An event from the future is due to a clock that was set back, and waits for nothing.
  if (first.at <= now && now < waitUntil) return { waitUntil };
  const next = waiting.findIndex(({ at }) => at > waitUntil);
  return { events: next === -1 ? waiting : waiting.slice(0, next) };
}
