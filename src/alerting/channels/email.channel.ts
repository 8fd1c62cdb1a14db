import { Injectable } from '@nestjs/common';
import { SecretSource } from '../../config/secret-source';
import { Settings } from '../../config/settings';
import { AlertChannel, type SendOutcome } from '../alert-channel';
import type { AlertEvent, AlertMessage } from '../alert-event';
import { detailsOf, headline } from '../wording';
import { problemOf } from './http-sender.service';

/** Sends mail through an SMTP server. */
@Injectable()
export class EmailChannel extends AlertChannel {
  readonly name = 'email';
  readonly canGroup = true;

  constructor(
    private readonly secrets: SecretSource,
    private readonly settings: Settings,
  ) {
    super();
  }

  get isConfigured(): boolean {
    return this.settings.ALERT_EMAIL_TO.length > 0;
  }

  async send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    try {
      const refused = await this.submit(message, signal);
      return refused === 0
        ? { isDelivered: true }
        : { isDelivered: true, problem: `was refused for ${refused} of the recipients` };
    } catch (error) {
      return { isDelivered: false, problem: refusalOf(error) ?? problemOf(error, signal) };
    }
  }

  /** @returns how many of the recipients the server refused; all of them are an error */
  private async submit(
    { id, createdAt, events }: AlertMessage,
    signal: AbortSignal,
  ): Promise<number> {
    const { createTransport } = await import('nodemailer');
    const { ALERT_TIMEOUT_MS: limit, ALERT_EMAIL_TO, ALERT_EMAIL_FROM } = this.settings;
    const transport = createTransport({
      url: this.secrets.get('SMTP_URL') ?? '',
      connectionTimeout: limit,
      greetingTimeout: limit,
      socketTimeout: limit,
      dnsTimeout: limit,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const domain = ALERT_EMAIL_FROM.split('@').at(-1);
    const threads = [...new Set(events.map(({ alert_id }) => `<${alert_id}@${domain}>`))];
    const { rejected } = await transport.sendMail({
      signal,
      from: { name: 'Integration health', address: ALERT_EMAIL_FROM },
      to: ALERT_EMAIL_TO,
      subject: headline(events),
      text: events.map(paragraph).join('\n\n'),
      date: new Date(createdAt),
      // The idempotency key: mail servers and clients show one message with the same id once.
      messageId: `<${id}@${domain}>`,
      references: threads,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return rejected.length;
  }
}

function paragraph(event: AlertEvent): string {
  const lines = detailsOf(event).map(([name, value]) => `${name}: ${value}`);
  return [headline([event]), ...lines].join('\n');
}

function refusalOf(error: unknown): string | undefined {
  const { responseCode } = error as { responseCode?: unknown };
  return typeof responseCode === 'number' ? `answered with SMTP ${responseCode}` : undefined;
}
