import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings';
import { Clock } from '../monitor/clock';
import { CHANNELS, type AlertChannel, type SendOutcome } from './alert-channel';
import type { AlertTestDto, ChannelTestDto } from './dto/alert.dto';
import { testEvent } from './wording';

/** Tries every channel, beside the outbox: a test is worth nothing later. */
@Injectable()
export class ChannelTester {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    @Inject(CHANNELS) private readonly channels: readonly AlertChannel[],
  ) {}

  /** Sends a marked test through every configured channel, all at the same time. */
  async run(): Promise<AlertTestDto> {
    const configured = this.channels.filter(({ isConfigured }) => isConfigured);
    const channels = await Promise.all(configured.map((channel) => this.try(channel)));
    return { ok: channels.every(({ outcome }) => outcome === 'delivered'), channels };
  }

  private async try(channel: AlertChannel): Promise<ChannelTestDto> {
    const start = performance.now();
    const outcome = await this.send(channel);
    return {
      channel: channel.name,
      outcome: outcome.isDelivered ? 'delivered' : 'failed',
      ...(outcome.problem !== undefined && { problem: outcome.problem }),
      duration_ms: Math.round(performance.now() - start),
    };
  }

  /** Where every event stands for itself, the test is closed again, so that it pages nobody for long. */
  private async send(channel: AlertChannel): Promise<SendOutcome> {
    const id = `test-${randomUUID()}`;
    const opened = await this.sendEvent(channel, id, 'open');
    if (channel.canGroup || !opened.isDelivered) return opened;
    return this.sendEvent(channel, id, 'resolve');
  }

  private sendEvent(
    channel: AlertChannel,
    id: string,
    kind: 'open' | 'resolve',
  ): Promise<SendOutcome> {
    const createdAt = this.clock.now();
    const message = { id: randomUUID(), createdAt, events: [testEvent(id, createdAt, kind)] };
    return channel.send(message, AbortSignal.timeout(this.settings.ALERT_TIMEOUT_MS));
  }
}
