import { IsIn, MaxLength } from 'class-validator';

/** The windows of the latency chart. */
export const LATENCY_WINDOWS = ['24h', '7d', '30d'] as const;

/** Which integration. */
export class LatencyPathDto {
  /** A service key or alias. @example zoom */
  @MaxLength(64, { message: 'must not be longer than 64 characters' })
  service!: string;
}

/** Which window. */
export class LatencyQueryDto {
  /** The time up to now. @example 24h */
  @IsIn(LATENCY_WINDOWS, { message: `must be one of ${LATENCY_WINDOWS.join(', ')}` })
  window: (typeof LATENCY_WINDOWS)[number] = '24h';
}

/** The latency of one slot of time. */
export class LatencyPointDto {
  /** The start of the slot. @example 2026-02-04T11:45:00.000Z */
  at!: string;
  /** Milliseconds; `null` when nothing answered. @example 180.2 */
  p50!: number | null;
  /** Milliseconds; `null` when nothing answered. @example 342.1 */
  p95!: number | null;
}

/** How long a vendor took to answer, over time. */
export class LatencySeriesDto {
  ok!: true;
  /** @example zoom */
  service!: string;
  /** @example 24h */
  window!: string;
  /** @example 2026-02-03T12:00:00.000Z */
  from!: string;
  /** @example 2026-02-04T12:00:00.000Z */
  to!: string;
  /** Seconds of one slot. @example 900 */
  slot_seconds!: number;
  /** Oldest first, without gaps. */
  points!: LatencyPointDto[];
}
