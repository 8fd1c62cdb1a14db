import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { SecretSource } from '../config/secret-source';
import { Settings } from '../config/settings';
import { ProtectedRoutes } from '../health/protected-routes.service';
import { HistoryStore, type StoreTransaction } from '../history/history.store';
import type { IncidentChange } from '../history/records';
import { IntegrationRegistry } from '../integrations/integration.registry';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { Clock } from '../monitor/clock';
import { Monitor } from '../monitor/monitor.service';
import { CHANNELS, type AlertChannel } from './alert-channel';
import type { AlertEvent } from './alert-event';
import { decideMany } from './policy/many-unhealthy';
import { nextAlert, type Alert, type Circumstances } from './policy/next-alert';
import type { AlertPolicy } from './policy/rules';
import { alertTables, type AlertDatabase } from './store/alert-tables';
import { addEvent, readActiveAlerts, readAlert, saveAlert, type KeptAlert } from './store/alerts';
import { readSilences } from './store/silences';
import { eventOfIncident, eventOfMany, type Circumstance, type Subject } from './wording';

/** How often reminders and ended silences are looked for, milliseconds. */
const REVIEW_EVERY_MS = 5000;

/**
 * Turns incidents into alerts, in the transaction that writes the incident: what is announced is in
 * the outbox, and what is in the outbox happened.
 */
