import 'reflect-metadata';
import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  validateSync,
} from 'class-validator';

/** What a setting means, for `.env.example` and the README. */
export interface SettingDescription {
  readonly meaning: string;
  /** May be given as `NAME_FILE`, and is never shown. */
  readonly secret?: boolean;
}

const descriptions = new Map<string, SettingDescription>();

function Describe(meaning: string, secret = false): PropertyDecorator {
  return (_target, name) => void descriptions.set(String(name), { meaning, secret });
}

const List = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((item) => item.trim())
          .filter((item) => item !== '')
      : value,
  );

const Whole = (min: number, max: number): PropertyDecorator => {
  const message = `must be a whole number from ${min} to ${max}`;
  return (target, name) => {
    Type(() => Number)(target, name);
    for (const rule of [IsInt, () => Min(min, { message }), () => Max(max, { message })]) {
      rule({ message })(target, name as string);
    }
  };
};

const Flag = (): PropertyDecorator => (target, name) => {
  Transform(({ value }: { value: unknown }) =>
    value === 'true' || value === 'false' ? value === 'true' : value,
  )(target, name);
  IsBoolean({ message: 'must be true or false' })(target, name as string);
};

/** The settings of the service; every property is the environment variable of the same name. */
export class Settings {
  @Describe('`production` refuses to start without access keys and warns of test credentials')
  @IsOptional()
  @IsString()
  NODE_ENV?: string;

  @Describe('address to listen on')
  @IsString()
  @Matches(/^[\w.:-]+$/, { message: 'must be a host name or an address' })
  HOST = '0.0.0.0';

  @Describe('port to listen on; 0 takes a free one')
  @Whole(0, 65_535)
  PORT = 8000;

  @Describe("seconds between two checks of a vendor's API")
  @Whole(1, 86_400)
  CHECK_INTERVAL_SECONDS = 30;

  @Describe('seconds between two proofs of credentials')
  @Whole(1, 86_400)
  CREDENTIALS_INTERVAL_SECONDS = 300;

  @Describe('limit of one request to a vendor, connect to last byte, milliseconds')
  @Whole(1, 120_000)
  CHECK_TIMEOUT_MS = 5000;

  @Describe('a verdict older than this many seconds is `stale`')
  @Whole(1, 604_800)
  STALE_AFTER_SECONDS = 180;

  @Describe('a first failure is confirmed by a second look this much later, milliseconds')
  @Whole(0, 60_000)
  CONFIRM_AFTER_MS = 1000;

  @Describe('more changes than this within the window make an integration unsteady')
  @Whole(1, 1000)
  UNSTEADY_CHANGES = 5;

  @Describe('window in which changes are counted, seconds')
  @Whole(1, 86_400)
  UNSTEADY_WINDOW_SECONDS = 600;

  @Describe('an unsteady integration keeps its worst state until it is steady this long, seconds')
  @Whole(1, 86_400)
  STEADY_AFTER_SECONDS = 120;

  @Describe('integrations that must be well for `/health/ready`, comma separated')
  @List()
  @IsArray()
  @ArrayUnique({ message: 'names an integration twice' })
  READINESS_INTEGRATIONS: string[] = [];

  @Describe('integrations whose failure is critical, comma separated')
  @List()
  @IsArray()
  @ArrayUnique({ message: 'names an integration twice' })
  CRITICAL_INTEGRATIONS: string[] = ['slack', 'zoom'];

  @Describe('keys of readers, comma separated, each `key` or `name:key`', true)
  @List()
  @IsArray()
  @MaxLength(512, { each: true, message: 'holds a key that is longer than 512 characters' })
  API_KEYS: string[] = [];

  @Describe('keys of operators, who may also check and read the audit trail', true)
  @List()
  @IsArray()
  @MaxLength(512, { each: true, message: 'holds a key that is longer than 512 characters' })
  OPERATOR_KEYS: string[] = [];

