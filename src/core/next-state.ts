import { worst, type Reason, type Status } from './status';

/** When a change of status is believed. */
export interface Thresholds {
  /** More changes than this within the window make an integration unsteady. */
  readonly unsteadyChanges: number;
  readonly unsteadyWindowMs: number;
  /** How long an unsteady integration must keep one status to be believed again. */
  readonly steadyMs: number;
}

/** What the latest look says, before it is believed. */
export interface Observation {
  readonly status: Status;
  readonly reason: Reason;
  /** Whether a second look, moments later, could show that it was a blip. */
  readonly confirmable: boolean;
}

/** What is said of an integration, and what must be remembered to say it steadily. */
export interface State {
  readonly status: Status;
  readonly reason: Reason;
  /** Since when the status is said to hold, epoch milliseconds. */
  readonly since: number;
  /** The first failure that waits for its confirmation, epoch milliseconds. */
  readonly unconfirmedSince?: number;
  /** The status last observed and since when: differs from `status` while unsteady. */
  readonly observed: { readonly status: Status; readonly since: number };
  /** When the observed status changed, within the window. */
  readonly changes: readonly number[];
  readonly isUnsteady: boolean;
}

/** The state after the very first look. */
export function initialState({ status, reason }: Observation, now: number): State {
  return {
    status,
    reason,
    since: now,
    observed: { status, since: now },
    changes: [],
    isUnsteady: false,
  };
}

/**
 * The state after one more look.
 * - A missing variable, its return and the first verdict count at once.
 * - A first failure of a healthy integration waits for a second one; one success is enough.
 * - More changes than the threshold within the window: the worst status stays until the observed
 *   one has not changed for a while.
 */
export function nextState(
  state: State,
  observation: Observation,
  thresholds: Thresholds,
  now: number,
): State {
  if (startsAnew(state, observation)) return reset(state, observation, now);
  if (needsConfirmation(state, observation)) return { ...state, unconfirmedSince: now };
  const seen = observe(state, observation, thresholds, now);
  const { status, reason } = observation;
  if (seen.isUnsteady && status !== seen.status && worst(seen.status, status) === seen.status) {
    return seen;
  }
  const since = seen.status === status ? seen.since : seen.observed.since;
  return { ...seen, status, reason, since };
}

/** A matter of configuration and the very first verdict are no sign of unsteadiness. */
function startsAnew(before: State, after: Observation): boolean {
  return (
    before.reason === 'not_checked' || before.status === 'unhealthy' || after.status === 'unhealthy'
  );
}

function reset(state: State, observation: Observation, now: number): State {
  return state.status === observation.status
    ? { ...state, reason: observation.reason }
    : initialState(observation, now);
}

function needsConfirmation(state: State, { status, confirmable }: Observation): boolean {
  return (
    confirmable &&
    status === 'degraded' &&
    state.observed.status === 'healthy' &&
    state.unconfirmedSince === undefined
  );
}

/** Counts the change, if it is one, and judges whether the integration is steady. */
function observe(
  state: State,
  { status }: Observation,
  thresholds: Thresholds,
  now: number,
): State {
  const { unconfirmedSince, ...rest } = state;
  const changed = status !== state.observed.status;
  const changes = [...state.changes, ...(changed ? [now] : [])].filter(
    (at) => at > now - thresholds.unsteadyWindowMs,
  );
  const observed = changed
    ? { status, since: status === 'degraded' ? (unconfirmedSince ?? now) : now }
    : state.observed;
  const isUnsteady = changed
    ? changes.length > thresholds.unsteadyChanges
    : state.isUnsteady && now - observed.since < thresholds.steadyMs;
  // The list cannot grow: once unsteady, no more than the threshold needs to be known.
  return { ...rest, observed, changes: changes.slice(-thresholds.unsteadyChanges - 1), isUnsteady };
}
