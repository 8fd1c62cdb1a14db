import { useDeferredValue } from 'react';
import { Link } from 'wouter';
import type { Integration, ServiceHealth } from '../data/api';
import { useConfigurationChanges, useHealth, useIncidents, useIntegrations } from '../data/queries';
import { Checks } from '../parts/Checks';
import { IncidentItems } from '../parts/IncidentItems';
import { LatencyPanel } from '../parts/LatencyPanel';
import { Empty, Loaded, Skeleton } from '../parts/Problem';
import { At } from '../parts/Time';
import { usePageName } from '../parts/title';
import { UptimePanel } from '../parts/UptimePanel';
import { Verdict } from '../parts/Verdict';
import { NotFoundPage } from './NotFoundPage';

const SHOWN_INCIDENTS = 8;
const SHOWN_CHANGES = 10;

/** Addresses may spell a key as the API also takes it: `google-drive`. */
function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}

/** Everything about one integration. */
export default function IntegrationPage({ service }: { service: string }) {
  const query = useIntegrations();
  const key = keyOf(service);
  const integration = query.data?.integrations.find((one) => one.service === key);
  usePageName(integration?.name ?? service);
  return (
    <Loaded
      query={query}
      name={service}
      what="The integration"
      waiting={<Skeleton kind="row" rows={6} />}
    >
      {() =>
        integration ? (
          <Details integration={integration} />
        ) : (
          <NotFoundPage what={`There is no integration “${service}”`} />
        )
      }
    </Loaded>
  );
}

function Details({ integration }: { integration: Integration }) {
  // The click is answered with the verdict; the panels follow in the next frame.
  const isOpen = useDeferredValue(true, false);
  return (
    <article className="detail">
      <Verdict integration={integration} />
      {isOpen && <Panels integration={integration} />}
    </article>
  );
}

function Panels({ integration }: { integration: Integration }) {
  const { service, name, protected_routes, status } = integration;
  return (
    <div className="detail-columns">
      <div className="detail-main">
        <ChecksPanel service={service} />
        <LatencyPanel service={service} />
        <UptimePanel service={service} name={name} />
      </div>
      <div className="detail-side">
        <Routes routes={protected_routes} status={status} />
        <Changes service={service} />
        <Incidents service={service} />
      </div>
    </div>
  );
}

function ChecksPanel({ service }: { service: string }) {
  const query = useHealth(service);
  return (
    <section className="panel" aria-labelledby="checks">
      <h2 id="checks">Why we say so</h2>
      <Loaded query={query} what="The checks" waiting={<Skeleton kind="checks" rows={1} />}>
        {(health) => <ChecksOf health={health} />}
      </Loaded>
    </section>
  );
}

function ChecksOf({ health: { checks } }: { health: ServiceHealth }) {
  const { missing_env_vars, warnings } = checks.configuration;
  return (
    <>
      <Checks checks={checks} />
      {missing_env_vars.length > 0 && (
        <div className="variables">
          <h3>Missing variables</h3>
          <ul>
            {missing_env_vars.map((name) => (
              <li key={name}>
                <code>{name}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
      {warnings.length > 0 && (
        <div className="variables">
          <h3>Values that look wrong</h3>
          <ul>
            {warnings.map(({ env_var, problem }) => (
              <li key={`${env_var} ${problem}`}>
                <code>{env_var}</code> {problem}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function Incidents({ service }: { service: string }) {
  const query = useIncidents(service);
  return (
    <section className="panel" aria-labelledby="incidents">
      <h2 id="incidents">Incidents</h2>
      <Loaded query={query} what="The incidents" waiting={<Skeleton rows={3} />}>
        {({ incidents }) => (
          <>
            <IncidentItems incidents={incidents.slice(0, SHOWN_INCIDENTS)} />
            {incidents.length === 0 && <Empty>None is known. May it stay so.</Empty>}
            {incidents.length > SHOWN_INCIDENTS && (
              <Link href={`/incidents?service=${service}`}>All its incidents</Link>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Changes({ service }: { service: string }) {
  const query = useConfigurationChanges(service);
  return (
    <section className="panel" aria-labelledby="changes">
      <h2 id="changes">Configuration changes</h2>
      <Loaded query={query} what="The changes" waiting={<Skeleton rows={1} />}>
        {({ changes }) => (
          <>
            <ul className="plain-list">
              {changes.slice(0, SHOWN_CHANGES).map(({ env_var, change, at }) => (
                <li key={`${env_var} ${at}`}>
                  <code>{env_var}</code> {change} <At at={at} />
                </li>
              ))}
            </ul>
            {changes.length === 0 && <Empty>None since this service keeps history.</Empty>}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Routes({ routes, status }: { routes: readonly string[]; status: Integration['status'] }) {
  const isRefusing = status === 'degraded' || status === 'unhealthy';
  return (
    <section className="panel" aria-labelledby="routes">
      <h2 id="routes">Routes it protects</h2>
      {routes.length === 0 && <Empty>No route depends on it.</Empty>}
      <ul className="plain-list">
        {routes.map((route) => (
          <li key={route}>
            <code>{route}</code> {isRefusing ? 'answers 503 now' : 'open'}
          </li>
        ))}
      </ul>
    </section>
  );
}
