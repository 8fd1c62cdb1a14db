import type { QueryClient } from '@tanstack/react-query';
import type { Integration, IntegrationList } from './api';

/** Whether the stream runs: `live`, on its way, or broken (then the page polls). */
export type LiveState = 'connecting' | 'live' | 'polling';

/** What the pages know about the freshness of their data. */
export interface LiveStatus {
  readonly state: LiveState;
}

/** Three heartbeats. */
const SILENCE_MS = 30_000;
const RETRY_MS = 3000;
const MAX_RETRY_MS = 30_000;
/** The history is written moments after a change is announced; what happens in between is read at once. */
const SETTLED_MS = 1200;
/** What changes with incidents. */
const TOLD_KEYS = [['history'], ['alerts']] as const;

/** The cache key of the list of integrations. */
export const LIST_KEY = ['integrations'] as const;

/**
 * Keeps the cache in step with the service's events. When the stream breaks, pages poll until it is
 * back; it resumes where it broke.
 */
export class LiveUpdates {
  private status: LiveStatus = { state: 'connecting' };
  private readonly listeners = new Set<() => void>();
  private source: EventSource | undefined;
  private watchdog = 0;
  private retry = 0;
  private refresh = 0;
  private failures = 0;
  private lastEventId = '';

  constructor(private readonly cache: QueryClient) {}

  /** Connects. @returns what ends the connection */
  readonly start = (): (() => void) => {
    this.connect();
    addEventListener('online', this.reconnect);
    return () => {
      removeEventListener('online', this.reconnect);
      this.disconnect();
    };
  };

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The state now. */
  readonly current = (): LiveStatus => this.status;

  private readonly reconnect = (): void => {
    this.disconnect();
    this.connect();
  };

  private connect(): void {
    const query = this.lastEventId && `?last_event_id=${encodeURIComponent(this.lastEventId)}`;
    const source = new EventSource(`/api/integrations/stream${query}`);
    this.source = source;
    source.addEventListener('open', () => this.alive());
    source.addEventListener('error', () => this.broken());
    source.addEventListener('heartbeat', () => this.alive());
    source.addEventListener('snapshot', (event) => this.onSnapshot(event));
    source.addEventListener('result', (event) => this.onIntegration(event));
    source.addEventListener('change', (event) => {
      this.onIntegration(event);
      this.refreshHistory();
    });
    source.addEventListener('incident', () => this.refreshHistory());
    this.expectSignOfLife();
  }

  private disconnect(): void {
    clearTimeout(this.watchdog);
    clearTimeout(this.retry);
    clearTimeout(this.refresh);
    this.refresh = 0;
    this.source?.close();
    this.source = undefined;
  }

  private onSnapshot(event: MessageEvent<string>): void {
    this.heard(event);
    this.cache.setQueryData(LIST_KEY, JSON.parse(event.data) as IntegrationList);
    this.refreshHistory();
  }

  private onIntegration(event: MessageEvent<string>): void {
    this.heard(event);
    const { integration, timestamp } = JSON.parse(event.data) as {
      integration: Integration;
      timestamp: string;
    };
    this.cache.setQueryData<IntegrationList>(
      LIST_KEY,
      (list) => list && merge(list, integration, timestamp),
    );
    void this.cache.invalidateQueries({ queryKey: ['health', integration.service] });
  }

  private refreshHistory(): void {
    this.refresh ||= window.setTimeout(() => {
      this.refresh = 0;
      for (const queryKey of TOLD_KEYS) void this.cache.invalidateQueries({ queryKey });
    }, SETTLED_MS);
  }

  private heard(event: MessageEvent<string>): void {
    this.lastEventId = event.lastEventId;
    this.alive();
  }

  private alive(): void {
    this.failures = 0;
    this.set('live');
    this.expectSignOfLife();
  }

  private expectSignOfLife(): void {
    clearTimeout(this.watchdog);
    this.watchdog = window.setTimeout(() => this.broken(), SILENCE_MS);
  }

  /** The browser's own reconnection gives up on error answers; ours does not. */
  private broken(): void {
    this.disconnect();
    this.set('polling');
    this.failures += 1;
    const wait = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** (this.failures - 1));
    this.retry = window.setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2));
    void this.cache.invalidateQueries({ queryKey: ['session'] });
  }

  private set(state: LiveState): void {
    if (this.status.state === state) return;
    this.status = { state };
    for (const listener of this.listeners) listener();
  }
}

/** Replaces one integration; the others stay the same objects, so that only its row is drawn again. */
function merge(list: IntegrationList, changed: Integration, timestamp: string): IntegrationList {
  return {
    ...list,
    timestamp,
    integrations: list.integrations.map((one) => (one.service === changed.service ? changed : one)),
  };
}
