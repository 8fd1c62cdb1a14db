import { Injectable } from '@nestjs/common';
import type { Configuration } from '../core/evidence';
import { IntegrationRegistry } from '../integrations/integration.registry';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { Clock } from '../monitor/clock';
import { Monitor } from '../monitor/monitor.service';
import type { CurrentVerdict } from '../monitor/monitored-integration';
import type {
  ConfigurationReportDto,
  IntegrationConfigurationDto,
  OverviewDto,
  ServiceHealthDto,
  ServiceSummaryDto,
} from './dto/health.dto';
import { iso } from '../http/iso';

/** Puts verdicts into the words of the HTTP contract. */
@Injectable()
export class HealthReport {
  constructor(
    private readonly monitor: Monitor,
    private readonly registry: IntegrationRegistry,
    private readonly clock: Clock,
  ) {}

  /** The answer about one integration. */
  service(verdict: CurrentVerdict): ServiceHealthDto {
    const { key, status, isMock, message, reason, since, checkedAt } = verdict;
    return {
      ok: true,
      status,
      service: key,
      timestamp: this.timestamp(),
      is_mock: isMock,
      configured: isConfigured(verdict.configuration),
      message,
      reason,
      since: iso(since),
      ...(checkedAt !== undefined && { checked_at: iso(checkedAt) }),
      checks: checks(verdict),
    };
  }

  /** The verdicts on all integrations, from memory. */
  current(): CurrentVerdict[] {
    return this.registry.keys.map((key) => this.monitor.current(key));
  }

  /** The verdicts on all integrations; waits only for those that were never checked. */
  settled(): CurrentVerdict[] | Promise<CurrentVerdict[]> {
    const all = this.registry.keys.map((key) => this.monitor.settled(key));
    return all.every(isThere) ? all : Promise.all(all);
  }

  /** The answer about all integrations. */
  overview(verdicts: readonly CurrentVerdict[]): OverviewDto {
    const healthy = verdicts.filter(({ status }) => status === 'healthy').length;
    return {
      ok: true,
      timestamp: this.timestamp(),
      summary: {
        total_services: verdicts.length,
        healthy_services: healthy,
        unhealthy_services: verdicts.length - healthy,
        overall_status: overallStatus(verdicts),
      },
      services: byKey(verdicts, summary),
    };
  }

  /** The configuration of all integrations. */
  configuration(verdicts: readonly CurrentVerdict[]): ConfigurationReportDto {
    const all = verdicts.map(({ configuration }) => configuration);
    const full = all.filter(isConfigured).length;
    const none = all.filter(({ present }) => present.length === 0).length;
    return {
      ok: true,
      timestamp: this.timestamp(),
      integrations: byKey(verdicts, ({ configuration }) => configurationOf(configuration)),
      summary: {
        total_integrations: all.length,
        fully_configured: full,
        partially_configured: all.length - full - none,
        not_configured: none,
      },
    };
  }

  private timestamp(): string {
    return iso(this.clock.now());
  }
}

/** `healthy` when all are, `unhealthy` when none is, else `degraded`. */
export function overallStatus(verdicts: readonly Pick<CurrentVerdict, 'status'>[]) {
  if (verdicts.every(({ status }) => status === 'healthy')) return 'healthy';
  return verdicts.some(({ status }) => status === 'healthy') ? 'degraded' : 'unhealthy';
}

function isThere(verdict: CurrentVerdict | Promise<CurrentVerdict>): verdict is CurrentVerdict {
  return !(verdict instanceof Promise);
}

function isConfigured({ missing }: Configuration): boolean {
  return missing.length === 0;
}

function byKey<T>(
  verdicts: readonly CurrentVerdict[],
  toValue: (verdict: CurrentVerdict) => T,
): Record<IntegrationKey, T> {
  return Object.fromEntries(verdicts.map((verdict) => [verdict.key, toValue(verdict)])) as Record<
    IntegrationKey,
    T
  >;
}

function checks(verdict: CurrentVerdict): ServiceHealthDto['checks'] {
  const { configuration, apiAccess, credentials, unprovenEnvVars } = verdict;
  return {
    configuration: {
      status: isConfigured(configuration) ? 'pass' : 'fail',
      ...variables(configuration),
    },
    api_access: {
      status: apiAccess.status,
      message: apiAccess.message,
      ...(apiAccess.latencyMs !== undefined && { latency_ms: apiAccess.latencyMs }),
      ...(apiAccess.at !== undefined && { checked_at: iso(apiAccess.at) }),
    },
    credentials: {
      status: credentials.status,
      message: credentials.message,
      ...(credentials.at !== undefined && { checked_at: iso(credentials.at) }),
      ...(unprovenEnvVars.length > 0 && { unproven_env_vars: [...unprovenEnvVars] }),
    },
  };
}

function summary(verdict: CurrentVerdict): ServiceSummaryDto {
  const { status, message, reason, checkedAt, apiAccess, configuration } = verdict;
  return {
    status,
    configured: isConfigured(configuration),
    message,
    reason,
    ...(checkedAt !== undefined && { checked_at: iso(checkedAt) }),
    ...(apiAccess.latencyMs !== undefined && { latency_ms: apiAccess.latencyMs }),
    ...(!isConfigured(configuration) && { missing_env_vars: [...configuration.missing] }),
  };
}

function variables({ required, present, missing, warnings }: Configuration) {
  return {
    required_env_vars: [...required],
    present_env_vars: [...present],
    missing_env_vars: [...missing],
    warnings: [...warnings],
  };
}

function configurationOf(configuration: Configuration): IntegrationConfigurationDto {
  const { required, present } = configuration;
  const { warnings, ...names } = variables(configuration);
  return {
    configured: isConfigured(configuration),
    ...names,
    configuration_percentage: Math.floor((100 * present.length) / required.length),
    warnings,
  };
}
