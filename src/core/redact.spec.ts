import * as fc from 'fast-check';
import { redactor } from './redact';

const SECRET = 'k3y+/with "odd" (chars)! é';
const clean = redactor([SECRET]);

describe('a known secret', () => {
  it.each<[string, string]>([
    ['as it is', SECRET],
    ['URL-encoded', encodeURIComponent(SECRET)],
    [
      'URL-encoded with small letters',
      encodeURIComponent(SECRET).replaceAll(/%../g, (escape) => escape.toLowerCase()),
    ],
    ['form-encoded', new URLSearchParams({ a: SECRET }).toString().slice(2)],
    ['as OAuth signatures encode it', 'k3y%2B%2Fwith%20%22odd%22%20%28chars%29%21%20%C3%A9'],
    ['JSON-escaped', JSON.stringify(SECRET).slice(1, -1)],
    ['JSON-escaped within JSON', JSON.stringify(JSON.stringify(SECRET)).slice(3, -3)],
    ['in base64', Buffer.from(SECRET).toString('base64')],
  ])('is removed %s', (_name, form) => {
    expect(clean(`before ${form} after`)).toMatch(/^before \[redacted\][\w+/=]{0,4} after$/);
  });

  it('is removed wherever it occurs', () => {
    expect(clean(`${SECRET}, and ${SECRET}`)).toBe('[redacted], and [redacted]');
  });

  it('is removed as a whole where another secret is a part of it', () => {
    expect(redactor(['secret', 'secret-and-more'])('a secret-and-more')).toBe('a [redacted]');
  });

  it('is removed without the white space around its value', () => {
    expect(redactor(['  padded-secret\n'])('a padded-secret b')).toBe('a [redacted] b');
  });

  it('is not read as a pattern', () => {
    expect(redactor(['a.c+(d)*'])('a.c+(d)* abccddd')).toBe('[redacted] abccddd');
  });

  it('is removed from 6 characters on, below that words would be', () => {
    expect(redactor(['abcde'])('abcde')).toBe('abcde');
    expect(redactor(['abcdef'])('abcdef')).toBe('[redacted]');
    expect(redactor([' abcde '])('abcde')).toBe('abcde');
  });

  it.each([0, 1, 2, 3, 4, 5])('is removed from base64 with %i bytes before it', (length) => {
    const secret = '\u{1f511}ÿÿ>>>???';
    const bytes = Buffer.from('x'.repeat(length) + secret + 'tail');
    for (const alphabet of ['base64', 'base64url'] as const) {
      const safe = redactor([secret])(bytes.toString(alphabet));
      expect(safe).toContain('[redacted]');
      expect(Buffer.from(safe, alphabet).includes(secret.slice(0, -2))).toBe(false);
    }
  });
});

describe('without any known secret', () => {
  const shapes = redactor([]);

  it.each<[string, string]>([
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic [redacted]'],
    ['authorization: basic dXNlcjpwYXNzd29yZA==', 'authorization: basic [redacted]'],
    ['Bearer sk_live_abcdef end', 'Bearer [redacted] end'],
    ['Bearer abc.def-ghi~jkl', 'Bearer [redacted]'],
    ['Bearer   eyJhbGciOiJIUzI1NiJ9.e30.x_y', 'Bearer   [redacted]'],
    ['Bearer onlylettersbutverylong', 'Bearer [redacted]'],
    ['{"h":"Bearer abcdefgh1","level":"info"}', '{"h":"Bearer [redacted]","level":"info"}'],
    ['OAuth oauth_consumer_key="k", oauth_signature="s%3D" end', 'OAuth [redacted] end'],
    [
      String.raw`{"h":"OAuth oauth_consumer_key=\"k\",oauth_signature=\"s\"","n":1}`,
      '{"h":"OAuth [redacted]","n":1}',
    ],
    ['postgres://user:p4ss@db:5432/x', 'postgres://user:[redacted]@db:5432/x'],
    ['redis://:p4ss@cache', 'redis://:[redacted]@cache'],
    ['https://user:p@ss@host/path', 'https://user:[redacted]@host/path'],
    ['a://b:c1@d and e://f:g2@h', 'a://b:[redacted]@d and e://f:[redacted]@h'],
  ])('%s', (text, expected) => {
    expect(shapes(text)).toBe(expected);
  });

  it.each([
    'Basic Information of the app',
    'the bearer of this letter',
    'Bearer token',
    'Basic 1234567',
    'OAuth client id',
    'acrobasic 12345678',
    'https://host:8000/path?mail=a@b.example',
    'https://host:8000 or a@b.example',
    'https://host:8000?mail=a@b.example',
    'https://host:8000#a@b.example',
    '{"url":"https://host:8000","mail":"a@b.example"}',
    String.raw`"{\"url\":\"https://host:8000\",\"mail\":\"a@b.example\"}"`,
    'nothing to hide',
    '',
  ])('leaves alone: %s', (text) => {
    expect(shapes(text)).toBe(text);
  });
});

describe('for any secret of 8 or more characters in any text', () => {
  const secret = fc.oneof(
    fc.string({ minLength: 8, maxLength: 80 }),
    fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }),
    fc.stringMatching(/^[\w+/=-]{8,64}$/),
  );
  // What a redaction leaves behind must not be taken for a remainder of the secret.
  const hidden = secret.filter(
    (value) => value.trim().length >= 8 && !'[redacted]'.includes(value),
  );
  const text = fc.string({ maxLength: 40 });

  const everywhere = (check: (value: string, before: string, after: string) => void) =>
    fc.assert(fc.property(hidden, text, text, check), { numRuns: 500 });

  it('the secret does not survive', () => {
    everywhere((value, before, after) => {
      expect(redactor([value])(before + value + after)).not.toContain(value);
    });
  });

  it('its base64 does not survive, alone or behind a user name', () => {
    everywhere((value, before, after) => {
      for (const alphabet of ['base64', 'base64url'] as const) {
        const alone = Buffer.from(value).toString(alphabet);
        const pair = Buffer.from(`${before}:${value}`).toString(alphabet);
        const safe = redactor([value])(`${before} ${alone} ${pair} ${after}`);
        expect(safe).not.toContain(alone);
        expect(safe).not.toContain(pair);
        expect(Buffer.from(pair, alphabet).includes(value)).toBe(true);
        for (const word of safe.split(' '))
          expect(Buffer.from(word, alphabet).includes(value)).toBe(false);
      }
    });
  });

  it('its URL- and form-encoded forms do not survive', () => {
    everywhere((value, before, after) => {
      const encoded = encodeURIComponent(value);
      const form = new URLSearchParams({ value }).toString().slice('value='.length);
      const safe = redactor([value])(`${before} ${encoded} ${form} ${after}`);
      expect(safe).not.toContain(encoded);
      expect(safe).not.toContain(form);
    });
  });

  it('a JSON line with it stays JSON, without it', () => {
    const ordinary = fc.stringMatching(/^[\w+/=!?*. -]{8,40}$/).filter((v) => v.trim().length >= 8);
    fc.assert(
      fc.property(ordinary, text, (value, beside) => {
        const line = JSON.stringify({ message: `failed: ${value}`, beside, level: 30 });
        const parsed = JSON.parse(redactor([value])(line)) as { message: string; level: number };
        expect(parsed.message).not.toContain(value);
        expect(parsed.level).toBe(30);
      }),
      { numRuns: 500 },
    );
  });
});

it('does not choke on half a surrogate pair', () => {
  expect(redactor(['secret\ud83d'])('a secret\ud83d b')).toBe('a [redacted] b');
});