@Injectable()
export class AlertRecorder implements OnModuleInit, BeforeApplicationShutdown {
  private readonly policy: AlertPolicy;
  private readonly logger = new Logger(AlertRecorder.name);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly store: HistoryStore,
    private readonly monitor: Monitor,
    private readonly registry: IntegrationRegistry,
    private readonly routes: ProtectedRoutes,
    private readonly secrets: SecretSource,
    private readonly settings: Settings,
    private readonly clock: Clock,
    @Inject(CHANNELS) private readonly channels: readonly AlertChannel[],
  ) {
    this.policy = {
      rules: new Set(settings.ALERT_RULES),
      critical: settings.CRITICAL_INTEGRATIONS,
      manyUnhealthy: settings.ALERT_MANY_UNHEALTHY,
      remindAfterMs: settings.ALERT_REMIND_AFTER_SECONDS * 1000,
    };
  }

  onModuleInit(): void {
    this.store.accompanyIncidents((change, transaction) => this.take(change, transaction));
    const everyMs = Math.min(REVIEW_EVERY_MS, this.policy.remindAfterMs);
    this.timer = setInterval(() => void this.review(), everyMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Looks for reminders that are due and silences that ended; a store that fails is asked again later. */
  async review(): Promise<void> {
    if (!this.store.isOpen) return;
    try {
      const active = await this.store.query((db) => readActiveAlerts(alertTables(db)));
      if (active.length > 0)
        await this.store.transaction((transaction) => this.reviewAll(transaction));
    } catch (error) {
      this.logger.warn(`Alerts cannot be reviewed: ${error instanceof Error ? error.name : ''}`);
    }
  }

  /** Only the writing itself may fail: an incident must not wait for an alert. */
  private async take(change: IncidentChange, transaction: StoreTransaction): Promise<void> {
    const db = alertTables(transaction);
    const circumstances = await this.circumstances(db);
    const known = await readAlert(db, change.incident.id);
    await this.decide(db, merge(known, change), circumstances);
    await this.reviewMany(db, circumstances);
  }

  private async reviewAll(transaction: StoreTransaction): Promise<void> {
    const db = alertTables(transaction);
    const circumstances = await this.circumstances(db);
    for (const kept of await readActiveAlerts(db)) await this.decide(db, kept, circumstances);
    await this.reviewMany(db, circumstances);
  }

  private async circumstances(db: AlertDatabase): Promise<Circumstances> {
    const now = this.clock.now();
    return { now, policy: this.policy, silences: await readSilences(db, now) };
  }

  private async reviewMany(db: AlertDatabase, circumstances: Circumstances): Promise<void> {
    const active = await readActiveAlerts(db);
    const incidents = active.map(({ alert }) => alert).filter(({ service }) => service);
    const raised = active.find(({ alert }) => alert.service === undefined);
    const { now } = circumstances;
    switch (decideMany(incidents, raised !== undefined, circumstances)) {
      case 'raise':
        return this.decide(db, { alert: manyAlert(now), events: 0 }, circumstances);
      case 'end':
        return this.decide(
          db,
          { alert: { ...raised!.alert, endedAt: now }, events: raised!.events },
          circumstances,
        );
      case 'keep':
    }
  }

  /** Writes the alert as it is to be kept, and what is to be told. */
  private async decide(
    db: AlertDatabase,
    before: KeptAlert,
    circumstances: Circumstances,
  ): Promise<void> {
    const { alert, emissions } = nextAlert(before.alert, circumstances);
    const events = before.events + emissions.length;
    await saveAlert(db, { alert, events });
    const incidents = alert.service === undefined ? await readActiveAlerts(db) : [];
    const channels = this.channels.filter(({ isConfigured }) => isConfigured);
    for (const [index, emission] of emissions.entries()) {
      const number = before.events + index + 1;
      const circumstance = { alert, emission, number, now: circumstances.now, ...this.publicUrl };
      const event = this.describe(circumstance, incidents);
      await addEvent(
        db,
        event,
        channels.map(({ name }) => name),
        circumstances.now,
      );
    }
  }

  private describe(circumstance: Circumstance, active: readonly KeptAlert[]): AlertEvent {
    const { service } = circumstance.alert;
    if (service !== undefined) {
      return eventOfIncident(this.subjectOf(service as IntegrationKey), circumstance);
    }
    const keys = active.flatMap(({ alert }) => (alert.service ?? []) as IntegrationKey);
    const names = keys.map((key) => this.monitor.current(key).name);
    const routes = [...new Set(keys.flatMap((key) => this.routes.of(key)))];
    return eventOfMany(names, routes, circumstance);
  }

  private subjectOf(key: IntegrationKey): Subject {
    const { name, message, configuration, apiAccess, checkedAt } = this.monitor.current(key);
    return {
      name,
      consoleUrl: this.registry.get(key).definition.consoleUrl,
      missing: configuration.missing,
      result: message,
      routes: this.routes.of(key),
      ...(apiAccess.latencyMs !== undefined && { latencyMs: apiAccess.latencyMs }),
      ...(checkedAt !== undefined && { checkedAt }),
    };
  }

  private get publicUrl(): { publicUrl?: string } {
    const { PUBLIC_URL: publicUrl } = this.settings;
    return publicUrl === undefined ? {} : { publicUrl };
  }
}

/** What is kept, with what has just happened to the incident. */
function merge(known: KeptAlert | undefined, { incident, event }: IncidentChange): KeptAlert {
  const { id, service, status, reason, openedAt: startedAt } = incident;
  const before: Alert = known?.alert ?? {
    id,
    service,
    status,
    reason,
    startedAt,
    evidence: incident.firstEvidence,
    rules: [],
    openingRules: [],
    isAcknowledgementTold: false,
  };
  const tells = event.kind === 'opened' || event.kind === 'reason_changed';
  const alert: Alert = {
    ...before,
    status,
    reason,
    ...(tells && { evidence: event.evidence }),
    ...(incident.acknowledgedAt !== undefined && { acknowledgedAt: incident.acknowledgedAt }),
    ...(incident.acknowledgedBy !== undefined && { acknowledgedBy: incident.acknowledgedBy }),
    ...(incident.resolvedAt !== undefined && { endedAt: incident.resolvedAt }),
  };
  return { alert, events: known?.events ?? 0 };
}

function manyAlert(now: number): Alert {
  return {
    id: `many-${randomUUID()}`,
    startedAt: now,
    evidence: 'Many integrations are not healthy at once',
    rules: [],
    openingRules: [],
    isAcknowledgementTold: false,
  };
}
