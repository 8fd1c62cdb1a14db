import * as fc from 'fast-check';
import {
  ALERT_RULES,
  describeSettings,
  parseSettings,
  SettingsError,
  type Settings,
} from './settings';

const KEYS = ['slack', 'stripe', 'zoom'];

const parse = (env: Readonly<Record<string, string>>) => parseSettings((name) => env[name], KEYS);

const whole = (min: number, max: number) => `must be a whole number from ${min} to ${max}`;
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** What a setting is when absent, and what happens to texts that are given for it. */
interface Expectation {
  readonly absent: unknown;
  readonly good: readonly (readonly [text: string, value: unknown])[];
  readonly bad: readonly string[];
  readonly problem?: string;
  /** What has to be set beside it. */
  readonly beside?: Readonly<Record<string, string>>;
}

const httpUrl = (absent?: string): Expectation => ({
  absent,
  good: [
    ['http://127.0.0.1:9093', 'http://127.0.0.1:9093'],
    [
      ' https://user:password@host.example/path?query ',
      'https://user:password@host.example/path?query',
    ],
  ],
  bad: ['host.example', 'ftp://host', 'https://', 'https:// host', 'javascript:alert(1)'],
  problem: 'must be an http or https URL',
});

const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const wholeNumber = (absent: number, min: number, max: number): Expectation => ({
  absent,
  good: [
    [`${min}`, min],
    [`${max}`, max],
    [` ${min} `, min],
  ],
  bad: [`${min - 1}`, `${max + 1}`, '1.5', 'ten', 'NaN', 'Infinity', '1,000', '5s'],
  problem: whole(min, max),
});

const integrations = (absent: readonly string[]): Expectation => ({
  absent,
  good: [
    ['zoom', ['zoom']],
    [' zoom , slack,', ['zoom', 'slack']],
    [',', []],
  ],
  bad: ['zoom,nope', 'nope', 'ZOOM', 'zoom;slack', '__proto__'],
  problem: 'names an unknown integration; known are slack, stripe, zoom',
});

const keyList: Expectation = {
  absent: [],
  good: [
    ['abc', ['abc']],
    ['ci:abc, ops:def ,', ['ci:abc', 'ops:def']],
    ['k'.repeat(512), ['k'.repeat(512)]],
  ],
  bad: ['k'.repeat(513), `fine,${'k'.repeat(513)}`],
  problem: 'holds a key that is longer than 512 characters',
};

