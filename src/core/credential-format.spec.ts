import * as fc from 'fast-check';
import { formatWarnings, type FormatRule } from './credential-format';

const RULES: readonly FormatRule[] = [
  { envVar: 'ACME_KEY', looksLike: /^sk_/, problem: 'is a secret' },
  { envVar: 'ACME_KEY', expected: /^pk_\w+$/, problem: 'is no key' },
  { envVar: 'ACME_KEY', looksLike: /_test/, productionOnly: true, problem: 'is a test key' },
  {
    envVar: 'ACME_SECRET',
    suspicious: (value, env) => value === env('ACME_KEY'),
    problem: 'is the same as ACME_KEY',
  },
];

function warnings(values: Record<string, string>, production = false) {
  const names = ['ACME_KEY', 'ACME_SECRET'];
  return formatWarnings(names, RULES, (name) => values[name] ?? '', production);
}

const problemsOf = (value: string): string[] =>
  warnings({ ACME_SECRET: value }).map(({ problem }) => problem);

describe('in general', () => {
  const SPACE = 'is surrounded by white space; remove it';
  const QUOTES = 'is wrapped in quotes; remove them';
  const PLACEHOLDER = 'looks like a placeholder; set the real value';
  const INVISIBLE = 'contains invisible or non-ASCII characters; copy it again';

  it.each([
    [' abc123def', SPACE],
    ['abc123def ', SPACE],
    ['abc123def\n', SPACE],
    ['\tabc123def', SPACE],
    ['\u00a0abc123def', SPACE],
    ['"abc123def"', QUOTES],
    ["'abc123def'", QUOTES],
    ['`abc123def`', QUOTES],
    ['"abc\n123"', QUOTES],
    ['your-api-key', PLACEHOLDER],
    ['your_secret', PLACEHOLDER],
    ['YOUR API KEY', PLACEHOLDER],
    ['yourkey', PLACEHOLDER],
    ['<api key>', PLACEHOLDER],
    ['${ACME_SECRET}', PLACEHOLDER],
    ['{{ acme.secret }}', PLACEHOLDER],
    ['xxx', PLACEHOLDER],
    ['XXXXXXXX', PLACEHOLDER],
    ['xxxx-1234', PLACEHOLDER],
    ['changeme', PLACEHOLDER],
    ['change-me', PLACEHOLDER],
    ['change_me_please', PLACEHOLDER],
    ['replace-this', PLACEHOLDER],
    ['TODO', PLACEHOLDER],
    ['example', PLACEHOLDER],
    ['placeholder1', PLACEHOLDER],
    ['dummy', PLACEHOLDER],
    ['insert here', PLACEHOLDER],
    ['test', PLACEHOLDER],
    ['secret', PLACEHOLDER],
    ['Password', PLACEHOLDER],
    ['key', PLACEHOLDER],
    ['none', PLACEHOLDER],
    ['null', PLACEHOLDER],
    ['undefined', PLACEHOLDER],
    ['sk_live_...', PLACEHOLDER],
    ['key_goes_here', PLACEHOLDER],
    ['abc123\u200bdef', INVISIBLE],
    ['abc123d\u00e9f', INVISIBLE],
    ['abc\u0007def', INVISIBLE],
    ['abc\u007fdef', INVISIBLE],
    ['abc\u2013def', INVISIBLE],
  ])('warns of %j', (value, problem) => {
    expect(problemsOf(value)).toEqual([problem]);
  });

  it.each([
    'abc123def',
    'a b',
    'a~b !',
    '"abc123def',
    'abc123def"',
    '"abc123def\'',
    'a"b"',
    'xx',
    'axxx',
    'testing',
    'mykey',
    'a<b>',
    '<unclosed',
    'a..b',
    'here',
    'secret_abc123',
    'no-example',
    'x-todo',
    'a${b',
    'a{{b',
    'heretic_herepath',
    'ab_hereabouts',
  ])('says nothing of %j', (value) => {
    expect(problemsOf(value)).toEqual([]);
  });

  it.each([
    ['empty', ''],
    ['blank', ' '],
    ['an empty line', '\n\t'],
  ])('says nothing of a value that is %s', (_name, value) => {
    expect(problemsOf(value)).toEqual([]);
  });

  it('looks for quotes and placeholders in what the white space surrounds only after that is named', () => {
    expect(problemsOf(' "changeme" ')).toEqual([SPACE]);
    expect(problemsOf('"changeme"')).toEqual([QUOTES]);
  });
});

describe("by a vendor's rules", () => {
  it('warns when a value looks like something else', () => {
    expect(warnings({ ACME_KEY: 'sk_1a2b' })).toEqual([
      { env_var: 'ACME_KEY', problem: 'is a secret' },
    ]);
  });

  it('warns when a value does not look as expected', () => {
    expect(warnings({ ACME_KEY: 'qk_1a2b' })).toEqual([
      { env_var: 'ACME_KEY', problem: 'is no key' },
    ]);
  });

  it('warns when a value fits another variable', () => {
    expect(warnings({ ACME_KEY: 'pk_1a2b', ACME_SECRET: 'pk_1a2b' })).toEqual([
      { env_var: 'ACME_SECRET', problem: 'is the same as ACME_KEY' },
    ]);
  });

  it('says nothing of values that look right', () => {
    expect(warnings({ ACME_KEY: 'pk_1a2b', ACME_SECRET: '1a2b3c' }, true)).toEqual([]);
  });

  it('applies some rules in production only', () => {
    expect(warnings({ ACME_KEY: 'pk_test1' }, false)).toEqual([]);
    expect(warnings({ ACME_KEY: 'pk_test1' }, true)).toEqual([
      { env_var: 'ACME_KEY', problem: 'is a test key' },
    ]);
    expect(warnings({ ACME_KEY: 'pk_live1' }, true)).toEqual([]);
  });

  it('names the first problem of each variable, the general ones before', () => {
    expect(warnings({ ACME_KEY: 'sk_test', ACME_SECRET: 'changeme' }, true)).toEqual([
      { env_var: 'ACME_KEY', problem: 'is a secret' },
      { env_var: 'ACME_SECRET', problem: 'looks like a placeholder; set the real value' },
    ]);
    expect(warnings({ ACME_KEY: ' sk_1a2b' })).toHaveLength(1);
  });

  it('looks only at the variables it is asked about', () => {
    expect(formatWarnings(['ACME_SECRET'], RULES, () => 'sk_1a2b', false)).toEqual([
      { env_var: 'ACME_SECRET', problem: 'is the same as ACME_KEY' },
    ]);
  });
});

it('never repeats a value', () => {
  const value = fc.string({ minLength: 8 });
  const prose = (problem: string, given: string) => given.length > 8 && problem.includes(given);
  fc.assert(
    fc.property(value, value, fc.boolean(), (key, secret, production) => {
      for (const { problem } of warnings({ ACME_KEY: key, ACME_SECRET: secret }, production)) {
        expect(prose(problem, key) || prose(problem, secret)).toBe(false);
      }
    }),
  );
});
