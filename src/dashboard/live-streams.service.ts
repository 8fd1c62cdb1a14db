import { PassThrough } from 'node:stream';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { LiveEvents, type LiveEvent } from './live-events.service';

/** Browsers that listen at the same time; each keeps a socket open. */
export const MAX_STREAMS = 500;

const HEARTBEAT_MS = 10_000;
/** How long browsers wait before they come back. */
const RETRY_MS = 2000;
/** A browser that does not read is cut off, so that it cannot fill our memory. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/** What one stream begins with, and whether it may go on. */
export interface StreamOptions {
  /** The event after which to resume. */
  readonly lastEventId?: string;
  /** Everything, for those who cannot resume. */
  readonly snapshot: () => object;
  /** Asked with every heartbeat: keys and sessions end. */
  readonly isAllowed: () => boolean;
}

interface Stream {
  readonly out: PassThrough;
  readonly isAllowed: () => boolean;
}

/** The open streams of server-sent events. */
@Injectable()
export class LiveStreams implements BeforeApplicationShutdown {
  private readonly streams = new Set<Stream>();
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(private readonly events: LiveEvents) {
    events.events$.subscribe((event) => this.broadcast(format(event)));
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.heartbeat);
    for (const { out } of this.streams) out.end();
  }

  /** @returns `undefined` when too many are open */
  open({ lastEventId, snapshot, isAllowed }: StreamOptions): PassThrough | undefined {
    if (this.streams.size >= MAX_STREAMS) return undefined;
    const out = new PassThrough({ highWaterMark: MAX_UNREAD_BYTES });
    const stream = { out, isAllowed };
    out.once('close', () => this.forget(stream));
    this.streams.add(stream);
    this.heartbeat ??= setInterval(() => this.beat(), HEARTBEAT_MS).unref();
    const missed = lastEventId === undefined ? undefined : this.events.since(lastEventId);
    const first = missed ?? [
      { id: this.events.lastId, type: 'snapshot', data: JSON.stringify(snapshot()) },
    ];
    out.write(`retry: ${RETRY_MS}\n\n${first.map(format).join('')}`);
    return out;
  }

  private beat(): void {
    for (const { out, isAllowed } of this.streams) if (!isAllowed()) out.end();
    this.broadcast('event: heartbeat\ndata: {}\n\n');
  }

  private broadcast(text: string): void {
    for (const { out } of this.streams) {
      if (out.writableEnded) continue;
      if (out.writableLength > MAX_UNREAD_BYTES) out.destroy();
      else out.write(text);
    }
  }

  private forget(stream: Stream): void {
    this.streams.delete(stream);
    if (this.streams.size > 0) return;
    clearInterval(this.heartbeat);
    this.heartbeat = undefined;
  }
}

function format({ id, type, data }: LiveEvent): string {
  return `id: ${id}\nevent: ${type}\ndata: ${data}\n\n`;
}
