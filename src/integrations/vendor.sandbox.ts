import type { Reason, Status } from '../core/status';
import type { CheckStatus } from '../core/verdict';

/** A request as a played vendor sees it. */
export interface SandboxRequest {
  readonly method: string;
  /** Below the vendor's mount, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The full URL as the client sent it, for OAuth 1.0a signatures. */
  readonly url: string;
  /** User and password of HTTP Basic. */
  readonly basic?: { readonly user: string; readonly password: string };
  readonly bearer?: string;
  /** A form-encoded body; empty otherwise. */
  readonly form: Readonly<Record<string, string>>;
  /** A JSON body; `undefined` otherwise. */
  readonly json: unknown;
}

/** What a played vendor answers; `json` or `text`, with its usual content type unless given. */
export interface SandboxAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

/** The values a played vendor accepts, by variable. */
export type Accepted = Readonly<Record<string, string>>;

/** One named situation of a vendor, and what the service must conclude from it. */
export interface Scenario {
  /** Answers that replace the vendor's own, by `METHOD /path`, or `*` for all but the status page. */
  readonly answers?: Readonly<Record<string, SandboxAnswer>>;
  /** The vendor accepts these values instead: what we hold is wrong then. */
  readonly accepts?: Accepted;
  /** Variables that the service is started with for this situation; `undefined` unsets one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly expect: {
    readonly status: Status;
    readonly reason: Reason;
    readonly credentials: CheckStatus;
  };
}

/** How a vendor answers, as data. */
export interface VendorSandbox {
  /** Well-formed made-up values of the required variables, which the vendor accepts. */
  readonly credentials: Accepted;
  /** Well-formed made-up values of the optional variables, which the vendor accepts. */
  readonly optional?: Accepted;
  /** The vendor's own answers by `METHOD /path`; a path may end in `/*`. */
  readonly routes: Readonly<
    Record<string, (request: SandboxRequest, accepted: Accepted) => SandboxAnswer>
  >;
  /** At least those of {@link REQUIRED_SCENARIOS}. */
  readonly scenarios: Readonly<Record<string, Scenario>>;
}

/** Situations that every played vendor knows. */
export const REQUIRED_SCENARIOS = [
  'ok',
  'wrong_id',
  'wrong_secret',
  'missing_parameters',
  'rate_limited',
  'maintenance',
  'server_error',
] as const;

/** Often used expectations. */
export const EXPECT = {
  healthy: { status: 'healthy', reason: 'ok', credentials: 'pass' },
  unproven: { status: 'healthy', reason: 'ok', credentials: 'unproven' },
  rejected: { status: 'degraded', reason: 'credentials_rejected', credentials: 'fail' },
  locked: { status: 'degraded', reason: 'credentials_locked', credentials: 'fail' },
  /** The API itself is limited. */
  rateLimited: { status: 'degraded', reason: 'rate_limited', credentials: 'skip' },
  /** Only the proof is limited and there is no earlier verdict. */
  proofLimited: { status: 'unknown', reason: 'rate_limited', credentials: 'skip' },
  vendorError: { status: 'degraded', reason: 'vendor_error', credentials: 'skip' },
  maintenance: { status: 'degraded', reason: 'vendor_maintenance', credentials: 'skip' },
  /** The API or the proof answered in a way that no row names. */
  unexpected: { status: 'degraded', reason: 'unexpected_response', credentials: 'skip' },
  /** The vendor says that our own request is malformed. */
  ourFault: { status: 'unknown', reason: 'check_failed', credentials: 'unproven' },
} as const satisfies Record<string, Scenario['expect']>;

/** A Statuspage v2 summary with one component. */
export function statuspageSummary(
  component: { id: string; name: string },
  status = 'operational',
): SandboxAnswer {
  return {
    status: 200,
    json: {
      page: { id: 'sandbox', name: 'Sandbox', url: 'https://status.example' },
      status: { indicator: 'none', description: 'All Systems Operational' },
      components: [{ ...component, status, group: false, group_id: null }],
      incidents: [],
      scheduled_maintenances: [],
    },
  };
}

/** An answer of an edge server in front of a vendor. */
export function edgePage(status: number): SandboxAnswer {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', server: 'edge' },
    text: `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>Error ${status}</h1></body></html>`,
  };
}
