import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { MAX_WAIT_MS, requestedWaitMs } from './retry-after';

const NOW = Date.parse('2026-02-04T12:00:00Z');

function waitOf(headers: Record<string, string>, json?: unknown): number | undefined {
  return requestedWaitMs({ status: 429, headers, text: '', json }, NOW);
}

const retryAfter = (value: string) => waitOf({ 'retry-after': value });

it('believes a wait of a day at most', () => {
  expect(MAX_WAIT_MS).toBe(86_400_000);
  expect(retryAfter('86400')).toBe(86_400_000);
  expect(retryAfter('86401')).toBe(86_400_000);
  expect(retryAfter('2099-01-01T00:00:00Z')).toBe(86_400_000);
  expect(retryAfter('9'.repeat(400))).toBe(86_400_000);
});

describe('Retry-After', () => {
  it.each([
    ['seconds', '30', 30_000],
    ['no seconds', '0', 0],
    ['parts of seconds', '1.5', 1500],
    ['many digits', '120.25', 120_250],
    ['seconds in white space', ' 30 ', 30_000],
    ['an HTTP date', 'Wed, 04 Feb 2026 12:01:00 GMT', 60_000],
    ['an HTTP date of the past', 'Wed, 04 Feb 2026 11:59:00 GMT', 0],
    ['an HTTP date of RFC 850', 'Wednesday, 04-Feb-26 12:01:00 GMT', 60_000],
    ['an asctime date, in UTC', 'Wed Feb  4 12:01:00 2026', 60_000],
    ['an ISO date-time', '2026-02-04T12:01:00Z', 60_000],
    ['an ISO date-time with parts of seconds', '2026-02-04T12:00:00.500Z', 500],
    ['an ISO date-time with a zone', '2026-02-04T13:01:00+01:00', 60_000],
    ['an ISO date-time with a zone without a colon', '2026-02-04T13:01:00+0100', 60_000],
    ['an ISO date-time with a zone in west', '2026-02-04T11:01:00-01:00', 60_000],
    ['an ISO date-time without a zone, in UTC', '2026-02-04T12:01:00', 60_000],
  ])('is understood as %s', (_name, value, expected) => {
    expect(retryAfter(value)).toBe(expected);
  });

  it.each([
    '',
    '   ',
    'soon',
    'soon 1',
    '-5',
    '+5',
    '1e3',
    '.5',
    '5.',
    '30 seconds',
    '1 2',
    '120s',
    'x30',
    'Monday',
    'Wed, 04 Foo 2026 12:01:00 GMT',
    'at Wed, 04 Feb 2026 12:01:00 GMT',
    'Xyz, 04 Feb 2026 12:01:00 GMT',
    '2026-02-04T99:01:00Z',
    'on 2026-02-04T12:01:00Z',
    '04 Feb 2026 12:01:00 GMT',
    '2026-02-04',
  ])('says nothing when it is %p', (value) => {
    expect(retryAfter(value)).toBeUndefined();
  });

  it('is read in UTC wherever the process runs', () => {
    const program = `
      const { requestedWaitMs } = require(${JSON.stringify(join(__dirname, 'retry-after.ts'))});
      const waits = ['Wed Feb  4 12:01:00 2026', '2026-02-04T12:01:00'].map((value) =>
        requestedWaitMs({ status: 429, headers: { 'retry-after': value }, text: '' }, ${NOW}),
      );
      process.stdout.write(JSON.stringify(waits));
    `;
    const output = execFileSync(process.execPath, ['-r', '@swc-node/register', '-e', program], {
      env: { ...process.env, TZ: 'Asia/Tokyo' },
      encoding: 'utf8',
    });
    expect(JSON.parse(output)).toEqual([60_000, 60_000]);
  });
});

