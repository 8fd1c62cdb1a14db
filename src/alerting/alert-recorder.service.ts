import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { Settings } from '../config/settings';
import { HistoryStore, type StoreTransaction } from '../history/history.store';
import type { IncidentChange } from '../history/records';
import { Clock } from '../monitor/clock';
import { CHANNELS, configuredNames, type AlertChannel } from './alert-channel';
import { AlertDescriber } from './alert-describer.service';
import { FailureLog, nameOf } from './failure-log';
import { decideMany } from './policy/many-unhealthy';
import { nextAlert, type Alert, type Circumstances } from './policy/next-alert';
import type { AlertPolicy } from './policy/rules';
import { alertTables, type AlertDatabase } from './store/alert-tables';
import { addEvent, readActiveAlerts, readAlert, saveAlert, type KeptAlert } from './store/alerts';
import { readSilences } from './store/silences';

/** How often reminders and ended silences are looked for, milliseconds. */
const REVIEW_EVERY_MS = 5000;

/**
 * Turns incidents into alerts, in the transaction that writes the incident: what is announced is in
 * the outbox, and what is in the outbox happened.
 */
@Injectable()
export class AlertRecorder implements OnModuleInit, BeforeApplicationShutdown {
  private readonly policy: AlertPolicy;
  private readonly failures = new FailureLog(AlertRecorder.name);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly store: HistoryStore,
    private readonly describer: AlertDescriber,
    private readonly clock: Clock,
    settings: Settings,
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
      // Read first: mostly nothing is due, and then nobody waits for the lock of those who write.
      if (await this.store.query((db) => this.isReviewDue(alertTables(db))))
        await this.store.transaction((transaction) => this.reviewAll(alertTables(transaction)));
      this.failures.works('The review of alerts');
    } catch (error) {
      this.failures.fails('The review of alerts', `failed (${nameOf(error)})`);
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

  private async isReviewDue(db: AlertDatabase): Promise<boolean> {
    const circumstances = await this.circumstances(db);
    const active = await this.readActive(db, circumstances);
    return (
      active.some(({ alert }) => isDue(alert, circumstances)) ||
      decideMany(incidentsOf(active), raisedOf(active) !== undefined, circumstances) !== 'keep'
    );
  }

  private async reviewAll(db: AlertDatabase): Promise<void> {
    const circumstances = await this.circumstances(db);
    const active = await this.readActive(db, circumstances);
    const due = active.filter(({ alert }) => isDue(alert, circumstances));
    for (const kept of due) await this.decide(db, kept, circumstances);
    await this.reviewMany(db, circumstances);
  }

  /** Those whose cause lasts; that of an integration which is gone ends now. */
  private async readActive(db: AlertDatabase, { now }: Circumstances): Promise<KeptAlert[]> {
    const active = await readActiveAlerts(db);
    return active.map((kept) => {
      const { service } = kept.alert;
      const isGone = service !== undefined && !this.describer.knows(service);
      return isGone ? ended(kept, now) : kept;
    });
  }

  private async circumstances(db: AlertDatabase): Promise<Circumstances> {
    const now = this.clock.now();
    return { now, policy: this.policy, silences: await readSilences(db, now) };
  }

  private async reviewMany(db: AlertDatabase, circumstances: Circumstances): Promise<void> {
    const active = await readActiveAlerts(db);
    const raised = raisedOf(active);
    const { now } = circumstances;
    switch (decideMany(incidentsOf(active), raised !== undefined, circumstances)) {
      case 'raise':
        return this.decide(db, { alert: manyAlert(now), events: 0 }, circumstances);
      case 'end':
        return this.decide(db, ended(raised!, now), circumstances);
      case 'keep':
    }
  }

  /** Writes the alert as it is to be kept, and what is to be told. */
  private async decide(
    db: AlertDatabase,
    before: KeptAlert,
    circumstances: Circumstances,
  ): Promise<void> {
    const { now } = circumstances;
    const { alert, emissions } = nextAlert(before.alert, circumstances);
    await saveAlert(db, { alert, events: before.events + emissions.length });
    const incidents = alert.service === undefined ? incidentsOf(await readActiveAlerts(db)) : [];
    const affected = incidents.map(({ service }) => service!);
    const channels = configuredNames(this.channels);
    for (const [index, emission] of emissions.entries()) {
      const number = before.events + index + 1;
      const event = this.describer.describe({ alert, emission, number, now }, affected);
      await addEvent(db, event, channels, now);
    }
  }
}

/** Whether there is something to tell or to keep of an alert. */
function isDue(alert: Alert, circumstances: Circumstances): boolean {
  return nextAlert(alert, circumstances).alert !== alert;
}

function incidentsOf(active: readonly KeptAlert[]): Alert[] {
  return active.map(({ alert }) => alert).filter(({ service }) => service !== undefined);
}

/** The alert of many integrations at once, when it is raised. */
function raisedOf(active: readonly KeptAlert[]): KeptAlert | undefined {
  return active.find(({ alert }) => alert.service === undefined);
}

function ended({ alert, events }: KeptAlert, endedAt: number): KeptAlert {
  return { alert: { ...alert, endedAt }, events };
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
