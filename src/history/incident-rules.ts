import type { Incident, IncidentEventKind, StatusRecord } from './records';

/** What a status does to the incident of its integration; `unknown` is no evidence either way. */
export function effectOn(
  open: Pick<Incident, 'status' | 'reason'> | undefined,
  { status, reason }: Pick<StatusRecord, 'status' | 'reason'>,
): Exclude<IncidentEventKind, 'acknowledged'> | undefined {
  if (status === 'unknown') return undefined;
  if (status === 'healthy') return open && 'resolved';
  if (!open) return 'opened';
  return open.reason === reason && open.status === status ? undefined : 'reason_changed';
}
