import { Injectable } from '@nestjs/common';
import { SecretSource } from '../../config/secret-source';
import { iso } from '../../http/iso';
import { AlertChannel, type SendOutcome } from '../alert-channel';
import type { AlertEvent, AlertMessage } from '../alert-event';
import { detailsOf } from '../wording';
import { HttpSender } from './http-sender.service';

/**
 * Alertmanager forgets an alert that nobody sends again, unless it is told its end: so far ahead.
 * Milliseconds.
 */
const LASTS_MS = 400 * 24 * 60 * 60 * 1000;

/** Posts to a Prometheus Alertmanager (API v2), whose own routes, silences and groups then hold. */
@Injectable()
export class AlertmanagerChannel extends AlertChannel {
  readonly name = 'alertmanager';
  /** Alertmanager groups by itself. */
  readonly canGroup = false;

  constructor(
    private readonly secrets: SecretSource,
    private readonly sender: HttpSender,
  ) {
    super();
  }

  get isConfigured(): boolean {
    return this.secrets.get('ALERTMANAGER_URL') !== undefined;
  }

  async send({ events }: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    const base = this.secrets.get('ALERTMANAGER_URL') ?? '';
    const url = `${base.replace(/\/+$/, '')}/api/v2/alerts`;
    return this.sender.post({ url, body: JSON.stringify(events.map(toAlert)) }, signal);
  }
}

/** Labels identify an alert, so they hold only what stays the same from its opening to its end. */
function toAlert(event: AlertEvent) {
  const { alert_id, kind, opening_severity, service, since, at, title, link, is_test } = event;
  const startsAt = Date.parse(since);
  const endsAt = kind === 'resolve' ? Math.max(Date.parse(at), startsAt + 1) : startsAt + LASTS_MS;
  return {
    labels: {
      alertname: service === undefined ? 'ManyIntegrationsUnhealthy' : 'IntegrationUnhealthy',
      alert_id,
      severity: opening_severity,
      ...(service !== undefined && { integration: service }),
      ...(is_test && { alertname: 'IntegrationHealthTest' }),
    },
    annotations: {
      summary: title,
      ...Object.fromEntries(
        detailsOf(event).map(([name, value]) => [name.toLowerCase().replaceAll(' ', '_'), value]),
      ),
    },
    startsAt: since,
    endsAt: iso(endsAt),
    ...(link !== undefined && { generatorURL: link }),
  };
}
