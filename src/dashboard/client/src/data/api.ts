/** The four states of an integration. */
export type Status = 'healthy' | 'degraded' | 'unhealthy' | 'unknown';

/** The closed list of causes. */
export type Reason =
  | 'ok'
  | 'not_configured'
  | 'not_checked'
  | 'stale'
  | 'credentials_rejected'
  | 'credentials_locked'
  | 'permission_missing'
  | 'rate_limited'
  | 'vendor_error'
  | 'vendor_maintenance'
  | 'timeout'
  | 'dns_failure'
  | 'connection_failed'
  | 'tls_failure'
  | 'unexpected_response'
  | 'check_failed';

/** One integration as lists show it. */
export interface Integration {
  readonly service: string;
  readonly name: string;
  readonly status: Status;
  readonly reason: Reason;
  readonly message: string;
  readonly configured: boolean;
  readonly since: string;
  readonly checked_at?: string;
  readonly latency_ms?: number;
  readonly is_mock: boolean;
  readonly is_critical: boolean;
  readonly console_url: string;
  readonly missing_env_vars: readonly string[];
  readonly warnings: number;
  readonly protected_routes: readonly string[];
}

/** All integrations. */
export interface IntegrationList {
  readonly timestamp: string;
  readonly check_interval_seconds: number;
  readonly last_event_id: string;
  readonly integrations: readonly Integration[];
}

/** One of the three checks behind a verdict. */
export interface Check {
  readonly status: 'pass' | 'fail' | 'skip' | 'unproven';
  readonly message?: string;
  readonly latency_ms?: number;
  readonly checked_at?: string;
}

/** The health of one integration with its checks. */
export interface ServiceHealth {
  readonly status: Status;
  readonly checks: {
    readonly configuration: Check & {
      readonly required_env_vars: readonly string[];
      readonly present_env_vars: readonly string[];
      readonly missing_env_vars: readonly string[];
      readonly warnings: readonly { readonly env_var: string; readonly problem: string }[];
    };
    readonly api_access: Check;
    readonly credentials: Check & { readonly unproven_env_vars?: readonly string[] };
  };
}

/** Who uses this browser. */
export interface Session {
  readonly signed_in: boolean;
  readonly needs_key: boolean;
  readonly name?: string;
  readonly role?: 'reader' | 'operator';
}

/** An answer that is no success: what the service said about it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    detail: string,
    /** Seconds after which another try is welcome. */
    readonly retryAfter?: number,
  ) {
    super(detail);
  }
}

const REQUEST_LIMIT_MS = 15_000;

/**
 * Asks the service.
 * @throws ApiError with the text of the problem, status 0 when nothing answered
 */
export async function request<T>(
  path: string,
  init: { method?: string; body?: unknown; signal?: AbortSignal } = {},
): Promise<T> {
  const { method = 'GET', body, signal } = init;
  const limit = AbortSignal.timeout(REQUEST_LIMIT_MS);
  const response = await fetch(path, {
    method,
    headers: { Accept: 'application/json', ...(body !== undefined && JSON_BODY) },
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ApiError(0, 'The service does not answer. Is it running, and is the network up?');
  });
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

const JSON_BODY = { 'Content-Type': 'application/json' };

async function problemOf(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as { detail?: string; message?: string };
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new ApiError(
    response.status,
    body.detail ?? body.message ?? `The service answered ${response.status}`,
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}
