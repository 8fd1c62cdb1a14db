import { Link } from 'wouter';
import type { Incident } from '../data/history';
import { useIntegrations } from '../data/queries';
import { causeOf } from '../data/words';
import { StatusMark } from './StatusMark';
import { At, Lasting } from './Time';

/** Incidents as a list of links, newest first. */
export function IncidentItems({
  incidents,
  named = false,
}: {
  incidents: readonly Incident[];
  /** Whether each names its integration, as where they are of several. */
  named?: boolean;
}) {
  const nameOf = useNames();
  return (
    <ul className={named ? 'incidents incidents-wide' : 'incidents'}>
      {incidents.map((incident) => (
        <li key={incident.id} data-state={stateOf(incident)}>
          <Link href={`/incidents/${incident.id}`} className="incident">
            <StatusMark status={incident.resolved_at ? 'healthy' : incident.status} />
            <span className="incident-what">
              {named && <strong>{nameOf(incident.service)} </strong>}
              {causeOf(incident)}
            </span>
            <span className="incident-state">{STATE_WORDS[stateOf(incident)]}</span>
            <span className="incident-when">
              <At at={incident.opened_at} />
              <Lasting from={incident.opened_at} to={incident.resolved_at} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The three states of an incident, in words. */
export const STATE_WORDS = {
  open: 'Open',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
} as const;

/** Where an incident stands. */
export function stateOf({ resolved_at, acknowledged_at }: Incident): keyof typeof STATE_WORDS {
  if (resolved_at) return 'resolved';
  return acknowledged_at ? 'acknowledged' : 'open';
}

/** The display name of a service. */
export function useNames(): (service: string) => string {
  const { data } = useIntegrations();
  return (service) => data?.integrations.find((one) => one.service === service)?.name ?? service;
}
