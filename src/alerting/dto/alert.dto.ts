import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { AlertRule } from '../../config/settings';
import type { Reason, Status } from '../../core/status';
import { PageQueryDto } from '../../history/dto/request.dto';
import type { ChannelName } from '../alert-channel';
import type { AlertEventKind } from '../policy/next-alert';
import type { Severity } from '../policy/rules';

/** What became of an event on one channel. */
export class DeliveryDto {
  /** @example slack */
  channel!: ChannelName;
  /** `parked` is given up after a day of attempts. @example delivered */
  state!: 'pending' | 'delivered' | 'parked';
  attempts!: number;
  /** What the last attempt met, or whom it did not reach; absent when all went well. @example answered with HTTP 503 */
  problem?: string;
  /** @example 2026-02-04T11:59:48.000Z */
  delivered_at?: string;
}

/** Something that was told. */
export class AlertEventDto {
  /** @example open */
  kind!: AlertEventKind;
  /** @example 2026-02-04T11:59:48.000Z */
  at!: string;
  /** @example Zoom is not healthy */
  title!: string;
  /** @example Zoom answered with a server error */
  cause!: string;
  /** @example See the status page of Zoom */
  action!: string;
  /** One for each channel that was configured then. */
  deliveries!: DeliveryDto[];
}

/** An alert that was opened. */
export class AlertDto {
  /** Of one integration: the id of its incident. */
  id!: string;
  /** @example open */
  state!: 'open' | 'resolved';
  /** Whether something of it was given up on some channel. */
  is_parked!: boolean;
  /** @example critical */
  severity!: Severity;
  rules!: AlertRule[];
  /** Absent when it is about many integrations at once. @example zoom */
  service?: string;
  status?: Status;
  reason?: Reason;
  /** Since when the cause holds. @example 2026-02-04T11:59:48.000Z */
  since!: string;
  /** @example 2026-02-04T11:59:49.000Z */
  opened_at!: string;
  acknowledged_at?: string;
  acknowledged_by?: string;
  resolved_at?: string;
  /** How much was told of it. @example 2 */
  event_count!: number;
  /** The latest 50, oldest first. */
  events!: AlertEventDto[];
}

/** A page of alerts, newest first. */
export class AlertPageDto {
  ok!: true;
  alerts!: AlertDto[];
  /** Give it as `cursor` for the next page; `null` on the last one. */
  next_cursor!: string | null;
}

/** Which alerts. */
export class AlertPageQueryDto extends PageQueryDto {
  /** `parked` are those of which something was given up on some channel. @example open */
  @IsOptional()
  @IsIn(['open', 'resolved', 'parked'], { message: 'must be open, resolved or parked' })
  state?: 'open' | 'resolved' | 'parked';

  /** Only what was told of this incident. @example 6f1d7a52-6a0c-4a3e-9a39-9d8c62a1d2f4 */
  @IsOptional()
  @IsString({ message: 'must be given once' })
  @MaxLength(64, { message: 'must not be longer than 64 characters' })
  incident?: string;
}

/** What became of a test on one channel. */
export class ChannelTestDto {
  /** @example slack */
  channel!: ChannelName;
  /** @example delivered */
  outcome!: 'delivered' | 'failed';
  /** @example answered with HTTP 404 */
  problem?: string;
  /** @example 84 */
  duration_ms!: number;
}

/** What became of a test of all channels. */
export class AlertTestDto {
  /** Whether every channel delivered it; also `true` when none is configured. */
  ok!: boolean;
  channels!: ChannelTestDto[];
}

/** The query of routes that take none. */
export class NoAlertQueryDto {}
