import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { useContext, useSyncExternalStore } from 'react';
import { ApiError, request, type IntegrationList, type ServiceHealth, type Session } from './api';
import type {
  ConfigurationChange,
  IncidentDetail,
  IncidentPage,
  Latencies,
  Uptime,
  Window,
} from './history';
import { LIST_KEY, type LiveState } from './live';
import { LiveContext } from './live-context';

const SESSION_KEY = ['session'] as const;
const POLL_MS = 30_000;
const HISTORY_MS = 60_000;
const PAGE_LENGTH = 50;
/** As many as a chart of 30 days can tell apart. */
const MAX_CHARTED = 200;

/** Whether the stream runs. */
export function useLiveState(): LiveState {
  const live = useContext(LiveContext);
  return useSyncExternalStore(live.subscribe, live.current).state;
}

/** Who uses this browser. */
export function useSession() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: ({ signal }) => request<Session>('/api/session', { signal }),
    staleTime: HISTORY_MS,
  });
}

/** All integrations; the stream keeps them fresh, polling does while it is broken. */
export function useIntegrations() {
  return useQuery({
    queryKey: LIST_KEY,
    queryFn: ({ signal }) => request<IntegrationList>('/api/integrations', { signal }),
    refetchInterval: usePolling(),
    staleTime: POLL_MS,
  });
}

/** How often to ask for what the stream would tell, milliseconds. */
function usePolling(): number | false {
  return useLiveState() === 'live' ? false : POLL_MS;
}

/** One integration with its checks. */
export function useHealth(service: string) {
  return useQuery({
    queryKey: ['health', service],
    queryFn: ({ signal }) =>
      request<ServiceHealth>(`/api/${encodeURIComponent(service)}/health`, { signal }),
    refetchInterval: usePolling(),
  });
}

/** The uptime of all integrations in a window, by service. */
export function useUptimes(window: Window) {
  return useHistory(['uptime', window], async (signal) => {
    const { services } = await request<{ services: Readonly<Record<string, Uptime>> }>(
      `/api/integrations/uptime?window=${window}`,
      { signal },
    );
    return new Map(Object.entries(services));
  });
}

/** The uptime of one integration. */
export function useUptime(service: string, window: Window) {
  return useHistory(['uptime', window, service], (signal) =>
    request<Uptime>(`/api/integrations/${encodeURIComponent(service)}/uptime?window=${window}`, {
      signal,
    }),
  );
}

/** The latency of one integration over time. */
export function useLatency(service: string, window: Window) {
  return useHistory(['latency', service, window], (signal) =>
    request<Latencies>(
      `/api/integrations/${encodeURIComponent(service)}/latency?window=${window}`,
      { signal },
    ),
  );
}

/** The latest incidents of an integration. */
export function useIncidents(service: string) {
  return useHistory(['incidents', 'of', service], (signal) =>
    request<IncidentPage>(
      `/api/integrations/incidents?${queryOf({ service, limit: MAX_CHARTED })}`,
      { signal },
    ),
  );
}

/** Incidents page by page, newest first. */
export function useIncidentPages(filter: { service: string; state: string }) {
  return usePages(['history', 'incident-pages'], filter, (query, signal) =>
    request<IncidentPage>(`/api/integrations/incidents?${query}`, { signal }),
  );
}

/**
 * Something that comes page by page. While a filter changes, what was shown stays.
 * @param ask gets the query with the cursor
 */
export function usePages<T extends { readonly next_cursor: string | null }>(
  key: readonly string[],
  filter: Readonly<Record<string, string>>,
  ask: (query: string, signal: AbortSignal) => Promise<T>,
) {
  return useInfiniteQuery({
    queryKey: [...key, filter],
    queryFn: ({ pageParam, signal }) =>
      ask(queryOf({ ...filter, limit: PAGE_LENGTH, cursor: pageParam }), signal),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
    staleTime: HISTORY_MS,
    refetchInterval: HISTORY_MS,
  });
}

/** A query of what is set. */
function queryOf(values: Readonly<Record<string, string | number>>): string {
  const set = Object.entries(values).filter(([, value]) => value !== '');
  return new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
}

/** One incident with its timeline. */
export function useIncident(id: string) {
  return useHistory(['incidents', id], (signal) =>
    request<IncidentDetail>(`/api/integrations/incidents/${encodeURIComponent(id)}`, { signal }),
  );
}

/** The latest changes of variables. */
export function useConfigurationChanges(service: string) {
  return useHistory(['changes', service], (signal) =>
    request<{ changes: readonly ConfigurationChange[] }>(
      `/api/integrations/config/changes?service=${encodeURIComponent(service)}&limit=50`,
      { signal },
    ),
  );
}

/** Checks one integration now. */
export function useCheckNow(service: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () =>
      request(`/api/integrations/${encodeURIComponent(service)}/check`, { method: 'POST' }),
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: LIST_KEY }),
        cache.invalidateQueries({ queryKey: ['health', service] }),
      ]),
  });
}

/** Acknowledges an incident with a note. */
export function useAcknowledge(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (note: string) =>
      request(`/api/integrations/incidents/${encodeURIComponent(id)}/acknowledge`, {
        method: 'POST',
        body: { note },
      }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['history'] }),
  });
}

/** Signs in with a key. */
export function useSignIn() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (key: string) =>
      request<Session>('/api/session', { method: 'POST', body: { key } }),
    onSuccess: (session) => startAnew(cache, session),
  });
}

/** Signs out; nothing that was read stays on the page. */
export function useSignOut() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => request('/api/session', { method: 'DELETE' }),
    onSuccess: () => startAnew(cache, { signed_in: false, needs_key: true }),
  });
}

/** Forgets what was read as somebody else. */
function startAnew(cache: QueryClient, session: Session): void {
  cache.setQueryData(SESSION_KEY, session);
  cache.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
}

/** History changes with events and, as days pass, by itself. */
function useHistory<T>(key: readonly string[], ask: (signal: AbortSignal) => Promise<T>) {
  return useQuery({
    queryKey: ['history', ...key],
    queryFn: ({ signal }) => ask(signal),
    staleTime: HISTORY_MS,
    refetchInterval: 5 * HISTORY_MS,
  });
}

/** Whether another try makes sense: not when the service understood and refused. */
export function shouldRetry(failures: number, error: Error): boolean {
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 500;
  return !refused && failures < 2;
}
