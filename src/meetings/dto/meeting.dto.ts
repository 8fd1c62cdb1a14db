import { IsInt, IsISO8601, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';

/** The meeting to create. */
export class CreateMeetingDto {
  /** @example Weekly sync */
  @IsString({ message: 'must be text' })
  @MinLength(1, { message: 'must not be empty' })
  @MaxLength(200, { message: 'must not be longer than 200 characters' })
  topic!: string;

  /** @example 2026-02-05T15:00:00Z */
  @IsISO8601({ strict: true, strictSeparator: true }, { message: 'must be an ISO 8601 date-time' })
  @MaxLength(40, { message: 'must not be longer than 40 characters' })
  start_time!: string;

  /** Minutes. @example 30 */
  @IsInt({ message: 'must be a whole number of minutes' })
  @Min(1, { message: 'must be at least 1' })
  @Max(1440, { message: 'must be at most 1440' })
  duration!: number;
}

/** The meeting as Zoom answered it. */
export class MeetingDto {
  /** @example 85746065432 */
  id!: number;
  /** @example https://zoom.us/j/85746065432 */
  join_url!: string;
  /** @example Weekly sync */
  topic!: string;
  /** @example 2026-02-05T15:00:00Z */
  start_time!: string;
  /** Minutes. @example 30 */
  duration!: number;
}
