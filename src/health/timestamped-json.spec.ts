import fc from 'fast-check';
import { TimestampedJson } from './timestamped-json';

const TIMES = fc.integer({ min: 0, max: Date.UTC(9999, 0, 1) });
const iso = (at: number) => new Date(at).toISOString();

describe('a body with a time', () => {
  it('is the same text as if it were written anew, whatever it holds', () => {
    fc.assert(
      fc.property(TIMES, fc.array(TIMES, { minLength: 1 }), fc.json(), (first, later, rest) => {
        const body = { ok: true, timestamp: iso(first), rest: JSON.parse(rest) as unknown };
        const json = new TimestampedJson(body);
        for (const now of later) {
          expect(json.textAt(now)).toBe(JSON.stringify({ ...body, timestamp: iso(now) }));
        }
      }),
    );
  });

  it('changes only its own time, not one that a message quotes', () => {
    const json = new TimestampedJson({ timestamp: iso(0), ...{ message: '"timestamp":"x"' } });
    expect(JSON.parse(json.textAt(1000))).toEqual({
      timestamp: '1970-01-01T00:00:01.000Z',
      message: '"timestamp":"x"',
    });
  });
});
