import {
  IsInt,
  IsISO8601,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';

/** A day alone is ISO 8601 too, but no time at which a meeting starts. */
const WITH_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** The meeting to create. The lowest rule of a field is the first that is tried. */
export class CreateMeetingDto {
  /** @example Weekly sync */
  @MaxLength(200, { message: 'must not be longer than 200 characters' })
  @MinLength(1, { message: 'must not be empty' })
  @IsString({ message: 'must be text' })
  topic!: string;

  /** @example 2026-02-05T15:00:00Z */
  @MaxLength(40, { message: 'must not be longer than 40 characters' })
  @IsISO8601({ strict: true, strictSeparator: true }, { message: 'must be an ISO 8601 date-time' })
  @Matches(WITH_TIME, { message: 'must be an ISO 8601 date-time' })
  start_time!: string;

  /** Minutes. @example 30 */
  @Max(1440, { message: 'must be at most 1440' })
  @Min(1, { message: 'must be at least 1' })
  @IsInt({ message: 'must be a whole number of minutes' })
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
