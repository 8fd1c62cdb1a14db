import type { Generated, Kysely } from 'kysely';
import type { StoreTransaction } from '../../history/history.store';
import type { Reason, Status } from '../../core/status';

/** Rows keep epoch milliseconds; the tables are made by the migrations of the history store. */
export interface AlertTables {
  alerts: AlertRow;
  alert_events: AlertEventRow;
  alert_deliveries: DeliveryRow;
  alert_messages: MessageRow;
  alert_channels: ChannelRow;
  alert_silences: SilenceRow;
}

/** A cause that is told of, or may come to be. */
export interface AlertRow {
  id: string;
  service: string | null;
  /** Null of many integrations at once. */
  status: Status | null;
  reason: Reason | null;
  evidence: string;
  /** Separated by commas. */
  rules: string;
  opening_rules: string;
  started_at: number;
  ended_at: number | null;
  announced_at: number | null;
  reminded_at: number | null;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  is_acknowledgement_told: number;
  resolved_at: number | null;
  /** How many events there were. */
  events: number;
}

/** Something that was told, as JSON. */
export interface AlertEventRow {
  id: Generated<number>;
  alert_id: string;
  at: number;
  body: string;
}

/** What became of a message. */
export type MessageState = 'pending' | 'delivered' | 'parked';

/** That an event is to be told through a channel; without a message it waits to be put into one. */
export interface DeliveryRow {
  id: Generated<number>;
  event_id: number;
  alert_id: string;
  channel: string;
  at: number;
  message_id: string | null;
}

/** What is sent through a channel at once. */
export interface MessageRow {
  id: string;
  channel: string;
  created_at: number;
  state: MessageState;
  attempts: number;
  first_attempt_at: number | null;
  due_at: number;
  /** Until then somebody is sending it. */
  leased_until: number;
  problem: string | null;
  finished_at: number | null;
}

/** What is known of a channel. */
export interface ChannelRow {
  channel: string;
  /** The receiver asked to be left alone until then. */
  paused_until: number;
  /** How many events were delivered. */
  delivered: number;
}

/** A silence. */
export interface SilenceRow {
  id: string;
  service: string | null;
  from_at: number;
  until_at: number;
  reason: string;
  created_by: string;
}

/** The store's database or transaction, as seen from here. */
export type AlertDatabase = Kysely<AlertTables>;

/** The same connection, knowing the tables of alerts. */
export function alertTables(transaction: StoreTransaction): AlertDatabase {
  return transaction as unknown as AlertDatabase;
}
