import { array, assert, integer, jsonValue, property } from 'fast-check';
import { TimestampedJson } from './timestamped-json';

const TIMES = integer({ min: 0, max: Date.UTC(9999, 0, 1) });
const iso = (at: number) => new Date(at).toISOString();

describe('a body with a time', () => {
  it('is the same text as if it were written anew, whatever it holds', () => {
    assert(
      property(TIMES, array(TIMES, { minLength: 1 }), jsonValue(), (first, later, rest) => {
        const body = { ok: true, timestamp: iso(first), rest };
        const written = new TimestampedJson(body);
        for (const now of later) {
          expect(written.textAt(now)).toBe(JSON.stringify({ ...body, timestamp: iso(now) }));
        }
      }),
    );
  });

  it('changes only its own time, not one that a message quotes', () => {
    const body = { timestamp: iso(0), message: '"timestamp":"x"' };
    expect(JSON.parse(new TimestampedJson(body).textAt(1000))).toEqual({
      timestamp: '1970-01-01T00:00:01.000Z',
      message: '"timestamp":"x"',
    });
  });
});