const SETTINGS: Readonly<Record<keyof Settings, Expectation>> = {
  NODE_ENV: { absent: undefined, good: [['development', 'development']], bad: [] },
  HOST: {
    absent: '0.0.0.0',
    good: [
      ['127.0.0.1', '127.0.0.1'],
      ['::1', '::1'],
      ['my-host.example', 'my-host.example'],
    ],
    bad: ['two hosts', 'http://host', 'host/path', 'host!'],
    problem: 'must be a host name or an address',
  },
  PORT: wholeNumber(8000, 0, 65_535),
  CHECK_INTERVAL_SECONDS: wholeNumber(30, 1, 86_400),
  CREDENTIALS_INTERVAL_SECONDS: wholeNumber(300, 1, 86_400),
  CHECK_TIMEOUT_MS: wholeNumber(5000, 1, 120_000),
  STALE_AFTER_SECONDS: wholeNumber(180, 1, 604_800),
  CONFIRM_AFTER_MS: wholeNumber(1000, 0, 60_000),
  UNSTEADY_CHANGES: wholeNumber(5, 1, 1000),
  UNSTEADY_WINDOW_SECONDS: wholeNumber(600, 1, 86_400),
  STEADY_AFTER_SECONDS: wholeNumber(120, 1, 86_400),
  READINESS_INTEGRATIONS: integrations([]),
  CRITICAL_INTEGRATIONS: integrations(['slack', 'zoom']),
  API_KEYS: keyList,
  OPERATOR_KEYS: keyList,
  AUTH: {
    absent: undefined,
    good: [['none', 'none']],
    bad: ['None', 'off', 'false', 'basic'],
    problem: 'must be none or absent',
  },
  RATE_LIMIT_PER_MINUTE: wholeNumber(120, 1, 1_000_000_000),
  TRUST_PROXY: {
    absent: [],
    good: [
      ['10.0.0.0/8', ['10.0.0.0/8']],
      ['loopback, 192.168.0.1', ['loopback', '192.168.0.1']],
      ['linklocal,uniquelocal', ['linklocal', 'uniquelocal']],
      ['FD00::/8,::1', ['FD00::/8', '::1']],
    ],
    bad: ['proxy.example', '10.0.0.0/', '10.0.0.0/1234', 'loopback,*', 'all loopback'],
    problem: 'must list addresses, CIDR ranges, loopback, linklocal or uniquelocal',
  },
  DATABASE_URL: {
    absent: 'sqlite:./data/health.db',
    good: [
      'sqlite::memory:',
      'sqlite:/var/lib/health.db',
      'postgres://u:p@h/db',
      'postgresql://h',
    ].map((url) => [url, url] as const),
    bad: ['health.db', 'mysql://h/db', 'sqlite:', 'postgres:h'],
    problem: 'must be sqlite: with a path, or postgres://…',
  },
  RETENTION_RESULTS_DAYS: wholeNumber(30, 1, 3650),
  RETENTION_HISTORY_DAYS: wholeNumber(395, 1, 3650),
  RETENTION_AUDIT_DAYS: wholeNumber(90, 1, 3650),
  FINGERPRINT_KEY: {
    absent: undefined,
    good: [['k'.repeat(16), 'k'.repeat(16)]],
    bad: ['k'.repeat(15)],
    problem: 'must be at least 16 characters',
  },
  PUBLIC_STATUS_PAGE: {
    absent: false,
    good: [
      ['true', true],
      ['false', false],
    ],
    bad: ['yes', '1', 'TRUE'],
    problem: 'must be true or false',
  },
  ALERT_RULES: {
    absent: [...ALERT_RULES],
    good: [
      ['many_unhealthy', ['many_unhealthy']],
      [' not_configured , long_incident,', ['not_configured', 'long_incident']],
      [',', []],
    ],
    bad: ['many', 'many_unhealthy,nope', 'MANY_UNHEALTHY', '__proto__'],
    problem: `must name some of ${ALERT_RULES.join(', ')}`,
  },
  ALERT_MANY_UNHEALTHY: wholeNumber(3, 2, 1000),
  ALERT_REMIND_AFTER_SECONDS: wholeNumber(3600, 1, 2_592_000),
  ALERT_GROUP_SECONDS: wholeNumber(10, 0, 600),
  ALERT_TIMEOUT_MS: wholeNumber(10_000, 100, 60_000),
  ALERT_WEBHOOK_URL: { ...httpUrl(), beside: { ALERT_WEBHOOK_SECRET: WEBHOOK_SECRET } },
  ALERT_WEBHOOK_SECRET: {
    absent: undefined,
    good: [
      [WEBHOOK_SECRET, WEBHOOK_SECRET],
      [WEBHOOK_SECRET.slice(6), WEBHOOK_SECRET.slice(6)],
    ],
    bad: ['whsec_', 'whsec_c2hvcnQ=', 'a password with spaces of some length', 'x'.repeat(100)],
    problem: 'must be whsec_ and the base64 of 24 to 64 bytes',
  },
  ALERT_SLACK_WEBHOOK_URL: httpUrl(),
  ALERT_PAGERDUTY_ROUTING_KEY: {
    absent: undefined,
    good: [['R0UT1NGKEY0123456789ABCDEF012345', 'R0UT1NGKEY0123456789ABCDEF012345']],
    bad: ['two keys', 'https://events.pagerduty.com', 'k'.repeat(65)],
    problem: 'must be an integration key',
  },
  ALERT_PAGERDUTY_URL: httpUrl('https://events.pagerduty.com'),
  ALERT_EMAIL_TO: {
    absent: [],
    good: [
      ['ops@example.com', ['ops@example.com']],
      ['ops@example.com, ana@example.com,', ['ops@example.com', 'ana@example.com']],
    ],
    bad: ['ops', 'ops@example.com,ana', 'ops@example.com;ana@example.com', 'Ops <ops@example.com>'],
    problem: 'must list e-mail addresses',
    beside: { SMTP_URL: 'smtp://127.0.0.1' },
  },
  ALERT_EMAIL_FROM: {
    absent: 'integration-health@localhost',
    good: [['health@example.com', 'health@example.com']],
    bad: ['health', 'a@b@c', 'health@example.com\nBcc: all@example.com'],
    problem: 'must be an e-mail address',
  },
  SMTP_URL: {
    absent: undefined,
    good: [
      ['smtp://127.0.0.1:25', 'smtp://127.0.0.1:25'],
      ['smtps://user:password@mail.example', 'smtps://user:password@mail.example'],
    ],
    bad: ['mail.example', 'http://mail.example', 'smtp://', 'smtp://mail example'],
    problem: 'must be smtp://… or smtps://…',
  },
  ALERTMANAGER_URL: httpUrl(),
  PUBLIC_URL: httpUrl(),
  LOG_LEVEL: {
    absent: 'info',
    good: LEVELS.map((level) => [level, level] as const),
    bad: ['INFO', 'verbose', 'information'],
    problem: 'must be fatal, error, warn, info, debug, trace or silent',
  },
};

