import { Injectable } from '@nestjs/common';
import { SecretSource } from '../../config/secret-source';
import { Settings } from '../../config/settings';
import { AlertChannel, type SendOutcome } from '../alert-channel';
import type { AlertEvent, AlertMessage } from '../alert-event';
import type { AlertEventKind } from '../policy/next-alert';
import { detailsOf, headline } from '../wording';
import { HttpSender } from './http-sender.service';

const ACTIONS: Record<AlertEventKind, 'trigger' | 'acknowledge' | 'resolve'> = {
  open: 'trigger',
  update: 'trigger',
  acknowledge: 'acknowledge',
  resolve: 'resolve',
};

/** PagerDuty's limit of a summary. Characters. */
const MAX_SUMMARY = 1024;

/** Sends events to PagerDuty's Events API v2; the alert's id is the dedup key. */
@Injectable()
export class PagerDutyChannel extends AlertChannel {
  readonly name = 'pagerduty';
  /** An event of PagerDuty is about one alert. */
  readonly canGroup = false;

  constructor(
    private readonly secrets: SecretSource,
    private readonly settings: Settings,
    private readonly sender: HttpSender,
  ) {
    super();
  }

  get isConfigured(): boolean {
    return this.secrets.get('ALERT_PAGERDUTY_ROUTING_KEY') !== undefined;
  }

  send({ events }: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    const url = `${this.settings.ALERT_PAGERDUTY_URL.replace(/\/+$/, '')}/v2/enqueue`;
    const routingKey = this.secrets.get('ALERT_PAGERDUTY_ROUTING_KEY') ?? '';
    return this.sender.post({ url, body: JSON.stringify(toEvent(events[0]!, routingKey)) }, signal);
  }
}

function toEvent(event: AlertEvent, routingKey: string) {
  const { alert_id, kind, severity, service, since, reason, link } = event;
  return {
    routing_key: routingKey,
    event_action: ACTIONS[kind],
    dedup_key: alert_id,
    payload: {
      summary: headline([event]).slice(0, MAX_SUMMARY),
      source: 'integration-health',
      severity,
      timestamp: since,
      component: service ?? 'integrations',
      ...(reason !== undefined && { class: reason }),
      custom_details: Object.fromEntries(detailsOf(event)),
    },
    client: 'Integration health',
    ...(link !== undefined && { client_url: link, links: [{ href: link, text: 'Dashboard' }] }),
  };
}
