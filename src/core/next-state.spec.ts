import { initialState, nextState, type Observation, type State } from './next-state';

const SECOND = 1000;
const THRESHOLDS = { unsteadyChanges: 3, unsteadyWindowMs: 600 * SECOND, steadyMs: 90 * SECOND };
const INTERVAL = 30 * SECOND;
const CONFIRM_AFTER = SECOND;
const MAX_LENGTH = 12;

const LOOKS = {
  success: { status: 'healthy', reason: 'ok', confirmable: false },
  fault: { status: 'degraded', reason: 'timeout', confirmable: true },
  refusal: { status: 'degraded', reason: 'credentials_rejected', confirmable: false },
} as const satisfies Record<string, Observation>;

const UNCONFIGURED: Observation = {
  status: 'unhealthy',
  reason: 'not_configured',
  confirmable: false,
};

type Look = keyof typeof LOOKS;

interface Step {
  readonly look: Look;
  readonly state: State;
  readonly at: number;
}

const HEALTHY: Step = { look: 'success', state: initialState(LOOKS.success, 0), at: 0 };

/** The next look comes after the interval, or moments later when a failure wants confirmation. */
function take({ state, at }: Pick<Step, 'state' | 'at'>, look: Look): Step {
  const now = at + (state.unconfirmedSince === undefined ? INTERVAL : CONFIRM_AFTER);
  return { look, state: nextState(state, LOOKS[look], THRESHOLDS, now), at: now };
}

function run(...looks: Look[]): Step[] {
  return looks.reduce<Step[]>((steps, look) => [...steps, take(steps.at(-1)!, look)], [HEALTHY]);
}

function shown(...looks: Look[]): string[] {
  return run(...looks).map(({ state }) => state.status);
}

describe('a first failure', () => {
  it('of a healthy integration is not believed before a second one', () => {
    expect(shown('fault')).toEqual(['healthy', 'healthy']);
    expect(shown('fault', 'fault')).toEqual(['healthy', 'healthy', 'degraded']);
  });

  it('that was a blip leaves no trace', () => {
    const last = run('fault', 'success').at(-1)!;
    expect(last.state).toEqual(HEALTHY.state);
  });

  it('is the time since when the outage counts, once it is confirmed', () => {
    const [, first, second] = run('fault', 'fault');
    expect(second!.state.since).toBe(first!.at);
  });

  it('by refused credentials is believed at once', () => {
    expect(shown('refusal')).toEqual(['healthy', 'degraded']);
  });

  it('of an integration without a verdict is believed at once', () => {
    const unknown = initialState(
      { status: 'unknown', reason: 'not_checked', confirmable: false },
      0,
    );
    expect(nextState(unknown, LOOKS.fault, THRESHOLDS, 1).status).toBe('degraded');
  });
});

describe('recovery', () => {
  it('needs one success', () => {
    expect(shown('refusal', 'success').at(-1)).toBe('healthy');
  });

  it('keeps the time of the outage while only the reason changes', () => {
    const steps = run('refusal', 'fault');
    expect(steps.at(-1)!.state).toMatchObject({ reason: 'timeout', since: steps[1]!.at });
  });
});

describe('configuration', () => {
  it('counts at once in both directions and is no unsteadiness', () => {
    const missing = nextState(HEALTHY.state, UNCONFIGURED, THRESHOLDS, 5);
    expect(missing).toMatchObject({ status: 'unhealthy', since: 5, changes: [] });
    expect(nextState(missing, UNCONFIGURED, THRESHOLDS, 6)).toEqual(missing);
    const back = nextState(missing, LOOKS.success, THRESHOLDS, 7);
    expect(back).toMatchObject({ status: 'healthy', since: 7, changes: [], isUnsteady: false });
  });
});

