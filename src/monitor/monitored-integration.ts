import { isFaultReason, isRefusal } from '../core/finding';
import { unsteady } from '../core/messages';
import type { VendorStatus } from '../core/vendor-status';
import { initialState, nextState, type State, type Thresholds } from '../core/next-state';
import type { Evidence } from '../core/evidence';
import type { Status } from '../core/status';
import { decide, type Verdict } from '../core/verdict';
import type { Settings } from '../config/settings';
import type { IntegrationHealthIndicator } from '../integrations/integration.health';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { CheckCycle, type CheckFindings } from './check-cycle';

/** A verdict with what surfaces need beside it. */
export interface CurrentVerdict extends Verdict {
  readonly key: IntegrationKey;
  readonly name: string;
  readonly isMock: boolean;
  /** Since when the status holds, epoch milliseconds. */
  readonly since: number;
}

/** When things are asked again, believed and given up; all in milliseconds. */
export interface Rules extends Thresholds {
  readonly credentialsIntervalMs: number;
  readonly staleAfterMs: number;
  readonly confirmAfterMs: number;
}

/** The rules that the settings make. */
export function rulesOf(settings: Settings): Rules {
  return {
    credentialsIntervalMs: settings.CREDENTIALS_INTERVAL_SECONDS * 1000,
    staleAfterMs: settings.STALE_AFTER_SECONDS * 1000,
    confirmAfterMs: settings.CONFIRM_AFTER_MS,
    unsteadyChanges: settings.UNSTEADY_CHANGES,
    unsteadyWindowMs: settings.UNSTEADY_WINDOW_SECONDS * 1000,
    steadyMs: settings.STEADY_AFTER_SECONDS * 1000,
  };
}

/** After a refusal, proofs slow down by this factor: a quarter of an hour by default. */
const REFUSED_SLOWDOWN = 3;

/** What is known of one integration, and the verdict that follows from it. */
export class MonitoredIntegration {
  readonly key: IntegrationKey;
  /** Nothing is sent before, epoch milliseconds. */
  holdUntil = 0;
  private readonly cycle: CheckCycle;
  private evidence: Evidence;
  private isMock: boolean;
  /** Grows when the variables change. */
  configurationVersion = 0;
  private fingerprint: string;
  private provedAt = -Infinity;
  private state: State;
  /** What held before this process; told for as long as it goes on. */
  private before?: { readonly status: Status; readonly since: number };
  private memo: CurrentVerdict;

  constructor(
    readonly indicator: IntegrationHealthIndicator,
    private readonly rules: Rules,
    now: number,
  ) {
    this.key = indicator.definition.key as IntegrationKey;
    this.cycle = new CheckCycle(indicator);
    this.evidence = { name: indicator.definition.name, configuration: indicator.configuration() };
    this.isMock = indicator.isMock();
    this.fingerprint = indicator.fingerprint();
    const { status, reason } = decide(this.evidence, now, rules.staleAfterMs);
    this.state = initialState({ status, reason, confirmable: false }, now);
    this.memo = this.snapshot(now);
  }

  get isConfigured(): boolean {
    return this.evidence.configuration.missing.length === 0;
  }

  /** The verdict, from memory. */
  current(now: number): CurrentVerdict {
    if (now >= (this.memo.validUntil ?? Infinity)) this.refresh(now);
    return this.memo;
  }

  /** Whether the credentials are to be proven with the next check. */
  isProofDue(now: number): boolean {
    const { credentials, inconclusive } = this.evidence;
    if (inconclusive && inconclusive.finding !== 'check_failed') return true;
    if (this.cycle.hasUnsettledControl) return true;
    const slowdown = credentials && isRefusal(credentials.finding) ? REFUSED_SLOWDOWN : 1;
    return now >= this.provedAt + this.rules.credentialsIntervalMs * slowdown;
  }

  /** Asks the vendor; changes nothing until {@link learn}. */
  ask(withCredentials: boolean, now: number, signal: AbortSignal): Promise<CheckFindings> {
    return this.cycle.run(withCredentials, now, signal);
  }

