import { IsIn, IsOptional, MaxLength } from 'class-validator';

/** The path of routes about one integration. */
export class ServicePathDto {
  /** A service key or alias. @example zoom */
  @MaxLength(64, { message: 'must not be longer than 64 characters' })
  service!: string;
}

/** The query of health routes. */
export class HealthQueryDto {
  /** `true` answers 503 when the status is not `healthy`. */
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'must be true or false' })
  strict?: 'true' | 'false';
}

/** The query of routes that take none. */
export class NoQueryDto {}
