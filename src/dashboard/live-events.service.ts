import { randomBytes } from 'node:crypto';
import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Subject, type Subscription } from 'rxjs';
import { iso } from '../http/iso';
import { HistoryWriter } from '../history/history-writer.service';
import { Clock } from '../monitor/clock';
import { Monitor } from '../monitor/monitor.service';
import { IntegrationList } from './integration-list.service';

/** Something that happened, ready to be sent. */
export interface LiveEvent {
  readonly id: string;
  /** `result`, `change` or `incident`. */
  readonly type: string;
  /** JSON. */
  readonly data: string;
}

/** Events that are kept for those who come back. */
const MAX_KEPT = 512;

/** Turns what the monitor finds into numbered events, and keeps the latest of them. */
@Injectable()
export class LiveEvents implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** Every event; completes when the service stops. */
  readonly events$ = new Subject<LiveEvent>();
  /** Names this run: numbers of another one mean nothing here. */
  private readonly run = randomBytes(6).toString('base64url').replaceAll('-', '_');
  private count = 0;
  private kept: LiveEvent[] = [];
  private subscriptions: Subscription[] = [];

  constructor(
    private readonly monitor: Monitor,
    private readonly list: IntegrationList,
    private readonly history: HistoryWriter,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.subscriptions = [
      this.monitor.results$.subscribe(({ key, durationMs, full }) =>
        this.publish('result', {
          integration: this.list.one(key),
          duration_ms: durationMs,
          credentials_proven: full,
        }),
      ),
      this.monitor.changes$.subscribe(({ key, from, to, at }) =>
        this.publish('change', { integration: this.list.one(key), from, to, at: iso(at) }),
      ),
      this.history.incidents$.subscribe(({ incident, event }) =>
        this.publish('incident', {
          incident: { id: incident.id, service: incident.service },
          kind: event.kind,
        }),
      ),
    ];
  }

  beforeApplicationShutdown(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.events$.complete();
  }

  /** The id of the latest event. */
  get lastId(): string {
    return `${this.run}-${this.count}`;
  }

  /** Sends an event to everybody who listens, and keeps it. */
  publish(type: string, body: object): void {
    this.count += 1;
    const data = JSON.stringify({ timestamp: iso(this.clock.now()), ...body });
    const event = { id: this.lastId, type, data };
    this.kept.push(event);
    if (this.kept.length > MAX_KEPT) this.kept.shift();
    this.events$.next(event);
  }

  /** What happened after an event; `undefined` when that is not known any more. */
  since(id: string): readonly LiveEvent[] | undefined {
    const [run, number] = id.split('-');
    const missed = this.count - Number(number);
    if (run !== this.run || !Number.isInteger(missed) || missed < 0) return undefined;
    if (missed > this.kept.length) return undefined;
    return missed === 0 ? [] : this.kept.slice(-missed);
  }
}
