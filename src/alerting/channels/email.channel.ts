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
      await Promise.race([this.submit(message), endOf(signal)]);
      return { isDelivered: true };
    } catch (error) {
      return { isDelivered: false, problem: refusalOf(error) ?? problemOf(error, signal) };
    }
  }

  private async submit({ id, createdAt, events }: AlertMessage): Promise<void> {
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
    try {
      await transport.sendMail({
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
    } finally {
      transport.close();
    }
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

/** Rejects when the signal does; the library knows no signals. */
function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = () => reject(new Error('aborted'));
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
}
