import { isRefusal } from '../core/finding';
import type { Evidence } from '../core/evidence';
import { decide, type Verdict } from '../core/verdict';
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

/** How old things may be, milliseconds. */
export interface Ages {
  readonly credentialsIntervalMs: number;
  readonly staleAfterMs: number;
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
  private memo: CurrentVerdict;

  constructor(
    readonly indicator: IntegrationHealthIndicator,
    private readonly ages: Ages,
    now: number,
  ) {
    this.key = indicator.definition.key as IntegrationKey;
    this.cycle = new CheckCycle(indicator);
    this.evidence = { name: indicator.definition.name, configuration: indicator.configuration() };
    this.isMock = indicator.isMock();
    this.fingerprint = indicator.fingerprint();
    this.memo = this.snapshot(now, now);
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
    return now >= this.provedAt + this.ages.credentialsIntervalMs * slowdown;
  }

  /** Asks the vendor; changes nothing until {@link learn}. */
  ask(withCredentials: boolean, now: number, signal: AbortSignal): Promise<CheckFindings> {
    return this.cycle.run(withCredentials, now, signal);
  }

  /** Takes in what a check found. */
  learn({ api, proof, waitMs }: CheckFindings, now: number): void {
    this.holdUntil = waitMs > 0 ? now + waitMs : 0;
    const { credentials, inconclusive, ...rest } = this.evidence;
    const evidence = { ...rest, api: { ...api, at: now }, holdUntil: this.holdUntil };
    if (proof) this.provedAt = now;
    if (proof && 'conclusive' in proof) {
      this.evidence = { ...evidence, credentials: { ...proof.conclusive, at: now } };
    } else {
      const unsettled = proof ? { ...proof.fault, at: now } : inconclusive;
      this.evidence = {
        ...evidence,
        ...(credentials && { credentials }),
        ...(unsettled && { inconclusive: unsettled }),
      };
    }
    this.refresh(now);
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

  private refresh(now: number): void {
    this.memo = this.snapshot(now, this.memo.since, this.memo.status);
  }

  private snapshot(now: number, since: number, status?: Verdict['status']): CurrentVerdict {
    const verdict = decide(this.evidence, now, this.ages.staleAfterMs);
    return {
      ...verdict,
      key: this.key,
      name: this.evidence.name,
      isMock: this.isMock,
      since: status === undefined || status === verdict.status ? since : now,
    };
  }
}
