import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiError, request, type Status } from '../data/api';
import type { Day } from '../data/history';
import { percentage } from '../data/time';
import { worstStatus } from '../data/words';
import { DayBar } from '../parts/DayBar';
import { Logo, ThemeSwitch } from '../parts/Header';
import { Empty, Problem, Skeleton } from '../parts/Problem';
import { StatusMark } from '../parts/StatusMark';
import { Ago, At, Lasting } from '../parts/Time';

interface PublicStatus {
  readonly timestamp: string;
  readonly services: readonly {
    readonly service: string;
    readonly name: string;
    readonly status: Status;
    readonly uptime_percentage?: number | null;
    readonly days: readonly Day[];
  }[];
  readonly incidents: readonly {
    readonly service: string;
    readonly name: string;
    readonly opened_at: string;
    readonly resolved_at?: string | null;
  }[];
}

/** Words for people outside, who need not know what is configured. */
const PUBLIC_WORDS: Readonly<Record<Status, string>> = {
  healthy: 'Operational',
  degraded: 'Disrupted',
  unhealthy: 'Unavailable',
  unknown: 'Unknown',
};

const POLL_MS = 30_000;

/** The page for everybody: which services work, and how well they did. */
export default function StatusPage() {
  const { data, error, refetch } = useQuery({
    queryKey: ['public'],
    queryFn: ({ signal }) => request<PublicStatus>('/status/data', { signal }),
    refetchInterval: POLL_MS,
  });
  const worst = data ? worstStatus(data.services) : undefined;
  useEffect(() => {
    document.title = worst ? `${PUBLIC_WORDS[worst]} · Status` : 'Status';
    document.querySelector('link[rel=icon]')?.setAttribute('href', `/${worst ?? 'unknown'}.svg`);
  }, [worst]);
  if (error instanceof ApiError && error.status === 404) return <Hidden />;
  return (
    <main className="page public">
      <header className="public-head">
        <ThemeSwitch />
        <Logo />
        <h1>{data ? summary(data) : 'Status'}</h1>
        {data && (
          <p className="row-since">
            as of <Ago at={data.timestamp} />
          </p>
        )}
      </header>
      {!data && error && <Problem what="The status" error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton kind="row" rows={8} />}
      {data && <Services services={data.services} />}
      {data && <PublicIncidents incidents={data.incidents} />}
    </main>
  );
}

function Hidden() {
  return (
    <main className="page">
      <section className="not-found">
        <p className="not-found-code">404</p>
        <h1>There is no public status page here</h1>
        <p>
          Those who run this service can show one. <a href="/">Sign in to the dashboard</a> instead.
        </p>
      </section>
    </main>
  );
}

function summary({ services }: PublicStatus): string {
  const troubled = services.filter(({ status }) => status !== 'healthy').length;
  if (troubled === 0) return 'All services are operational';
  return troubled === 1 ? 'One service has a problem' : `${troubled} services have problems`;
}

function Services({ services }: Pick<PublicStatus, 'services'>) {
  return (
    <ul className="public-services">
      {services.map(({ service, name, status, uptime_percentage, days }) => (
        <li key={service}>
          <h2>{name}</h2>
          <span className="status" data-status={status}>
            <StatusMark status={status} />
            {PUBLIC_WORDS[status]}
          </span>
          <DayBar name={name} days={days} words={PUBLIC_WORDS} />
          <p className="row-since">
            {typeof uptime_percentage === 'number'
              ? `${percentage(uptime_percentage)} operational in the last 90 days`
              : 'Not measured yet'}
          </p>
        </li>
      ))}
    </ul>
  );
}

function PublicIncidents({ incidents }: Pick<PublicStatus, 'incidents'>) {
  return (
    <section aria-labelledby="past">
      <h2 id="past">Incidents</h2>
      {incidents.length === 0 && <Empty>None in the last 90 days.</Empty>}
      <ul className="public-incidents">
        {incidents.map(({ service, name, opened_at, resolved_at }) => (
          <li key={`${service} ${opened_at}`}>
            <StatusMark status={resolved_at ? 'healthy' : 'degraded'} />
            <strong>{name}</strong>
            <span>
              {resolved_at ? 'was disrupted for' : 'has been disrupted for'}{' '}
              <Lasting from={opened_at} to={resolved_at} />
            </span>
            <span className="row-since">
              <At at={opened_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
