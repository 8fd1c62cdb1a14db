import type { CheckStatus } from '../../core/verdict';
import type { Reason, Status } from '../../core/status';

/** A value that looks wrong, by name. */
export class ConfigurationWarningDto {
  /** @example STRIPE_API_KEY */
  env_var!: string;
  /** @example is surrounded by white space; remove it */
  problem!: string;
}

/** Which variables are there. */
export class ConfigurationCheckDto {
  /** @example pass */
  status!: 'pass' | 'fail';
  /** @example ["ZOOM_API_KEY", "ZOOM_API_SECRET"] */
  required_env_vars!: string[];
  /** @example ["ZOOM_API_KEY", "ZOOM_API_SECRET"] */
  present_env_vars!: string[];
  /** @example [] */
  missing_env_vars!: string[];
  warnings!: ConfigurationWarningDto[];
}

/** Whether the vendor's API answers. */
export class ApiAccessCheckDto {
  /** @example pass */
  status!: CheckStatus;
  /** @example Successfully connected to Zoom API */
  message!: string;
  /** Milliseconds. @example 182 */
  latency_ms?: number;
  /** @example 2026-02-04T11:59:48Z */
  checked_at?: string;
}

/** Whether the vendor accepts our credentials. */
export class CredentialsCheckDto {
  /** @example pass */
  status!: CheckStatus;
  /** @example Zoom accepted the credentials */
  message!: string;
  /** @example 2026-02-04T11:57:12Z */
  checked_at?: string;
  /** Variables that no call can prove; absent when there are none. */
  unproven_env_vars?: string[];
}

/** The three checks behind a verdict. */
export class ChecksDto {
  configuration!: ConfigurationCheckDto;
  api_access!: ApiAccessCheckDto;
  credentials!: CredentialsCheckDto;
}

/** The health of one integration. */
export class ServiceHealthDto {
  ok!: true;
  /** @example healthy */
  status!: Status;
  /** @example zoom */
  service!: string;
  /** @example 2026-02-04T12:00:00Z */
  timestamp!: string;
  /** Whether a base URL points to a host that is not the vendor's. */
  is_mock!: boolean;
  configured!: boolean;
  /** @example Zoom integration is operational */
  message!: string;
  /** @example ok */
  reason!: Reason;
  /** Since when the status holds. @example 2026-02-01T08:14:03Z */
  since!: string;
  /** @example 2026-02-04T11:59:48Z */
  checked_at?: string;
  checks!: ChecksDto;
}

/** One integration in the overview. */
export class ServiceSummaryDto {
  /** @example healthy */
  status!: Status;
  configured!: boolean;
  /** @example Zoom integration is operational */
  message!: string;
  /** @example ok */
  reason!: Reason;
  /** @example 2026-02-04T11:59:48Z */
  checked_at?: string;
  /** Milliseconds. @example 182 */
  latency_ms?: number;
  /** Present only where something is missing. */
  missing_env_vars?: string[];
}

/** How many integrations are well. */
export class OverviewSummaryDto {
  /** @example 10 */
  total_services!: number;
  /** @example 7 */
  healthy_services!: number;
  /** Everything that is not healthy. @example 3 */
  unhealthy_services!: number;
  /** @example degraded */
  overall_status!: 'healthy' | 'degraded' | 'unhealthy';
}

/** All integrations at a glance. */
export class OverviewDto {
  ok!: true;
  /** @example 2026-02-04T12:00:00Z */
  timestamp!: string;
  summary!: OverviewSummaryDto;
  services!: Record<string, ServiceSummaryDto>;
}

/** How far one integration is configured. */
export class IntegrationConfigurationDto {
  configured!: boolean;
  required_env_vars!: string[];
  present_env_vars!: string[];
  missing_env_vars!: string[];
  /** Rounded down. @example 33 */
  configuration_percentage!: number;
  warnings!: ConfigurationWarningDto[];
}

/** How many integrations are configured. */
export class ConfigurationSummaryDto {
  /** @example 10 */
  total_integrations!: number;
  /** @example 7 */
  fully_configured!: number;
  /** @example 2 */
  partially_configured!: number;
  /** @example 1 */
  not_configured!: number;
}

/** How far every integration is configured. */
export class ConfigurationReportDto {
  ok!: true;
  /** @example 2026-02-04T12:00:00Z */
  timestamp!: string;
  integrations!: Record<string, IntegrationConfigurationDto>;
  summary!: ConfigurationSummaryDto;
}

/** The 404 of an unknown integration. */
export class UnknownIntegrationDto {
  ok!: false;
  /** @example foo */
  service!: string;
  status!: 'unknown';
  /** @example Unknown integration: foo */
  message!: string;
}
