import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings';
import { iso } from '../http/iso';
import { ProtectedRoutes } from '../health/protected-routes.service';
import { IntegrationRegistry } from '../integrations/integration.registry';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { Monitor } from '../monitor/monitor.service';
import type { ListedIntegrationDto } from './dto/integration-list.dto';

/** Puts verdicts into the form that lists and the stream share. */
@Injectable()
export class IntegrationList {
  constructor(
    private readonly monitor: Monitor,
    private readonly registry: IntegrationRegistry,
    private readonly routes: ProtectedRoutes,
    private readonly settings: Settings,
  ) {}

  /** All integrations, from memory. */
  all(): ListedIntegrationDto[] {
    return this.registry.keys.map((key) => this.one(key));
  }

  /** One integration, from memory. */
  one(key: IntegrationKey): ListedIntegrationDto {
    const verdict = this.monitor.current(key);
    const { checkedAt, apiAccess, configuration } = verdict;
    return {
      service: key,
      name: verdict.name,
      status: verdict.status,
      reason: verdict.reason,
      message: verdict.message,
      configured: configuration.missing.length === 0,
      since: iso(verdict.since),
      ...(checkedAt !== undefined && { checked_at: iso(checkedAt) }),
      ...(apiAccess.latencyMs !== undefined && { latency_ms: apiAccess.latencyMs }),
      is_mock: verdict.isMock,
      is_critical: this.settings.CRITICAL_INTEGRATIONS.includes(key),
      console_url: this.registry.get(key).definition.consoleUrl,
      missing_env_vars: [...configuration.missing],
      warnings: configuration.warnings.length,
      protected_routes: [...this.routes.of(key)],
    };
  }
}
