import * as fc from 'fast-check';
import { matchAnswer, valueAt, type Answer, type AnswerRule, type ValuePattern } from './answer';

function answer(overrides: Partial<Answer> = {}): Answer {
  return { status: 200, headers: {}, text: '', json: undefined, ...overrides };
}

const row = (conditions: Omit<AnswerRule, 'means'>): AnswerRule => ({
  ...conditions,
  means: 'accepted',
});

const satisfies = (given: Answer, conditions: Omit<AnswerRule, 'means'>): boolean =>
  matchAnswer(given, [row(conditions)]) !== undefined;

describe('an answer table', () => {
  it('gives the first row that holds', () => {
    const rows = [row({ status: 400 }), row({ status: 200, note: 'first' }), row({ status: 200 })];
    expect(matchAnswer(answer(), rows)).toBe(rows[1]);
  });

  it('gives nothing when no row holds', () => {
    expect(matchAnswer(answer(), [row({ status: 400 })])).toBeUndefined();
    expect(matchAnswer(answer(), [])).toBeUndefined();
  });

  it('takes every answer with a row without conditions', () => {
    expect(satisfies(answer({ status: 599 }), {})).toBe(true);
  });

  it.each<[string, Omit<AnswerRule, 'means'>, boolean]>([
    ['the status', { status: 401 }, true],
    ['another status', { status: 400 }, false],
    ['one of several statuses', { status: [400, 401] }, true],
    ['none of several statuses', { status: [400, 403] }, false],
    ['the text', { text: /^Invalid/ }, true],
    ['another text', { text: /^Valid/ }, false],
    ['a header', { headers: { server: /^acme$/ } }, true],
    ['another header value', { headers: { server: /^edge$/ } }, false],
    ['an absent header, as empty text', { headers: { 'retry-after': /^$/ } }, true],
    ['a header that must be there', { headers: { 'retry-after': /./ } }, false],
    ['a value of the body', { json: { error: 'invalid' } }, true],
    ['another value of the body', { json: { error: 'expired' } }, false],
    ['all values of the body', { json: { error: 'invalid', code: 7 } }, true],
    ['only one of the values', { json: { error: 'invalid', code: 8 } }, false],
    ['only one of the headers', { headers: { server: /^acme$/, via: /./ } }, false],
    [
      'everything at once',
      { status: 401, text: /key/, json: { code: 7 }, headers: { server: /a/ } },
      true,
    ],
    ['everything but the status', { status: 400, text: /key/, json: { code: 7 } }, false],
    ['everything but the text', { status: 401, text: /secret/, json: { code: 7 } }, false],
    ['everything but the body', { status: 401, text: /key/, json: { code: 8 } }, false],
  ])('recognises %s', (_name, conditions, expected) => {
    const given = answer({
      status: 401,
      text: 'Invalid key',
      headers: { server: 'acme' },
      json: { error: 'invalid', code: 7 },
    });
    expect(satisfies(given, conditions)).toBe(expected);
  });
});

describe('a value of the body', () => {
  const values = { text: 'abc', number: 7, yes: true, list: [1], record: { a: 1 }, nothing: null };

  it.each<[string, ValuePattern, readonly (keyof typeof values)[]]>([
    ['a literal text', 'abc', ['text']],
    ['a literal number', 7, ['number']],
    ['a literal truth value', true, ['yes']],
    ['a pattern, in texts only', /./, ['text']],
    ['any text', String, ['text']],
    ['any number', Number, ['number']],
    ['any truth value', Boolean, ['yes']],
    ['any list', Array, ['list']],
    ['any record, which lists and null are not', Object, ['record']],
    ['a function', { matches: (value) => value === null }, ['nothing']],
  ])('is recognised as %s', (_name, pattern, expected) => {
    const matching = Object.keys(values).filter((key) =>
      satisfies(answer({ json: values }), { json: { [key]: pattern } }),
    );
    expect(matching).toEqual(expected);
  });

  it.each([undefined, null, 'text', 7, []])('is in none when the body is %p', (json) => {
    const everything: ValuePattern = { matches: (value) => value !== undefined };
    expect(satisfies(answer({ json }), { json: { length: everything } })).toBe(false);
  });
});

describe('valueAt', () => {
  it.each<[string, unknown, string, unknown]>([
    ['a value', { a: 1 }, 'a', 1],
    ['a value further down', { a: { b: { c: 'x' } } }, 'a.b.c', 'x'],
    ['null', { a: null }, 'a', null],
    ['nothing below null', { a: null }, 'a.b', undefined],
    ['nothing where the path leads nowhere', { a: 1 }, 'b', undefined],
    ['nothing inside texts', { a: 'text' }, 'a.length', undefined],
    ['nothing inside lists', { a: [{ b: 1 }] }, 'a.0', undefined],
    ['nothing that is inherited', {}, 'constructor.name', undefined],
    ['nothing of a prototype', {}, '__proto__', undefined],
    ['nothing of no body', undefined, 'a', undefined],
  ])('finds %s', (_name, json, path, expected) => {
    expect(valueAt(json, path)).toEqual(expected);
  });
});

it('never throws, whatever a vendor answers', () => {
  const rules = [
    row({ json: { 'a.b': String }, headers: { x: /y/ }, text: /z/ }),
    row({ json: { a: Object, 'b.c': Array } }),
  ];
  const anything = fc.record({
    status: fc.integer(),
    headers: fc.dictionary(fc.string(), fc.string()),
    text: fc.string(),
    json: fc.oneof(fc.anything(), fc.jsonValue()),
  });
  fc.assert(
    fc.property(anything, (given) => {
      expect(() => matchAnswer(given, rules)).not.toThrow();
    }),
  );
});
