import { IsISO8601, IsString, Matches, MaxLength } from 'class-validator';
import { ISO, ISO_PROBLEM, PRINTABLE } from '../../history/dto/request.dto';

/** Holds back that alerts are opened. */
export class CreateSilenceDto {
  /** A service key or alias, or `all`. @example zoom */
  @IsString({ message: 'must be a service key or all' })
  @MaxLength(64, { message: 'must not be longer than 64 characters' })
  service!: string;

  /** When it ends, ISO 8601. @example 2026-02-04T14:00:00Z */
  @IsISO8601({ strict: true, strictSeparator: true }, ISO_PROBLEM)
  @Matches(ISO, ISO_PROBLEM)
  until!: string;

  /** @example Maintenance of our proxy */
  @IsString({ message: 'must be a text' })
  @Matches(/\S/, { message: 'must not be empty' })
  @MaxLength(1000, { message: 'must not be longer than 1000 characters' })
  @Matches(PRINTABLE, { message: 'must not hold control characters' })
  reason!: string;
}

/** A silence that has not ended. */
export class SilenceDto {
  id!: string;
  /** A service key, or `all`. @example zoom */
  service!: string;
  /** @example 2026-02-04T12:00:00.000Z */
  from!: string;
  /** @example 2026-02-04T14:00:00.000Z */
  until!: string;
  /** @example Maintenance of our proxy */
  reason!: string;
  /** @example ana */
  created_by!: string;
}

/** All silences that have not ended. */
export class SilenceListDto {
  ok!: true;
  silences!: SilenceDto[];
}

/** A silence that was made. */
export class SilenceCreatedDto {
  ok!: true;
  silence!: SilenceDto;
}

/** The path of routes about one silence. */
export class SilencePathDto {
  /** @example 6f1d7a52-6a0c-4a3e-9a39-9d8c62a1d2f4 */
  @MaxLength(64, { message: 'must not be longer than 64 characters' })
  id!: string;
}
