import { Injectable } from '@nestjs/common';
import { iso } from '../http/iso';
import { ProblemException } from '../http/problem';
import { Redactor } from '../logging/redactor.service';
import { Clock } from '../monitor/clock';
import type {
  IncidentDetailDto,
  IncidentDto,
  IncidentPageDto,
  PrecedingChangeDto,
  TimelineEntryDto,
} from './dto/history.dto';
import type { IncidentPageQueryDto } from './dto/request.dto';
import { HistoryArchive } from './history-archive.service';
import type { HistoryStore } from './history.store';
import type { ConfigurationChange, Incident, IncidentEvent, ResultRecord } from './records';

const BEFORE_MS = 10 * 60_000;
const RESULTS_BEFORE = 50;
const RESULTS_SINCE = 100;
const MAX_CHANGES = 100;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Tells incidents. */
@Injectable()
export class IncidentReport {
  constructor(
    private readonly archive: HistoryArchive,
    private readonly clock: Clock,
    private readonly redactor: Redactor,
  ) {}

  /** A page, newest first. */
  async page(request: IncidentPageQueryDto): Promise<IncidentPageDto> {
    const now = this.clock.now();
    const filter = {
      ...this.archive.inQuery(request.service),
      ...(request.state !== undefined && { state: request.state }),
    };
    const { items, nextCursor } = await this.archive.page(
      request,
      now,
      (store, query) => store.incidents({ ...query, ...filter }),
      ({ openedAt, id }) => ({ at: openedAt, id }),
      UUID,
    );
    return {
      ok: true,
      incidents: items.map((incident) => incidentOf(incident, now)),
      next_cursor: nextCursor,
    };
  }

  /** One incident with its timeline. @throws ProblemException 404 */
  async detail(id: string): Promise<IncidentDetailDto> {
    const now = this.clock.now();
    return this.archive.ask(async (store) => {
      const incident = await this.find(store, id);
      const [events, results, changes] = await Promise.all([
        store.incidentEvents(id),
        resultsAround(store, incident, now),
        changesBefore(store, incident),
      ]);
      const preceding = changes.map((change) => precedingChange(change, incident));
      return {
        ok: true,
        incident: incidentOf(incident, now),
        preceding_changes: preceding,
        ...(preceding[0] && { observation: observation(incident, preceding[0]) }),
        timeline: timeline(events, results, changes),
      };
    });
  }

  /** Notes that somebody cares. @throws ProblemException 404, and 409 when it is over */
  async acknowledge(id: string, who: string, note: string): Promise<IncidentDto> {
    const now = this.clock.now();
    return this.archive.ask(async (store) => {
      const known = await this.find(store, id);
      if (known.resolvedAt !== undefined) {
        throw new ProblemException(409, `Incident ${id} is resolved already`);
      }
      const act = { at: now, who, note: this.redactor.redact(note) };
      const change = await store.acknowledge(id, act);
      return incidentOf(change?.incident ?? known, now);
    });
  }

  private async find(store: HistoryStore, id: string): Promise<Incident> {
    const incident = UUID.test(id) ? await store.incident(id) : undefined;
    if (!incident) throw new ProblemException(404, `Unknown incident: ${id}`);
    return incident;
  }
}

function incidentOf(incident: Incident, now: number): IncidentDto {
  const { openedAt, acknowledgedAt, acknowledgedBy, note, resolvedAt } = incident;
  return {
    id: incident.id,
    service: incident.service,
    state: stateOf(incident),
    status: incident.status,
    reason: incident.reason,
    opened_at: iso(openedAt),
    first_reason: incident.firstReason,
    first_evidence: incident.firstEvidence,
    ...(acknowledgedAt !== undefined && { acknowledged_at: iso(acknowledgedAt) }),
    ...(acknowledgedBy !== undefined && { acknowledged_by: acknowledgedBy }),
    ...(note !== undefined && { note }),
    ...(resolvedAt !== undefined && { resolved_at: iso(resolvedAt) }),
    duration_seconds: Math.max(0, Math.round(((resolvedAt ?? now) - openedAt) / 1000)),
    not_running_seconds: Math.round(incident.notRunningMs / 1000),
  };
}

function stateOf({ resolvedAt, acknowledgedAt }: Incident): IncidentDto['state'] {
  if (resolvedAt !== undefined) return 'resolved';
  return acknowledgedAt === undefined ? 'open' : 'acknowledged';
}

/** Those just before it opened, and the latest; an outage of days has too many to tell. */
async function resultsAround(
  store: HistoryStore,
  { service, openedAt, resolvedAt }: Incident,
  now: number,
): Promise<ResultRecord[]> {
  const split = openedAt + 1;
  const [before, since] = await Promise.all([
    store.results(service, { from: openedAt - BEFORE_MS, to: split, limit: RESULTS_BEFORE }),
    store.results(service, { from: split, to: (resolvedAt ?? now) + 1, limit: RESULTS_SINCE }),
  ]);
  return [...before, ...since];
}

/** Variables are read a moment before their effect shows, in the same millisecond at best. */
function changesBefore(
  store: HistoryStore,
  { service, openedAt }: Incident,
): Promise<ConfigurationChange[]> {
  return store.configurationChanges({
    service,
    from: openedAt - BEFORE_MS,
    to: openedAt + 1,
    limit: MAX_CHANGES,
  });
}

function precedingChange(
  { at, envVar, change }: ConfigurationChange,
  { openedAt }: Incident,
): PrecedingChangeDto {
  const seconds = Math.round((openedAt - at) / 1000);
  return { at: iso(at), env_var: envVar, change, seconds_before: seconds };
}

/** What came together; whether one caused the other is for people to say. */
function observation(
  { firstReason }: Incident,
  { env_var, change, seconds_before }: PrecedingChangeDto,
): string {
  const verb = change === 'rotated' ? 'was rotated' : change;
  return `${firstReason.replaceAll('_', ' ')} ${seconds_before} s after ${env_var} ${verb}`;
}

function timeline(
  events: readonly IncidentEvent[],
  results: readonly ResultRecord[],
  changes: readonly ConfigurationChange[],
): TimelineEntryDto[] {
  const entries: (Omit<TimelineEntryDto, 'at'> & { readonly at: number })[] = [
    // What comes first here stays first among equal times: a cause, its result, what it opened.
    ...changes.map(({ at, envVar, change }) => ({
      at,
      kind: 'configuration_changed' as const,
      env_var: envVar,
      change,
    })),
    ...results.map(({ at, status, reason, outcome, latencyMs }) => ({
      at,
      kind: 'result' as const,
      status,
      reason,
      outcome,
      ...(latencyMs !== undefined && { latency_ms: latencyMs }),
    })),
    ...events,
  ];
  return entries.toSorted((a, b) => a.at - b.at).map((entry) => ({ ...entry, at: iso(entry.at) }));
}
