import 'reflect-metadata';
import { plainToInstance, Transform } from 'class-transformer';
import {
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  validateSync,
} from 'class-validator';
import {
  Describe,
  descriptions,
  HttpUrl,
  List,
  Whole,
  type SettingDescription,
} from './setting.decorator';

/** What may raise an alert. */
export const ALERT_RULES = [
  'many_unhealthy',
  'critical_integration',
  'credentials_refused',
  'not_configured',
  'long_incident',
] as const;

/** One of {@link ALERT_RULES}. */
export type AlertRule = (typeof ALERT_RULES)[number];

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

  @Describe('days that incidents, alerts, uptime and configuration changes are kept')
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

  @Describe('what raises alerts, comma separated')
  @List()
  @IsIn(ALERT_RULES, { each: true, message: `must name some of ${ALERT_RULES.join(', ')}` })
  @ArrayUnique({ message: 'names a rule twice' })
  ALERT_RULES: AlertRule[] = [...ALERT_RULES];

  @Describe('so many integrations not healthy at once are an alert of their own')
  @Whole(2, 1000)
  ALERT_MANY_UNHEALTHY = 3;

  @Describe('an incident open longer is an alert, and reminds of itself as often, seconds')
  @Whole(1, 2_592_000)
  ALERT_REMIND_AFTER_SECONDS = 3600;

  @Describe(
    'what happens within as many seconds is told in one message; 0 tells everything at once',
  )
  @Whole(0, 600)
  ALERT_GROUP_SECONDS = 10;

  @Describe('limit of one attempt to deliver an alert, milliseconds')
  @Whole(100, 60_000)
  ALERT_TIMEOUT_MS = 10_000;

  @Describe('receiver of alerts as Standard Webhooks; needs `ALERT_WEBHOOK_SECRET`', true)
  @HttpUrl()
  ALERT_WEBHOOK_URL?: string;

  @Describe('signs webhooks: `whsec_` and the base64 of 24 to 64 bytes', true)
  @IsOptional()
  @Matches(/^(whsec_)?[\w+/]{32,88}={0,2}$/, {
    message: 'must be whsec_ and the base64 of 24 to 64 bytes',
  })
  ALERT_WEBHOOK_SECRET?: string;

  @Describe('incoming webhook of a Slack channel that gets alerts', true)
  @HttpUrl()
  ALERT_SLACK_WEBHOOK_URL?: string;

  @Describe('integration key (Events API v2) of the PagerDuty service that gets alerts', true)
  @IsOptional()
  @Matches(/^\w{1,64}$/, { message: 'must be an integration key' })
  ALERT_PAGERDUTY_ROUTING_KEY?: string;

  @Describe("PagerDuty's events host; accounts in the EU have `https://events.eu.pagerduty.com`")
  @HttpUrl()
  ALERT_PAGERDUTY_URL = 'https://events.pagerduty.com';

  @Describe('addresses that get alerts by e-mail, comma separated; needs `SMTP_URL`')
  @List()
  @IsEmail({}, { each: true, message: 'must list e-mail addresses' })
  ALERT_EMAIL_TO: string[] = [];

  @Describe('sender of alerts by e-mail')
  @IsEmail({ require_tld: false }, { message: 'must be an e-mail address' })
  ALERT_EMAIL_FROM = 'integration-health@localhost';

  @Describe('mail server: `smtp://user:password@host:587` or `smtps://…`', true)
  @IsOptional()
  @Matches(/^smtps?:\/\/\S+$/, { message: 'must be smtp://… or smtps://…' })
  SMTP_URL?: string;

  @Describe('Prometheus Alertmanager that gets alerts through its API v2', true)
  @HttpUrl()
  ALERTMANAGER_URL?: string;

  @Describe('where people reach this service; alerts link to it')
  @HttpUrl()
  PUBLIC_URL?: string;

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
  return {
    settings,
    problems: [
      ...problems,
      ...unknownKeys(settings, keys),
      ...access(settings),
      ...channels(settings),
    ],
  };
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

/** A channel that lacks its other half would never send anything. */
function channels(settings: Settings): string[] {
  const { ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET, ALERT_EMAIL_TO, SMTP_URL } = settings;
  return [
    ...(ALERT_WEBHOOK_URL !== undefined && ALERT_WEBHOOK_SECRET === undefined
      ? ['ALERT_WEBHOOK_SECRET must be set with ALERT_WEBHOOK_URL']
      : []),
    ...(ALERT_EMAIL_TO.length > 0 && SMTP_URL === undefined
      ? ['SMTP_URL must be set with ALERT_EMAIL_TO']
      : []),
  ];
}
