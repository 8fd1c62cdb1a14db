import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request } from './api';

/** What became of a message on one channel. */
export interface Delivery {
  readonly channel: string;
  readonly state: 'pending' | 'delivered' | 'parked';
  readonly attempts: number;
  readonly problem?: string;
}

/** One alert with what was told of it. */
export interface Alert {
  readonly id: string;
  readonly service?: string;
  readonly severity: string;
  readonly opened_at: string;
  readonly resolved_at?: string;
  readonly events: readonly {
    readonly kind: string;
    readonly at: string;
    readonly title: string;
    readonly cause: string;
    readonly action: string;
    readonly deliveries: readonly Delivery[];
  }[];
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

const ALERTS_KEY = ['alerts'] as const;
const POLL_MS = 30_000;

/** The alerts of a state. */
export function useAlerts(state: string) {
  return useQuery({
    queryKey: [...ALERTS_KEY, state],
    queryFn: ({ signal }) =>
      request<{ alerts: readonly Alert[] }>(`/api/alerts?state=${state}`, { signal }),
    refetchInterval: POLL_MS,
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
