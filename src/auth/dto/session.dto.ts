import { IsString, MaxLength, MinLength } from 'class-validator';
import type { Role } from '../key-ring.service';

/** What signs a browser in. */
export class SignInDto {
  /** An access key, as scripts send it in `X-API-Key`. */
  @IsString({ message: 'must be text' })
  @MinLength(1, { message: 'must not be empty' })
  @MaxLength(512, { message: 'must not be longer than 512 characters' })
  key!: string;
}

/** Who uses this browser. */
export class SessionDto {
  /** Whether data may be read: signed in, or no key is needed at all. */
  signed_in!: boolean;
  /** Whether the service asks for keys. */
  needs_key!: boolean;
  /** @example alice */
  name?: string;
  /** `operator` may also check, acknowledge and silence. */
  role?: Role;
}
