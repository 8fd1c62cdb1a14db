import type { ConfigurationWarning } from './credential-format';
import type { VendorStatus } from './vendor-status';
import type { ProbeResult, Refusal } from './finding';

/** Which variables an integration needs and which are there. */
export interface Configuration {
  readonly required: readonly string[];
  readonly present: readonly string[];
  readonly missing: readonly string[];
  readonly warnings: readonly ConfigurationWarning[];
}

/** A probe's result and when it came, epoch milliseconds. */
export interface Timed extends ProbeResult {
  readonly at: number;
}

/** What is known of the credentials from the latest proof that settled something. */
export interface CredentialEvidence {
  readonly finding: 'accepted' | 'unproven' | Refusal;
  readonly note?: string;
  /** Configured variables that nothing proved. */
  readonly unprovenEnvVars: readonly string[];
  readonly at: number;
}

/** Everything the verdict on one integration depends on. */
export interface Evidence {
  readonly name: string;
  readonly configuration: Configuration;
  /** The latest probe of the API. */
  readonly api?: Timed;
  /** The latest conclusive proof. */
  readonly credentials?: CredentialEvidence;
  /** The latest proof, when it settled nothing. */
  readonly inconclusive?: Timed;
  /** What the vendor's own status page says, asked only when the vendor fails. */
  readonly vendorStatus?: VendorStatus;
  /** The vendor asked for silence until then, epoch milliseconds. */
  readonly holdUntil?: number;
}
