import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request, type Reason, type Status } from './api';
import { usePages } from './queries';

/** What became of a message on one channel. */
export interface Delivery {
  readonly channel: string;
  readonly state: 'pending' | 'delivered' | 'parked';
  readonly attempts: number;
  readonly problem?: string;
}

/** Something that was told. */
export interface AlertEvent {
  readonly kind: 'open' | 'update' | 'acknowledge' | 'resolve';
  readonly at: string;
  readonly title: string;
  readonly cause: string;
  readonly action: string;
  readonly deliveries: readonly Delivery[];
}

/** One alert with what was told of it. */
export interface Alert {
  /** Of one integration: that of its incident. */
  readonly id: string;
  readonly state: 'open' | 'resolved';
  /** Absent when it is about many integrations at once. */
  readonly service?: string;
  readonly status?: Status;
  readonly reason?: Reason;
  readonly severity: string;
  readonly opened_at: string;
  readonly acknowledged_by?: string;
  readonly resolved_at?: string;
  /** How much was told of it. */
  readonly event_count: number;
  /** The latest fifty, oldest first. */
  readonly events: readonly AlertEvent[];
}

/** A time in which no alert opens. */
export interface Silence {
  readonly id: string;
  /** A service key, or `all`. */
  readonly service: string;
  readonly until: string;
  readonly reason: string;
  readonly created_by: string;
}

/** What became of a test of all channels. */
export interface ChannelTest {
  readonly channels: readonly {
    readonly channel: string;
    readonly outcome: 'delivered' | 'failed';
    readonly problem?: string;
    readonly duration_ms: number;
  }[];
}

interface AlertPage {
  readonly alerts: readonly Alert[];
  readonly next_cursor: string | null;
}

const ALERTS_KEY = ['alerts'] as const;
const POLL_MS = 30_000;

/** The alerts of a state, page by page, newest first. */
export function useAlertPages(state: string) {
  return usePages([...ALERTS_KEY, 'pages'], { state }, (query, signal) =>
    request<AlertPage>(`/api/alerts?${query}`, { signal }),
  );
}

/** What was told of an incident. */
export function useIncidentAlerts(incident: string) {
  return useQuery({
    queryKey: [...ALERTS_KEY, 'of', incident],
    queryFn: ({ signal }) =>
      request<AlertPage>(`/api/alerts?incident=${encodeURIComponent(incident)}`, { signal }),
    refetchInterval: POLL_MS,
  });
}

/** Tries every channel. */
export function useChannelTest() {
  return useMutation({
    mutationFn: () => request<ChannelTest>('/api/alerts/test', { method: 'POST' }),
  });
}

/** What is silenced now. */
export function useSilences() {
  return useQuery({
    queryKey: [...ALERTS_KEY, 'silences'],
    queryFn: ({ signal }) =>
      request<{ silences: readonly Silence[] }>('/api/alerts/silences', { signal }),
    refetchInterval: POLL_MS,
  });
}

/** Silences one integration, or all. */
export function useSilence() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (silence: { service: string; until: string; reason: string }) =>
      request('/api/alerts/silences', { method: 'POST', body: silence }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ALERTS_KEY }),
  });
}

/** Ends a silence. */
export function useEndSilence() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      request(`/api/alerts/silences/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ALERTS_KEY }),
  });
}