describe('an integration that changes too often', () => {
  const flapping = run('refusal', 'success', 'refusal', 'success');

  it('keeps its worst status', () => {
    expect(flapping.at(-1)!.state).toMatchObject({ status: 'degraded', isUnsteady: true });
  });

  it('is believed again when it kept one status long enough', () => {
    const steady = ['success', 'success', 'success'] as const;
    const last = steady.reduce<Step>((step, look) => take(step, look), flapping.at(-1)!);
    expect(last.state).toMatchObject({ status: 'healthy', isUnsteady: false });
  });

  it('is believed again when it fails steadily', () => {
    const last = (['fault', 'fault', 'fault', 'fault', 'fault', 'fault'] as const).reduce<Step>(
      (step, look) => take(step, look),
      flapping.at(-1)!,
    );
    expect(last.state).toMatchObject({ status: 'degraded', reason: 'timeout', isUnsteady: false });
  });

  it('remembers a bounded number of changes', () => {
    const many = Array.from({ length: 100 }, (_, index) => (index % 2 ? 'success' : 'refusal'));
    expect(run(...many).at(-1)!.state.changes.length).toBeLessThanOrEqual(4);
  });
});

describe(`every sequence of looks up to length ${MAX_LENGTH}`, () => {
  const counts = { sequences: 0, trapped: 0, late: 0, early: 0, chatter: 0 };

  beforeAll(() => walk(HEALTHY, [], 0));

  it('was walked', () => {
    const expected = Array.from({ length: MAX_LENGTH }, (_, n) => 3 ** (n + 1));
    expect(counts.sequences).toBe(expected.reduce((sum, count) => sum + count, 0));
  });

  it('leaves a way back to healthy by success alone', () => expect(counts.trapped).toBe(0));

  it('announces an outage with its second failure, a second after the first', () =>
    expect(counts.late).toBe(0));

  it('never announces an outage on a single failure of a healthy integration', () =>
    expect(counts.early).toBe(0));

  it('changes what it says no more often than the bound', () => expect(counts.chatter).toBe(0));

  function walk(before: Step, changes: readonly number[], length: number): void {
    if (length === MAX_LENGTH) return;
    for (const look of Object.keys(LOOKS) as Look[]) {
      const step = take(before, look);
      const changed = step.state.status !== before.state.status;
      const allChanges = changed ? [...changes, step.at] : changes;
      counts.sequences += 1;
      if (isTrapped(step)) counts.trapped += 1;
      if (isLate(before, step)) counts.late += 1;
      if (isEarly(before, step)) counts.early += 1;
      if (isChatter(allChanges, step.at)) counts.chatter += 1;
      walk(step, allChanges, length + 1);
    }
  }

  function isTrapped(step: Step): boolean {
    const looks = Math.ceil(THRESHOLDS.steadyMs / INTERVAL) + 1;
    let last = step;
    for (let look = 0; look < looks; look += 1) last = take(last, 'success');
    return last.state.status !== 'healthy' || last.state.isUnsteady;
  }

  function isLate(before: Step, { look, state }: Step): boolean {
    return before.look === 'fault' && look === 'fault' && state.status !== 'degraded';
  }

  function isEarly(before: Step, { look, state }: Step): boolean {
    const wasWell =
      before.state.status === 'healthy' && before.state.unconfirmedSince === undefined;
    return wasWell && look === 'fault' && state.status !== 'healthy';
  }

  /** Unsteadiness begins after the threshold; each steady stretch may add a recovery and a relapse. */
  function isChatter(changes: readonly number[], now: number): boolean {
    const recent = changes.filter((at) => at > now - THRESHOLDS.unsteadyWindowMs).length;
    const stretches = Math.ceil(THRESHOLDS.unsteadyWindowMs / THRESHOLDS.steadyMs);
    return recent > THRESHOLDS.unsteadyChanges + 1 + 2 * stretches || rapid(changes, now);
  }

  /** Within one steady stretch no more than the threshold and the step to the worst are said. */
  function rapid(changes: readonly number[], now: number): boolean {
    const recent = changes.filter((at) => at > now - THRESHOLDS.steadyMs).length;
    return recent > THRESHOLDS.unsteadyChanges + 1;
  }
});
