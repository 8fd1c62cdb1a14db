import { useDeferredValue, useState } from 'react';
import { Link } from 'wouter';
import type { Integration, ServiceHealth } from '../data/api';
import { WINDOWS, type Window } from '../data/history';
import {
  useCheckNow,
  useConfigurationChanges,
  useHealth,
  useIncidents,
  useIntegrations,
  useSession,
  useUptime,
} from '../data/queries';
import { duration, latency, percentage } from '../data/time';
import { REASON_WORDS } from '../data/words';
import { Checks } from '../parts/Checks';
import { DayBar } from '../parts/DayBar';
import { IncidentItems } from '../parts/IncidentItems';
import { LatencyPanel } from '../parts/LatencyPanel';
import { Empty, Loaded, Problem, Skeleton } from '../parts/Problem';
import { StatusBadge, StatusMark } from '../parts/StatusMark';
import { Ago, At } from '../parts/Time';
import { usePageName } from '../parts/title';
import { WindowChoice } from '../parts/WindowChoice';
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

function Verdict({ integration }: { integration: Integration }) {
  const { name, status, reason, message, since, console_url, checked_at } = integration;
  const { advice, whose } = REASON_WORDS[reason];
  return (
    <section className="verdict" data-status={status} aria-label="Verdict">
      <div className="verdict-head">
        <StatusMark status={status} large />
        <div>
          <p className="crumbs">
            <Link href="/">Overview</Link>
          </p>
          <h1>{name}</h1>
        </div>
        <CheckNow service={integration.service} isConfigured={integration.configured} />
      </div>
      <p className="verdict-message" aria-live="polite">
        {message}
      </p>
      <p className="verdict-facts">
        <StatusBadge status={status} /> since <At at={since} />
        {checked_at && (
          <>
            {' '}
            · checked <Ago at={checked_at} />
          </>
        )}
      </p>
      {status !== 'healthy' && (
        <div className="advice">
          <p>
            <strong>{whose}.</strong> {advice}
          </p>
          {(reason.startsWith('credentials') ||
            reason === 'permission_missing' ||
            reason === 'not_configured') && (
            <a href={console_url} target="_blank" rel="noreferrer">
              Open {name}’s settings <span aria-hidden="true">↗</span>
              <span className="visually-hidden">(opens a new tab)</span>
            </a>
          )}
        </div>
      )}
    </section>
  );
}

function CheckNow({ service, isConfigured }: { service: string; isConfigured: boolean }) {
  const { data: session } = useSession();
  const check = useCheckNow(service);
  if (session?.role !== 'operator') return null;
  return (
    <div className="check-now">
      <button
        type="button"
        className="primary"
        disabled={check.isPending || !isConfigured}
        title={isConfigured ? undefined : 'Nothing can be checked before its variables are set'}
        onClick={() => check.mutate()}
      >
        {check.isPending ? 'Checking…' : 'Check now'}
      </button>
      <p role="status" className="check-now-outcome">
        {check.error?.message ?? (check.isSuccess ? 'Checked' : '')}
      </p>
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

function UptimePanel({ service, name }: { service: string; name: string }) {
  const [window, setWindow] = useState<Window>('30d');
  const { data, error, refetch } = useUptime(service, window);
  const days = useUptime(service, '90d').data?.days;
  return (
    <section className="panel" aria-labelledby="uptime">
      <div className="panel-head">
        <h2 id="uptime">Uptime</h2>
        <WindowChoice windows={WINDOWS} window={window} onChange={setWindow} of="uptime" />
      </div>
      {!data && error ? (
        <Problem what="The uptime" error={error} onRetry={() => void refetch()} />
      ) : (
        <dl className="figures">
          <Figure name="Uptime" value={data && percentage(data.uptime_percentage)} />
          <Figure name="Incidents" value={data && String(data.incidents)} />
          <Figure name="Mean recovery" value={data && seconds(data.mttr_seconds)} />
          <Figure name="Between incidents" value={data && seconds(data.mtbf_seconds)} />
          <Figure name="Median latency" value={data && latency(data.latency_ms?.p50)} />
        </dl>
      )}
      <DayBar name={name} days={days} />
    </section>
  );
}

function Figure({ name, value }: { name: string; value: string | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value ?? '…'}</dd>
    </div>
  );
}

function seconds(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : duration(value * 1000);
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
