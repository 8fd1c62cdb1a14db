import { combineProofs, type CombinedProof, type ProofOutcome } from '../core/combine-proofs';
import { isRefusal, type Finding, type ProbeResult } from '../core/finding';
import type { CredentialProof } from '../integrations/integration';
import type { IntegrationHealthIndicator, ProofResult } from '../integrations/integration.health';

const CONTROL_INTERVAL_MS = 24 * 60 * 60 * 1000;

/** What one check found. */
export interface CheckFindings {
  readonly api: ProbeResult;
  /** Absent when only the API was probed. */
  readonly proof?: CombinedProof;
  /** The longest silence the vendor asked for, milliseconds. */
  readonly waitMs: number;
}

/** The one finding that counts of all that were made, and how long the API took to answer. */
export function outcomeOf({ api, proof }: CheckFindings): {
  readonly outcome: Finding;
  readonly latencyMs?: number;
} {
  if (api.finding !== 'reachable') return { outcome: api.finding };
  const { latencyMs } = api;
  if (!proof) return { outcome: api.finding, latencyMs };
  const { finding } = 'fault' in proof ? proof.fault : proof.conclusive;
  return { outcome: finding, latencyMs };
}

interface Control {
  readonly outcome: NonNullable<ProofOutcome['control']>;
  readonly at: number;
}

/** Runs the probes of one integration side by side, and remembers its negative controls. */
export class CheckCycle {
  private controls = new Map<CredentialProof, Control>();

  constructor(private readonly indicator: IntegrationHealthIndicator) {}

  /** Whether a control that did not settle should be asked again soon. */
  get hasUnsettledControl(): boolean {
    return [...this.controls.values()].some(({ outcome }) => outcome === 'unsettled');
  }

  /** Forgets the controls; for changed credentials. */
  reset(): void {
    this.controls = new Map();
  }

  /** Probes the API and, if asked, proves the credentials with their controls. */
  async run(withCredentials: boolean, now: number, signal: AbortSignal): Promise<CheckFindings> {
    if (!withCredentials) {
      const api = await this.indicator.probeApi(signal);
      return { api, waitMs: api.waitMs ?? 0 };
    }
    const { controls: before } = this;
    const [api, proofs, controls] = await Promise.all([
      this.indicator.probeApi(signal),
      this.indicator.proveCredentials(signal),
      this.areControlsDue(now) ? this.indicator.runNegativeControl(signal) : [],
    ]);
    // What a control of old credentials found says nothing of the new ones.
    if (before === this.controls) this.remember(controls, now);
    const results = [api, ...[...proofs, ...controls].map(({ result }) => result)];
    return {
      api,
      proof: this.combine(proofs),
      waitMs: Math.max(...results.map(({ waitMs }) => waitMs ?? 0)),
    };
  }

  private areControlsDue(now: number): boolean {
    const controls = [...this.controls.values()];
    return (
      controls.length === 0 ||
      controls.some(({ outcome, at }) => outcome === 'unsettled' || now - at >= CONTROL_INTERVAL_MS)
    );
  }

  private remember(controls: readonly ProofResult[], now: number): void {
    for (const { proof, result } of controls) {
      const outcome = controlOutcome(result);
      const known = this.controls.get(proof);
      // A daily control that does not settle leaves the earlier one standing.
      if (outcome === 'unsettled' && known) continue;
      this.controls.set(proof, { outcome, at: now });
    }
  }

  private combine(proofs: readonly ProofResult[]): CombinedProof {
    const outcomes = proofs.map(({ proof, result }): ProofOutcome => {
      const control = proof.control === undefined ? undefined : this.controls.get(proof)?.outcome;
      return {
        proves: proof.proves,
        result,
        ...(proof.control !== undefined && { control: control ?? 'unsettled' }),
      };
    });
    return combineProofs(outcomes, this.indicator.definition.requiredEnvVars);
  }
}

function controlOutcome({ finding }: ProbeResult): Control['outcome'] {
  if (isRefusal(finding)) return 'refused';
  return finding === 'accepted' ? 'accepted' : 'unsettled';
}
