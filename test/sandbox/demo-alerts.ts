import { randomUUID } from 'node:crypto';
import { nextAlert, type Alert, type Circumstances } from '../../src/alerting/policy/next-alert';
import type { AlertPolicy } from '../../src/alerting/policy/rules';
import { alertTables, type AlertDatabase } from '../../src/alerting/store/alert-tables';
import { addEvent, saveAlert } from '../../src/alerting/store/alerts';
import { addSilence } from '../../src/alerting/store/silences';
import { eventOfIncident, type Subject } from '../../src/alerting/wording';
import { ALERT_RULES } from '../../src/config/settings';
import type { HistoryStore } from '../../src/history/history.store';
import type { Incident } from '../../src/history/records';
import { DAY_MS, HOUR_MS } from '../../src/history/spans';
import { DEFINITIONS } from '../../src/integrations/integrations.catalog';

const CHANNEL = 'webhook';
const SENT_AFTER_MS = 1200;
const POLICY: AlertPolicy = {
  rules: new Set(ALERT_RULES),
  critical: ['slack', 'zoom'],
  manyUnhealthy: 3,
  remindAfterMs: HOUR_MS,
};

/** Plays who was told of the incidents, and one silence. */
export async function playAlerts(store: HistoryStore, now: number): Promise<void> {
  for (const incident of await store.incidents({ limit: 1000 })) {
    await store.transaction((transaction) => tell(alertTables(transaction), incident));
  }
  const silence = {
    id: randomUUID(),
    service: 'dropbox',
    from: now,
    until: now + 2 * DAY_MS,
    reason: 'Dropbox moves our team folder; it said so beforehand',
    createdBy: 'ana',
  };
  await store.transaction((transaction) => addSilence(alertTables(transaction), silence));
}

/** As the service tells: when it opens, when somebody acknowledges it, when it is over. */
async function tell(db: AlertDatabase, incident: Incident): Promise<void> {
  const { openedAt, acknowledgedAt, acknowledgedBy, resolvedAt } = incident;
  let alert: Alert = {
    id: incident.id,
    service: incident.service,
    status: incident.status,
    reason: incident.reason,
    startedAt: openedAt,
    evidence: incident.firstEvidence,
    rules: [],
    openingRules: [],
    isAcknowledgementTold: false,
  };
  const steps: [at: number | undefined, facts: Partial<Alert>][] = [
    [openedAt, {}],
    [
      acknowledgedAt,
      { ...(acknowledgedAt && { acknowledgedAt }), ...(acknowledgedBy && { acknowledgedBy }) },
    ],
    [resolvedAt, { ...(resolvedAt && { endedAt: resolvedAt }) }],
  ];
  let events = 0;
  for (const [at, facts] of steps) {
    if (at === undefined) continue;
    const circumstances: Circumstances = { now: at, policy: POLICY, silences: [] };
    const decision = nextAlert({ ...alert, ...facts }, circumstances);
    ({ alert } = decision);
    await saveAlert(db, { alert, events: events + decision.emissions.length });
    for (const emission of decision.emissions) {
      events += 1;
      const event = eventOfIncident(subjectOf(incident), {
        alert,
        emission,
        number: events,
        now: at,
      });
      await addEvent(db, event, [CHANNEL], at);
      await deliver(db, at);
    }
  }
}

/** Everything that waits goes out in one message, which arrives. */
async function deliver(db: AlertDatabase, at: number): Promise<void> {
  const id = randomUUID();
  const finished_at = at + SENT_AFTER_MS;
  await db
    .insertInto('alert_messages')
    .values({
      id,
      channel: CHANNEL,
      created_at: at,
      state: 'delivered',
      attempts: 1,
      first_attempt_at: at,
      due_at: at,
      leased_until: at,
      problem: null,
      finished_at,
    })
    .execute();
  await db
    .updateTable('alert_deliveries')
    .set({ message_id: id })
    .where('message_id', 'is', null)
    .execute();
}

function subjectOf({ service, reason, firstEvidence }: Incident): Subject {
  const { name, consoleUrl, requiredEnvVars } = DEFINITIONS.find(({ key }) => key === service)!;
  return {
    name,
    consoleUrl,
    missing: reason === 'not_configured' ? requiredEnvVars : [],
    result: firstEvidence,
    routes: [],
  };
}