describe('X-RateLimit-Reset', () => {
  const seconds = NOW / 1000;

  it.each([
    ['epoch seconds', `${seconds + 60}`, 60_000],
    ['epoch seconds in white space', ` ${seconds + 60} `, 60_000],
    ['epoch seconds of the past', `${seconds - 60}`, 0],
    ['epoch seconds of 9 digits', '999999999', 0],
    ['epoch seconds of 11 digits', '99999999999', MAX_WAIT_MS],
    ['seconds from now, which it is not', '60', undefined],
    ['epoch milliseconds, which it is not', `${NOW + 60_000}`, undefined],
    ['12 digits', '999999999999', undefined],
    ['8 digits', '99999999', undefined],
    ['no number', 'never', undefined],
    ['a number and more', `${seconds + 60}x`, undefined],
    ['more and a number', `x${seconds + 60}`, undefined],
  ])('of %s', (_name, value, expected) => {
    expect(waitOf({ 'x-ratelimit-reset': value })).toBe(expected);
  });
});

describe("Trello's intervals", () => {
  const limit = (name: string, remaining: string, interval: string) => ({
    [`x-rate-limit-${name}-remaining`]: remaining,
    [`x-rate-limit-${name}-interval-ms`]: interval,
  });

  it.each(['api-key', 'api-token', 'member'])('of the exhausted %s counts', (name) => {
    expect(waitOf(limit(name, '0', '10000'))).toBe(10_000);
    expect(waitOf(limit(name, ' 0 ', '10000'))).toBe(10_000);
  });

  it('of limits that are not exhausted do not count', () => {
    expect(waitOf(limit('api-key', '12', '10000'))).toBeUndefined();
    expect(waitOf({ 'x-rate-limit-api-key-interval-ms': '10000' })).toBeUndefined();
  });

  it('is the longest of the exhausted ones', () => {
    expect(
      waitOf({
        ...limit('api-key', '0', '10000'),
        ...limit('api-token', '0', '300000'),
        ...limit('member', '7', '900000'),
      }),
    ).toBe(300_000);
  });

  it.each(['0', '-10', 'soon', '', 'Infinity'])('of %p says nothing', (interval) => {
    expect(waitOf(limit('api-key', '0', interval))).toBeUndefined();
    expect(waitOf({ 'x-rate-limit-api-key-remaining': '0' })).toBeUndefined();
  });
});

describe("Dropbox's body", () => {
  it.each([
    ['seconds', { error: { retry_after: 15 } }, 15_000],
    ['no seconds', { error: { retry_after: 0 } }, 0],
    ['a negative number', { error: { retry_after: -1 } }, 0],
    ['a text', { error: { retry_after: '15' } }, undefined],
    ['no number', { error: { retry_after: Number.NaN } }, undefined],
    ['no bound', { error: { retry_after: Infinity } }, undefined],
    ['another place', { retry_after: 15 }, undefined],
  ])('with %s', (_name, json, expected) => {
    expect(waitOf({}, json)).toBe(expected);
  });
});

describe('of several hints', () => {
  const all = {
    'retry-after': '1',
    'x-ratelimit-reset': `${NOW / 1000 + 2}`,
    'x-rate-limit-api-key-remaining': '0',
    'x-rate-limit-api-key-interval-ms': '3000',
  };
  const body = { error: { retry_after: 4 } };

  it('the most explicit one counts', () => {
    const { 'retry-after': _seconds, ...withoutRetryAfter } = all;
    const { 'x-ratelimit-reset': _reset, ...intervals } = withoutRetryAfter;
    expect(waitOf(all, body)).toBe(1000);
    expect(waitOf({ ...all, 'retry-after': 'soon' }, body)).toBe(2000);
    expect(waitOf(withoutRetryAfter, body)).toBe(2000);
    expect(waitOf(intervals, body)).toBe(3000);
    expect(waitOf({}, body)).toBe(4000);
  });

  it('none says nothing', () => {
    expect(waitOf({})).toBeUndefined();
  });
});

it('is nothing or a wait between none and a day, whatever a vendor sends', () => {
  const value = fc.oneof(fc.string(), fc.integer().map(String), fc.date().map(String));
  const name = fc.constantFrom(
    'retry-after',
    'x-ratelimit-reset',
    'x-rate-limit-api-key-remaining',
    'x-rate-limit-api-key-interval-ms',
  );
  fc.assert(
    fc.property(fc.dictionary(name, value), fc.anything(), (headers, retryAfterValue) => {
      const wait = waitOf(headers, { error: { retry_after: retryAfterValue } }) ?? 0;
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(MAX_WAIT_MS);
    }),
  );
});
