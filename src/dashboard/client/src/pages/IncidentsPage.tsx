import { useState } from 'react';
import { useIncidents, useIntegrations } from '../data/queries';
import { IncidentItems, STATE_WORDS } from '../parts/IncidentItems';
import { Empty, Problem, Skeleton } from '../parts/Problem';
import { usePageName } from '../parts/title';

/** Every incident, newest first. */
export default function IncidentsPage() {
  usePageName('Incidents');
  const [service, setService] = useState('');
  const [state, setState] = useState('');
  const { data, error, refetch } = useIncidents({ service, state, limit: 100 });
  const { data: list } = useIntegrations();
  return (
    <section aria-labelledby="title">
      <h1 id="title" className="page-title">
        Incidents
      </h1>
      <div className="toolbar">
        <div className="filters" role="group" aria-label="Filter by state">
          {[['', 'All'], ...Object.entries(STATE_WORDS)].map(([value = '', word]) => (
            <button
              key={value}
              type="button"
              className="chip"
              aria-pressed={state === value}
              onClick={() => setState(value)}
            >
              {word}
            </button>
          ))}
        </div>
        <label className="field">
          <span className="visually-hidden">Integration</span>
          <select value={service} onChange={(event) => setService(event.target.value)}>
            <option value="">All integrations</option>
            {list?.integrations.map((one) => (
              <option key={one.service} value={one.service}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="panel">
        {data && <IncidentItems incidents={data.incidents} named />}
        {data?.incidents.length === 0 && <Empty>No incident fits this filter.</Empty>}
        {!data && !error && <Skeleton rows={6} />}
        {!data && error && (
          <Problem what="The incidents" error={error} onRetry={() => void refetch()} />
        )}
      </div>
    </section>
  );
}
