import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings';
import { ProtectedRoutes } from '../health/protected-routes.service';
import { IntegrationRegistry } from '../integrations/integration.registry';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { Monitor } from '../monitor/monitor.service';
import type { AlertEvent } from './alert-event';
import { eventOfIncident, eventOfMany, type Circumstance, type Subject } from './wording';

/** Puts what is known of the integrations into the words of events. */
@Injectable()
export class AlertDescriber {
  constructor(
    private readonly monitor: Monitor,
    private readonly registry: IntegrationRegistry,
    private readonly routes: ProtectedRoutes,
    private readonly settings: Settings,
  ) {}

  /** Whether there is such an integration; one of an earlier version may be gone. */
  knows(service: string): service is IntegrationKey {
    return this.registry.keys.includes(service as IntegrationKey);
  }

  /** @param affected the integrations that are not healthy now */
  describe(circumstance: Omit<Circumstance, 'publicUrl'>, affected: readonly string[]): AlertEvent {
    const { PUBLIC_URL: publicUrl } = this.settings;
    const complete = { ...circumstance, ...(publicUrl !== undefined && { publicUrl }) };
    const { service } = circumstance.alert;
    if (service !== undefined) return eventOfIncident(this.subjectOf(service), complete);
    const subjects = affected.map((key) => this.subjectOf(key));
    const routes = new Set(subjects.flatMap((subject) => subject.routes));
    return eventOfMany(
      subjects.map(({ name }) => name),
      [...routes],
      complete,
    );
  }

  private subjectOf(service: string): Subject {
    if (!this.knows(service)) return goneSubject(service);
    const { name, message, configuration, apiAccess, checkedAt } = this.monitor.current(service);
    return {
      name,
      consoleUrl: this.registry.get(service).definition.consoleUrl,
      missing: configuration.missing,
      result: message,
      routes: this.routes.of(service),
      ...(apiAccess.latencyMs !== undefined && { latencyMs: apiAccess.latencyMs }),
      ...(checkedAt !== undefined && { checkedAt }),
    };
  }
}

function goneSubject(name: string): Subject {
  return { name, consoleUrl: '', missing: [], result: 'It is not checked any more', routes: [] };
}
