import type { Reason, Status } from '../../core/status';

/** One integration as a list shows it. */
export class ListedIntegrationDto {
  /** @example zoom */
  service!: string;
  /** @example Zoom */
  name!: string;
  /** @example healthy */
  status!: Status;
  /** @example ok */
  reason!: Reason;
  /** @example Zoom integration is operational */
  message!: string;
  configured!: boolean;
  /** Since when the status holds. @example 2026-02-01T08:14:03Z */
  since!: string;
  /** @example 2026-02-04T11:59:48Z */
  checked_at?: string;
  /** Milliseconds. @example 182 */
  latency_ms?: number;
  /** Whether a base URL points to a host that is not the vendor's. */
  is_mock!: boolean;
  /** Whether its failure is critical to us. */
  is_critical!: boolean;
  /** Where the vendor's credentials are managed. */
  console_url!: string;
  /** Required variables that are not set, by name. */
  missing_env_vars!: string[];
  /** How many values look wrong. */
  warnings!: number;
  /** The routes that the guard protects. @example ["/api/zoom/create-meeting"] */
  protected_routes!: string[];
}

/** All integrations, in the order of the catalog. */
export class IntegrationListDto {
  ok!: true;
  /** @example 2026-02-04T12:00:00Z */
  timestamp!: string;
  /** Seconds between two checks of a vendor's API. @example 30 */
  check_interval_seconds!: number;
  /** What the stream is to be resumed after. @example k3x9-41 */
  last_event_id!: string;
  integrations!: ListedIntegrationDto[];
}
