import { Injectable } from '@nestjs/common';
import { SecretSource } from '../../config/secret-source';
import { AlertChannel, type SendOutcome } from '../alert-channel';
import type { AlertEvent, AlertMessage } from '../alert-event';
import { detailsOf, headline } from '../wording';
import { HttpSender } from './http-sender.service';

/** Slack's limits of a text and of a header. Characters. */
const MAX_TEXT = 3000;
const MAX_HEADER = 150;

/** Posts to an incoming webhook of Slack, in blocks. */
@Injectable()
export class SlackChannel extends AlertChannel {
  readonly name = 'slack';
  readonly canGroup = true;

  constructor(
    private readonly secrets: SecretSource,
    private readonly sender: HttpSender,
  ) {
    super();
  }

  get isConfigured(): boolean {
    return this.secrets.get('ALERT_SLACK_WEBHOOK_URL') !== undefined;
  }

  send({ id, events }: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    const url = this.secrets.get('ALERT_SLACK_WEBHOOK_URL') ?? '';
    const title = headline(events);
    const body = JSON.stringify({
      text: escaped(title),
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: cut(title, MAX_HEADER) } },
        ...events.map(section),
        // Incoming webhooks know no idempotency key, so people can tell a repetition by this one.
        { type: 'context', elements: [{ type: 'mrkdwn', text: `message ${id}` }] },
      ],
    });
    return this.sender.post({ url, body }, signal);
  }
}

function section(event: AlertEvent) {
  const lines = detailsOf(event).map(([name, value]) => `*${name}:* ${escaped(value)}`);
  const text = [`*${escaped(headline([event]))}*`, ...lines].join('\n');
  return { type: 'section', text: { type: 'mrkdwn', text: cut(text, MAX_TEXT) } };
}

/** The three characters that mean something to Slack. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
