import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { WINDOWS, type Window } from '../window';

/** What is said of a time that is none. */
export const ISO_PROBLEM = {
  message: 'must be an ISO 8601 date or time, such as 2026-02-04T12:00:00Z',
};
/** What a time looks like. */
export const ISO =
  /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
const LIMIT_PROBLEM = { message: 'must be a whole number from 1 to 1000' };

/** Everything that may stand in a text, except control characters other than line breaks and tabs. */
// oxlint-disable-next-line no-control-regex -- they are what is refused
export const PRINTABLE = /^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]*$/;

/** A span of time: the last `window`, or from `from` up to but not including `to`. */
export class SpanQueryDto {
  /** The time up to now. @example 24h */
  @IsOptional()
  @IsIn(Object.keys(WINDOWS), { message: `must be one of ${Object.keys(WINDOWS).join(', ')}` })
  window?: Window;

  /** ISO 8601. @example 2026-02-04T00:00:00Z */
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true }, ISO_PROBLEM)
  @Matches(ISO, ISO_PROBLEM)
  from?: string;

  /** ISO 8601. @example 2026-02-05T00:00:00Z */
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true }, ISO_PROBLEM)
  @Matches(ISO, ISO_PROBLEM)
  to?: string;
}

/** A page of records, newest first. */
export class PageQueryDto extends SpanQueryDto {
  /** How many records at most. @example 100 */
  @IsOptional()
  @Type(() => Number)
  @IsInt(LIMIT_PROBLEM)
  @Min(1, LIMIT_PROBLEM)
  @Max(1000, LIMIT_PROBLEM)
  limit?: number;

  /** `next_cursor` of the page before. */
  @IsOptional()
  @IsString({ message: 'must be given once' })
  @MaxLength(200, { message: 'must not be longer than 200 characters' })
  cursor?: string;
}

/** Which history. */
export class HistoryPageQueryDto extends PageQueryDto {
  /** Every check, or who was in which status from when to when. @example results */
  @IsOptional()
  @IsIn(['results', 'intervals'], { message: 'must be results or intervals' })
  view?: 'results' | 'intervals';
}

/** Records of one integration, or of all. */
export class ServicePageQueryDto extends PageQueryDto {
  /** A service key or alias. @example zoom */
  @IsOptional()
  @IsString({ message: 'must be given once' })
  @MaxLength(64, { message: 'must not be longer than 64 characters' })
  service?: string;
}

/** Which incidents. */
export class IncidentPageQueryDto extends ServicePageQueryDto {
  /** `open` are all that are not resolved. @example open */
  @IsOptional()
  @IsIn(['open', 'acknowledged', 'resolved'], {
    message: 'must be open, acknowledged or resolved',
  })
  state?: 'open' | 'acknowledged' | 'resolved';
}

/** The path of routes about one integration. */
export class HistoryPathDto {
  /** A service key or alias. @example zoom */
  @MaxLength(64, { message: 'must not be longer than 64 characters' })
  service!: string;
}

/** The path of routes about one incident. */
export class IncidentPathDto {
  /** @example 6f1d7a52-6a0c-4a3e-9a39-9d8c62a1d2f4 */
  @MaxLength(64, { message: 'must not be longer than 64 characters' })
  id!: string;
}

/** The window of a badge. */
export class BadgeQueryDto {
  /** The time that the uptime is of. @example 30d */
  @IsOptional()
  @IsIn(Object.keys(WINDOWS), { message: `must be one of ${Object.keys(WINDOWS).join(', ')}` })
  window?: Window;
}

/** Why somebody cares. */
export class AcknowledgementDto {
  /** @example Renewing the key, ticket 4711 */
  @IsString({ message: 'must be a text' })
  @MinLength(1, { message: 'must not be empty' })
  @MaxLength(1000, { message: 'must not be longer than 1000 characters' })
  @Matches(PRINTABLE, { message: 'must not hold control characters' })
  note!: string;
}

/** The query of routes that take none. */
export class NoHistoryQueryDto {}