  /**
   * Takes in what a look found. A first failure of a healthy integration changes nothing yet: it
   * waits for a second look, see {@link awaitsConfirmation}.
   */
  learn(findings: CheckFindings, now: number): void {
    this.holdUntil = findings.waitMs > 0 ? now + findings.waitMs : 0;
    const evidence = this.withFindings(findings, now);
    this.state = this.believe(decide(evidence, now, this.rules.staleAfterMs), now);
    if (this.awaitsConfirmation) return;
    if (findings.proof) this.provedAt = now;
    this.evidence = evidence;
    this.memo = this.snapshot(now);
  }

  /** Takes in what held before this process, which was not the beginning of it. */
  resume(before: { readonly status: Status; readonly since: number }, now: number): void {
    this.before = before;
    this.memo = this.snapshot(now);
  }

  /** Takes in what the vendor's own status page says. */
  learnVendorStatus(vendorStatus: VendorStatus | undefined, now: number): void {
    const { vendorStatus: _before, ...rest } = this.evidence;
    this.evidence = { ...rest, ...(vendorStatus && { vendorStatus }) };
    this.refresh(now);
  }

  /** Whether a failure waits for a second look. */
  get awaitsConfirmation(): boolean {
    return this.state.unconfirmedSince !== undefined;
  }

  /**
   * Reads the variables again and forgets what was known of old credentials.
   * @returns whether anything of this integration changed
   */
  reconfigure(now: number): boolean {
    const fingerprint = this.indicator.fingerprint();
    if (fingerprint === this.fingerprint) return false;
    this.fingerprint = fingerprint;
    this.configurationVersion += 1;
    const { name } = this.evidence;
    this.evidence = { name, configuration: this.indicator.configuration() };
    this.isMock = this.indicator.isMock();
    this.provedAt = -Infinity;
    this.cycle.reset();
    this.refresh(now);
    return true;
  }

  private withFindings({ api, proof }: CheckFindings, now: number): Evidence {
    const { credentials, inconclusive, vendorStatus, ...known } = this.evidence;
    const isDown = api.finding !== 'reachable' || (proof && 'fault' in proof);
    const rest = { ...known, ...(isDown && vendorStatus && { vendorStatus }) };
    const evidence = { ...rest, api: { ...api, at: now }, holdUntil: this.holdUntil };
    if (proof && 'conclusive' in proof) {
      return { ...evidence, credentials: { ...proof.conclusive, at: now } };
    }
    const unsettled = proof ? { ...proof.fault, at: now } : inconclusive;
    return {
      ...evidence,
      ...(credentials && { credentials }),
      ...(unsettled && { inconclusive: unsettled }),
    };
  }

  private refresh(now: number): void {
    this.state = this.believe(decide(this.evidence, now, this.rules.staleAfterMs), now);
    this.memo = this.snapshot(now);
  }

  /** What vendors ask us not to repeat at once cannot be confirmed, and refusals need not be. */
  private believe({ status, reason }: Verdict, now: number): State {
    const confirmable = isFaultReason(reason) && this.holdUntil <= now + this.rules.confirmAfterMs;
    return nextState(this.state, { status, reason, confirmable }, this.rules, now);
  }

  private snapshot(now: number): CurrentVerdict {
    const { status, reason, isUnsteady } = this.state;
    const verdict = decide(this.evidence, now, this.rules.staleAfterMs);
    return {
      ...verdict,
      status,
      reason,
      since: this.since(),
      message: isUnsteady ? unsteady(verdict.message, status, this.rules) : verdict.message,
      key: this.key,
      name: this.evidence.name,
      isMock: this.isMock,
    };
  }
  /** Since when the status holds, epoch milliseconds. */
  private since(): number {
    const { status, reason, since } = this.state;
    if (reason !== 'not_checked' && status !== this.before?.status) delete this.before;
    return status === this.before?.status ? Math.min(since, this.before.since) : since;
  }
}
