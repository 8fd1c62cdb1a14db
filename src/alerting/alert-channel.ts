import type { AlertMessage } from './alert-event';

/** The DI token of all channels. */
export const CHANNELS = Symbol('CHANNELS');

/** The channels that there are, in the order of every surface. */
export const CHANNEL_NAMES = ['webhook', 'slack', 'pagerduty', 'email', 'alertmanager'] as const;

/** One of {@link CHANNEL_NAMES}. */
export type ChannelName = (typeof CHANNEL_NAMES)[number];

/**
 * What became of one attempt. `problem` is said in our own words, without addresses or secrets; of a
 * delivery it tells whom it did not reach.
 */
export type SendOutcome =
  | { readonly isDelivered: true; readonly problem?: string }
  | {
      readonly isDelivered: false;
      readonly problem: string;
      /** The receiver asked to be left alone for so long, milliseconds. */
      readonly retryAfterMs?: number;
    };

/** A way to tell people or systems of alerts. A new one is a class here and a line in the module. */
export abstract class AlertChannel {
  abstract readonly name: ChannelName;
  /** Whether one message may tell several things. */
  abstract readonly canGroup: boolean;

  /** Whether its variables are set. */
  abstract get isConfigured(): boolean;

  /**
   * Tries once. Never throws, and ends soon after the signal; a message that is sent again carries
   * the same key.
   */
  abstract send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome>;
}

/** The names of the channels whose variables are set now. */
export function configuredNames(channels: readonly AlertChannel[]): ChannelName[] {
  return channels.filter(({ isConfigured }) => isConfigured).map(({ name }) => name);
}
