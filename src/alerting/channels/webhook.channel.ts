import { Injectable } from '@nestjs/common';
import { SecretSource } from '../../config/secret-source';
import { iso } from '../../http/iso';
import { Clock } from '../../monitor/clock';
import { AlertChannel, type SendOutcome } from '../alert-channel';
import type { AlertMessage } from '../alert-event';
import { HttpSender } from './http-sender.service';

/** Posts events as JSON, signed after the Standard Webhooks specification (standardwebhooks.com). */
@Injectable()
export class WebhookChannel extends AlertChannel {
  readonly name = 'webhook';
  readonly canGroup = true;

  constructor(
    private readonly secrets: SecretSource,
    private readonly sender: HttpSender,
    private readonly clock: Clock,
  ) {
    super();
  }

  get isConfigured(): boolean {
    return this.secrets.get('ALERT_WEBHOOK_URL') !== undefined;
  }

  async send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    const body = bodyOf(message);
    const headers = await this.sign(message.id, body);
    if (!headers) return { isDelivered: false, problem: 'ALERT_WEBHOOK_SECRET cannot be used' };
    const url = this.secrets.get('ALERT_WEBHOOK_URL') ?? '';
    return this.sender.post({ url, body, headers }, signal);
  }

  /** The time is that of the attempt: receivers refuse old ones. */
  private async sign(id: string, body: string): Promise<Record<string, string> | undefined> {
    const { Webhook } = await import('standardwebhooks');
    const at = new Date(this.clock.now());
    try {
      const webhook = new Webhook(this.secrets.get('ALERT_WEBHOOK_SECRET') ?? '');
      return {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': webhook.sign(id, at, body),
      };
    } catch {
      return undefined;
    }
  }
}

/** The same for every attempt. */
function bodyOf({ createdAt, events }: AlertMessage): string {
  return JSON.stringify({
    type: 'integration.alerts',
    timestamp: iso(createdAt),
    data: { events },
  });
}
