import { isFault, isRefusal, REFUSALS, type Fault, type ProbeResult } from './finding';
import type { CredentialEvidence } from './evidence';

/** One proof with its result, and whether its negative control showed that it discriminates. */
export interface ProofOutcome {
  readonly proves: readonly string[];
  readonly result: ProbeResult;
  /** `undefined` where no control is needed. */
  readonly control?: 'refused' | 'accepted' | 'unsettled';
}

/** What all proofs together say: either conclusive, or the fault that kept one from settling. */
export type CombinedProof =
  | { readonly conclusive: Omit<CredentialEvidence, 'at'> }
  | { readonly fault: ProbeResult & { readonly finding: Fault } };

const NOT_DISCRIMINATING =
  'the vendor accepted a corrupted secret too, so its answer proves nothing';
const CONTROL_UNSETTLED =
  'the negative control did not settle yet, so the answer is not counted as proof';

/**
 * Combines proofs: any refusal counts, then any fault, then acceptance. `accepted` needs every
 * discriminating proof accepted; a proof whose control failed proves nothing.
 * @param configured the configured variables that should be proven
 */
export function combineProofs(
  outcomes: readonly ProofOutcome[],
  configured: readonly string[],
): CombinedProof {
  const refusals = outcomes.filter(({ result }) => isRefusal(result.finding));
  const refused = REFUSALS.map((refusal) =>
    refusals.find(({ result }) => result.finding === refusal),
  ).find((outcome) => outcome !== undefined);
  if (refused && isRefusal(refused.result.finding)) {
    return { conclusive: evidence(refused.result.finding, refused.result.note, []) };
  }
  const faulty = outcomes.find(({ result }) => isFault(result.finding));
  if (faulty && isFault(faulty.result.finding)) {
    return { fault: { ...faulty.result, finding: faulty.result.finding } };
  }
  const accepted = outcomes.filter(
    ({ result, control }) =>
      result.finding === 'accepted' && (control === undefined || control === 'refused'),
  );
  const proven = new Set(accepted.flatMap(({ proves }) => proves));
  const unproven = configured.filter((name) => !proven.has(name));
  const doubtful = outcomes.find((outcome) => !accepted.includes(outcome));
  const note = doubtful
    ? doubtNote(doubtful)
    : accepted.find(({ result }) => result.note)?.result.note;
  return { conclusive: evidence(accepted.length > 0 ? 'accepted' : 'unproven', note, unproven) };
}

function doubtNote({ result, control }: ProofOutcome): string | undefined {
  if (result.finding !== 'accepted') return result.note;
  return control === 'accepted' ? NOT_DISCRIMINATING : CONTROL_UNSETTLED;
}

function evidence(
  finding: CredentialEvidence['finding'],
  note: string | undefined,
  unprovenEnvVars: readonly string[],
): Omit<CredentialEvidence, 'at'> {
  return { finding, unprovenEnvVars, ...(note !== undefined && { note }) };
}