  @Describe('`none` says that production without access keys is meant')
  @IsOptional()
  @IsIn(['none'], { message: 'must be none or absent' })
  AUTH?: 'none';

  @Describe('requests a minute for one client; `/health/*` is exempt')
  @Whole(1, 1_000_000_000)
  RATE_LIMIT_PER_MINUTE = 120;

  @Describe('proxies whose `X-Forwarded-For` counts: addresses or CIDR ranges, comma separated')
  @List()
  @IsArray()
  @Matches(/^([\da-fA-F.:]+(\/\d{1,3})?|loopback|linklocal|uniquelocal)$/, {
    each: true,
    message: 'must list addresses, CIDR ranges, loopback, linklocal or uniquelocal',
  })
  TRUST_PROXY: string[] = [];

  @Describe(
    '`true` serves `/status` to everybody, without a key: names, statuses, days and incidents without detail',
  )
  @Flag()
  PUBLIC_STATUS_PAGE = false;

  @Describe('where history is kept: `sqlite:` and a path (or `:memory:`), or `postgres://…`', true)
  @Matches(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, {
    message: 'must be sqlite: with a path, or postgres://…',
  })
  DATABASE_URL = 'sqlite:./data/health.db';

  @Describe('days that every check result is kept; what they add up to stays')
  @Whole(1, 3650)
  RETENTION_RESULTS_DAYS = 30;

  @Describe('days that incidents, uptime and configuration changes are kept')
  @Whole(1, 3650)
  RETENTION_HISTORY_DAYS = 395;

  @Describe('days that audit records are kept')
  @Whole(1, 3650)
  RETENTION_AUDIT_DAYS = 90;

  @Describe(
    'key of the fingerprints that tell rotated variables; default: a file beside the SQLite database; with PostgreSQL set it, or rotations during a restart go unnoticed',
    true,
  )
  @IsOptional()
  @IsString()
  @MinLength(16, { message: 'must be at least 16 characters' })
  FINGERPRINT_KEY?: string;

  @Describe('least severe level that is logged')
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    message: 'must be fatal, error, warn, info, debug, trace or silent',
  })
  LOG_LEVEL = 'info';
}

/** The names of all settings with their descriptions, in the order of the class. */
export function describeSettings(): ReadonlyMap<string, SettingDescription> {
  return descriptions;
}

/** Wrong settings: one line for each, names without values. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/**
 * Parses the settings.
 * @param read gives the text of a variable, `undefined` when it is absent or blank
 * @param keys the integration keys that lists may name
 * @returns the settings, and the problems with them, one line each
 */
export function parseSettings(
  read: (name: string) => string | undefined,
  keys: readonly string[],
): { settings: Settings; problems: string[] } {
  const given = [...descriptions.keys()].flatMap((name) => {
    const value = read(name);
    return value === undefined ? [] : [[name, value.trim()]];
  });
  const settings = plainToInstance(Settings, Object.fromEntries(given), {
    exposeDefaultValues: true,
  });
  const problems = validateSync(settings, { stopAtFirstError: true }).flatMap(
    ({ property, constraints }) =>
      Object.values(constraints ?? {}).map((problem) => `${property} ${problem}`),
  );
  return { settings, problems: [...problems, ...unknownKeys(settings, keys), ...access(settings)] };
}

function unknownKeys(settings: Settings, keys: readonly string[]): string[] {
  return (['READINESS_INTEGRATIONS', 'CRITICAL_INTEGRATIONS'] as const)
    .filter((name) => settings[name].some((key) => !keys.includes(key)))
    .map((name) => `${name} names an unknown integration; known are ${keys.join(', ')}`);
}

function access(settings: Settings): string[] {
  const open = settings.API_KEYS.length === 0 && settings.OPERATOR_KEYS.length === 0;
  return open && settings.NODE_ENV === 'production' && settings.AUTH !== 'none'
    ? ['API_KEYS or OPERATOR_KEYS must be set in production; AUTH=none says that open is meant']
    : [];
}
