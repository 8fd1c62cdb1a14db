import type { AnswerRule } from '../core/answer';
import type { FormatRule } from '../core/credential-format';
import type { Finding } from '../core/finding';
import type { StatusPageFormat } from '../core/vendor-status';

/** The bases that every request of an integration is built on, without a trailing slash. */
export interface BaseUrls {
  readonly api: string;
  readonly auth: string;
  readonly status: string;
}

/** What a probe may use to build its request. */
export interface ProbeContext {
  readonly urls: BaseUrls;
  /** The value of a variable; empty text when it is absent. */
  env(name: string): string;
  /** New for every check; for vendors that echo. */
  readonly nonce: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** One request to a vendor. At most one of `form` and `json` is given. */
export interface ProbeRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** HTTP Basic user and password. */
  readonly basic?: readonly [user: string, password: string];
  readonly bearer?: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/**
 * A question to a vendor and the table that says what its answers mean. Rows are tried in order,
 * before the rows that hold for every vendor (429, 5xx); an answer that no row names is
 * `unexpected_response`.
 */
export interface Probe {
  request(context: ProbeContext): ProbeRequest;
  readonly answers: readonly AnswerRule[] | ((context: ProbeContext) => readonly AnswerRule[]);
  /** How long to send nothing after a rate limit that names no wait, milliseconds; default 60,000. */
  readonly defaultWaitMs?: number;
  /** Asked when this probe's finding is one of `on`; its finding counts unless it settles nothing. */
  readonly fallback?: { readonly on: readonly Finding[]; readonly probe: Probe };
  /** Receives the parsed body of an accepted answer, for tokens; must not store it elsewhere. */
  readonly receive?: (json: unknown) => void;
}

/** A probe whose accepted answer proves credentials. */
export interface CredentialProof extends Probe {
  /** The variables that an accepted answer proves. */
  readonly proves: readonly string[];
  /** Whether this proof applies to what is configured; default: always. */
  readonly when?: (context: ProbeContext) => boolean;
  /**
   * The variable that the negative control corrupts. Given where the proof is a deliberately bad
   * grant: a vendor that accepts the corrupted secret too has proven nothing.
   */
  readonly control?: string;
}

/** A variable that makes a deeper check possible or changes where requests go. */
export interface OptionalEnvVar {
  readonly name: string;
  readonly purpose: string;
  /** Whether its value must never be shown; default true. */
  readonly secret?: boolean;
}

/** How a vendor's own status page is read. */
export interface StatusPage {
  /** Path below the status base URL. */
  readonly path: string;
  readonly format: StatusPageFormat;
  /** Components, services or products that matter to us, by id or exact name; none: the whole page. */
  readonly components?: readonly string[];
}

/** Everything that is known of one vendor, as data. */
export interface IntegrationDefinition<Key extends string = string> {
  readonly key: Key;
  /** As shown to people: `Google Drive`. */
  readonly name: string;
  /** Other spellings accepted in paths. */
  readonly aliases?: readonly string[];
  /** Where people renew the credentials. */
  readonly consoleUrl: string;
  /** `<PREFIX>_API_URL`, `<PREFIX>_AUTH_URL` and `<PREFIX>_STATUS_URL` override {@link hosts}. */
  readonly envPrefix: string;
  readonly requiredEnvVars: readonly string[];
  readonly optionalEnvVars?: readonly OptionalEnvVar[];
  /** Required variables that no call can prove; their shape is checked. */
  readonly unprovableEnvVars?: readonly string[];
  readonly hosts: BaseUrls;
  /** Another variable that may set the auth base, after `<PREFIX>_AUTH_URL`. */
  readonly authUrlEnvVar?: string;
  /** Domains whose hosts are the vendor's own; a base URL elsewhere is a mock. */
  readonly vendorDomains: readonly string[];
  /** Needs no credentials; shows that the vendor's API answers. */
  readonly reachability: Probe;
  readonly proofs: readonly CredentialProof[];
  readonly formats: readonly FormatRule[];
  readonly statusPage: StatusPage;
  /** One line for the README: what proves the credentials. */
  readonly proofSummary: string;
  /** How sure the facts behind the proof are, 0 to 1. */
  readonly confidence: number;
}

/** Keeps the key's literal type, so that the catalog yields a union of keys. */
export function defineIntegration<const Key extends string>(
  definition: IntegrationDefinition<Key>,
): IntegrationDefinition<Key> {
  return definition;
}