const NAMES = Object.keys(SETTINGS) as (keyof Settings)[];

it('describes every setting', () => {
  expect([...describeSettings().keys()].sort()).toEqual([...NAMES].sort());
  for (const { meaning } of describeSettings().values()) expect(meaning).toMatch(/\w+ \w+/);
});

it('calls exactly what may hold a secret secret', () => {
  const secret = NAMES.filter((name) => describeSettings().get(name)?.secret);
  expect(secret.sort()).toEqual(
    [
      'API_KEYS',
      'OPERATOR_KEYS',
      'DATABASE_URL',
      'FINGERPRINT_KEY',
      'ALERT_WEBHOOK_URL',
      'ALERT_WEBHOOK_SECRET',
      'ALERT_SLACK_WEBHOOK_URL',
      'ALERT_PAGERDUTY_ROUTING_KEY',
      'SMTP_URL',
      'ALERTMANAGER_URL',
    ].sort(),
  );
});

describe.each(NAMES)('%s', (name) => {
  const { absent, good, bad, problem, beside } = SETTINGS[name];

  it('has its default', () => {
    const { settings, problems } = parse({});
    expect(settings[name]).toEqual(absent);
    expect(problems).toEqual([]);
  });

  it.each(good)('takes %p', (text, value) => {
    const { settings, problems } = parse({ ...beside, [name]: text });
    expect(settings[name]).toEqual(value);
    expect(problems).toEqual([]);
  });

  if (bad.length > 0) {
    it.each(bad)('refuses %p in one line, without the value', (text) => {
      expect(parse({ ...beside, [name]: text }).problems).toEqual([`${name} ${problem}`]);
    });
  }
});

it.each(['READINESS_INTEGRATIONS', 'CRITICAL_INTEGRATIONS'])('%s names nothing twice', (name) => {
  expect(parse({ [name]: 'zoom,slack,zoom' }).problems).toEqual([
    `${name} names an integration twice`,
  ]);
});

describe('access in production', () => {
  const refused = [
    'API_KEYS or OPERATOR_KEYS must be set in production; AUTH=none says that open is meant',
  ];

  it.each<[string, Record<string, string>, string[]]>([
    ['without keys', {}, refused],
    ['with an empty list of keys', { API_KEYS: ',' }, refused],
    ['without keys on purpose', { AUTH: 'none' }, []],
    ["with readers' keys", { API_KEYS: 'abc' }, []],
    ["with operators' keys", { OPERATOR_KEYS: 'abc' }, []],
  ])('%s', (_name, env, problems) => {
    expect(parse({ NODE_ENV: 'production', ...env }).problems).toEqual(problems);
  });

  it('is asked for nowhere else', () => {
    expect(parse({ NODE_ENV: 'development' }).problems).toEqual([]);
  });
});

it('names every problem at once', () => {
  const { problems } = parse({ PORT: '-1', LOG_LEVEL: 'loud', CRITICAL_INTEGRATIONS: 'nope' });
  expect(problems.map((problem) => problem.split(' ', 1)[0])).toEqual([
    'PORT',
    'LOG_LEVEL',
    'CRITICAL_INTEGRATIONS',
  ]);
});

it('an error of settings says one line for each problem', () => {
  const error = new SettingsError(['PORT is wrong', 'HOST is wrong']);
  expect(error.message).toBe('PORT is wrong\nHOST is wrong');
  expect(error.problems).toHaveLength(2);
});

it('no problem ever repeats what was given', () => {
  // Long and odd enough not to be a part of our own sentences.
  const value = fc
    .string({ minLength: 6, maxLength: 600 })
    .map((text) => `~${text}~`)
    .filter((text) => text.trim() !== '');
  const given = fc.dictionary(fc.constantFrom(...NAMES), value, { minKeys: 1 });
  fc.assert(
    fc.property(given, (env) => {
      const said = parse(env).problems.join('\n');
      for (const text of Object.values(env)) expect(said).not.toContain(text);
      expect(said).not.toContain('~');
    }),
    { numRuns: 300 },
  );
});
