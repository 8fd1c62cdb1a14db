import * as fc from 'fast-check';
import { combineProofs, type ProofOutcome } from './combine-proofs';
import { isFault, isRefusal, REFUSALS, type Finding } from './finding';

const NOT_DISCRIMINATING =
  'the vendor accepted a corrupted secret too, so its answer proves nothing';
const CONTROL_UNSETTLED =
  'the negative control did not settle yet, so the answer is not counted as proof';

const CONFIGURED = ['ACME_ID', 'ACME_SECRET', 'ACME_TOKEN'];

function outcome(
  finding: Finding,
  {
    note,
    control,
    proves = ['ACME_ID', 'ACME_SECRET'],
  }: Partial<ProofOutcome> & { note?: string } = {},
): ProofOutcome {
  const result = { finding, latencyMs: 3, ...(note !== undefined && { note }) };
  return { proves, result, ...(control && { control }) };
}

const combine = (...outcomes: ProofOutcome[]) => combineProofs(outcomes, CONFIGURED);

describe('a refusal', () => {
  it('counts whatever the other proofs say, with its note', () => {
    const refusal = outcome('credentials_rejected', { note: 'renew it' });
    const conclusive = { finding: 'credentials_rejected', note: 'renew it', unprovenEnvVars: [] };
    expect(combine(outcome('accepted'), outcome('timeout'), refusal)).toEqual({ conclusive });
    expect(combine(refusal, outcome('timeout'), outcome('accepted'))).toEqual({ conclusive });
  });

  it('counts even where the negative control was not settled', () => {
    expect(combine(outcome('credentials_rejected', { control: 'unsettled' }))).toEqual({
      conclusive: { finding: 'credentials_rejected', unprovenEnvVars: [] },
    });
  });

  it.each(REFUSALS.flatMap((a, i) => REFUSALS.slice(i).map((b) => [a, b] as const)))(
    '%s goes before %s, in whatever order they came',
    (worse, other) => {
      const expected = { conclusive: expect.objectContaining({ finding: worse }) };
      expect(combine(outcome(other), outcome(worse))).toEqual(expected);
      expect(combine(outcome(worse), outcome(other))).toEqual(expected);
    },
  );
});

describe('a fault', () => {
  it('keeps an accepted proof beside it from settling anything', () => {
    const fault = outcome('rate_limited', { note: 'wait' });
    expect(combine(outcome('accepted'), fault)).toEqual({ fault: fault.result });
  });

  it('is the first one where several were met', () => {
    const first = outcome('timeout');
    expect(combine(first, outcome('vendor_error'))).toEqual({ fault: first.result });
  });
});

describe('acceptance', () => {
  it('names the configured variables that nothing proved', () => {
    expect(combine(outcome('accepted'))).toEqual({
      conclusive: { finding: 'accepted', unprovenEnvVars: ['ACME_TOKEN'] },
    });
  });

  it('adds up over proofs', () => {
    expect(combine(outcome('accepted'), outcome('accepted', { proves: ['ACME_TOKEN'] }))).toEqual({
      conclusive: { finding: 'accepted', unprovenEnvVars: [] },
    });
  });

  it('carries the first note that a proof gave', () => {
    const accepted = [
      outcome('accepted'),
      outcome('accepted', { note: 'access itself is not tested' }),
      outcome('accepted', { note: 'later' }),
    ];
    expect(combine(...accepted)).toMatchObject({
      conclusive: { note: 'access itself is not tested' },
    });
  });

  it('counts with a control that was refused', () => {
    expect(combine(outcome('accepted', { control: 'refused' }))).toEqual({
      conclusive: { finding: 'accepted', unprovenEnvVars: ['ACME_TOKEN'] },
    });
  });

  it.each([
    ['accepted', NOT_DISCRIMINATING],
    ['unsettled', CONTROL_UNSETTLED],
  ] as const)('proves nothing with a control that was %s', (control, note) => {
    expect(combine(outcome('accepted', { control }))).toEqual({
      conclusive: { finding: 'unproven', unprovenEnvVars: CONFIGURED, note },
    });
  });

  it('of one proof stands beside another that proved nothing, and says what is in doubt', () => {
    const doubtful = outcome('accepted', { control: 'accepted', proves: ['ACME_TOKEN'] });
    expect(combine(outcome('accepted', { note: 'fine' }), doubtful)).toEqual({
      conclusive: {
        finding: 'accepted',
        unprovenEnvVars: ['ACME_TOKEN'],
        note: NOT_DISCRIMINATING,
      },
    });
  });
});

describe('no proof', () => {
  it('leaves everything unproven when none applies', () => {
    expect(combine()).toEqual({
      conclusive: { finding: 'unproven', unprovenEnvVars: CONFIGURED },
    });
  });

  it.each(['unproven', 'reachable'] as const)('comes from %s, with its note', (finding) => {
    expect(combine(outcome(finding, { note: 'set ACME_TOKEN' }))).toEqual({
      conclusive: { finding: 'unproven', unprovenEnvVars: CONFIGURED, note: 'set ACME_TOKEN' },
    });
  });

  it('comes from an unproven answer whatever its control says', () => {
    const unproven = outcome('unproven', { note: 'of the app type', control: 'accepted' });
    expect(combine(unproven)).toMatchObject({ conclusive: { note: 'of the app type' } });
  });
});

describe('for any proofs', () => {
  const finding = fc.constantFrom<Finding>(
    'reachable',
    'accepted',
    'unproven',
    ...REFUSALS,
    'rate_limited',
    'vendor_error',
    'timeout',
    'unexpected_response',
    'check_failed',
  );
  const outcomes = fc.array(
    fc
      .record({
        proves: fc.subarray(CONFIGURED),
        finding,
        control: fc.constantFrom(undefined, 'refused', 'accepted', 'unsettled'),
      })
      .map(({ proves, finding: found, control }) =>
        outcome(found, { proves, ...(control && { control }) }),
      ),
    { maxLength: 4 },
  );

  it('refused only if one was refused, accepted only if one was accepted and nothing went wrong', () => {
    fc.assert(
      fc.property(outcomes, (given) => {
        const combined = combineProofs(given, CONFIGURED);
        const found = given.map(({ result }) => result.finding);
        const said =
          'conclusive' in combined ? combined.conclusive.finding : combined.fault.finding;
        expect(isRefusal(said)).toBe(found.some(isRefusal));
        expect(isFault(said)).toBe(!found.some(isRefusal) && found.some(isFault));
        const proven = given.some(
          ({ result, control }) =>
            result.finding === 'accepted' && (control === undefined || control === 'refused'),
        );
        expect(said === 'accepted').toBe(proven && !found.some(isRefusal) && !found.some(isFault));
      }),
    );
  });

  it('every configured variable is proven by an accepted proof or named as unproven', () => {
    fc.assert(
      fc.property(outcomes, (given) => {
        const combined = combineProofs(given, CONFIGURED);
        if (!('conclusive' in combined) || isRefusal(combined.conclusive.finding)) return;
        const { unprovenEnvVars } = combined.conclusive;
        for (const name of CONFIGURED) {
          const proven = given.some(
            ({ proves, result, control }) =>
              proves.includes(name) &&
              result.finding === 'accepted' &&
              control !== 'accepted' &&
              control !== 'unsettled',
          );
          expect(unprovenEnvVars.includes(name)).toBe(!proven);
        }
      }),
    );
  });
});
