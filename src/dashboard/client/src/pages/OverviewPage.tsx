import { useDeferredValue, useMemo, useState } from 'react';
import type { Integration, Status } from '../data/api';
import type { Uptime, Window } from '../data/history';
import { useIntegrations, useUptimes } from '../data/queries';
import { useTicking } from '../data/now';
import { headline, STATUS_WORDS, STATUSES, worstFirst } from '../data/words';
import { IntegrationRow, ROW_WINDOWS, type RowUptime } from '../parts/IntegrationRow';
import { Empty, Problem, Skeleton } from '../parts/Problem';
import { StatusMark } from '../parts/StatusMark';
import { usePageName } from '../parts/title';

const SORTS = {
  worst: 'Worst first',
  name: 'Name',
  latency: 'Slowest first',
  uptime: 'Least uptime',
};
type Sort = keyof typeof SORTS;

/** More rows than this are drawn only where they are seen. */
const MANY_ROWS = 40;

/** Everything on one page, worst first. */
export function OverviewPage() {
  usePageName('Overview');
  const { data, error, refetch } = useIntegrations();
  if (!data && error)
    return <Problem what="The overview" error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Headline integrations={data?.integrations} />
      {data?.integrations.length !== 0 && data?.integrations.every(({ is_mock }) => is_mock) && (
        <p className="note">
          Every vendor here is played: base URLs point to hosts that are not theirs.
        </p>
      )}
      {error && <Problem what="The latest state" error={error} onRetry={() => void refetch()} />}
      {data ? <Integrations integrations={data.integrations} /> : <Skeleton kind="row" rows={10} />}
    </>
  );
}

function Headline({ integrations }: { integrations: readonly Integration[] | undefined }) {
  const text = useTicking((now) => (integrations ? headline(integrations, now) : ''));
  const [first, ...rest] = text.split(/(?<=\.) /);
  return (
    <h1 className="headline" aria-live="polite">
      {integrations ? (
        <>
          <span className="headline-count">{first}</span> {rest.join(' ')}
        </>
      ) : (
        <span className="headline-count">Looking at the integrations…</span>
      )}
    </h1>
  );
}

function Integrations({ integrations }: { integrations: readonly Integration[] }) {
  const [search, setSearch] = useState('');
  const [status, setStatus] = useState<Status>();
  const [sort, setSort] = useState<Sort>('worst');
  const uptimes = useRowUptimes();
  const deferredSearch = useDeferredValue(search);
  const tellsMock = integrations.some(({ is_mock }) => !is_mock);
  const shown = useMemo(
    () => arrange(integrations, { search: deferredSearch, status, sort }, uptimes),
    [integrations, deferredSearch, status, sort, uptimes],
  );
  return (
    <section aria-label="Integrations">
      <div className="toolbar">
        <StatusFilter integrations={integrations} status={status} onChange={setStatus} />
        <div className="toolbar-end">
          <label className="field">
            <span className="visually-hidden">Search integrations</span>
            <input
              type="search"
              placeholder="Search"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </label>
          <SortChoice sort={sort} onChange={setSort} />
        </div>
      </div>
      <p className="visually-hidden" role="status">
        {shown.length} of {integrations.length} integrations shown
      </p>
      <ColumnNames />
      <ul className={shown.length > MANY_ROWS ? 'rows rows-many' : 'rows'}>
        {shown.map((integration) => (
          <IntegrationRow
            key={integration.service}
            integration={integration}
            tellsMock={tellsMock}
            uptime={uptimes.get(integration.service)}
          />
        ))}
      </ul>
      {shown.length === 0 && (
        <Empty>
          {integrations.length === 0
            ? 'No integration is known yet.'
            : 'No integration fits. Change the search or the filter.'}
        </Empty>
      )}
    </section>
  );
}

function StatusFilter({
  integrations,
  status,
  onChange,
}: {
  integrations: readonly Integration[];
  status: Status | undefined;
  onChange: (status: Status | undefined) => void;
}) {
  const count = (wanted: Status) => integrations.filter((one) => one.status === wanted).length;
  return (
    <div className="filters" role="group" aria-label="Filter by status">
      <button
        type="button"
        className="chip"
        aria-pressed={!status}
        onClick={() => onChange(undefined)}
      >
        All <span className="chip-count">{integrations.length}</span>
      </button>
      {STATUSES.map((one) => (
        <button
          key={one}
          type="button"
          className="chip"
          aria-pressed={status === one}
          onClick={() => onChange(status === one ? undefined : one)}
        >
          <StatusMark status={one} />
          {STATUS_WORDS[one]} <span className="chip-count">{count(one)}</span>
        </button>
      ))}
    </div>
  );
}

function SortChoice({ sort, onChange }: { sort: Sort; onChange: (sort: Sort) => void }) {
  return (
    <label className="field">
      <span className="visually-hidden">Sort by</span>
      <select value={sort} onChange={(event) => onChange(event.target.value as Sort)}>
        {Object.entries(SORTS).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function ColumnNames() {
  return (
    <div className="row column-names" aria-hidden="true">
      <span className="row-name">Integration</span>
      <span className="row-cause">What is going on</span>
      <span className="row-days">Last 90 days</span>
      <span className="row-uptimes">
        {ROW_WINDOWS.map((window) => (
          <span key={window}>{window}</span>
        ))}
      </span>
      <span className="row-check">Last check</span>
    </div>
  );
}

/** The same object for a service until its numbers change, so that rows are not drawn in vain. */
function useRowUptimes(): ReadonlyMap<string, RowUptime> {
  const day = useUptimes('24h').data;
  const week = useUptimes('7d').data;
  const month = useUptimes('30d').data;
  const { data: quarter, isPending } = useUptimes('90d');
  return useMemo(() => {
    const of = (map: ReadonlyMap<string, Uptime> | undefined, service: string) =>
      map?.get(service)?.uptime_percentage;
    const services = new Set(
      [day, week, month, quarter].flatMap((map) => [...(map?.keys() ?? [])]),
    );
    return new Map(
      [...services].map((service) => [
        service,
        {
          percentages: {
            '24h': of(day, service),
            '7d': of(week, service),
            '30d': of(month, service),
            '90d': of(quarter, service),
          } satisfies Record<Window, number | null | undefined>,
          days: quarter?.get(service)?.days ?? (isPending ? undefined : []),
        },
      ]),
    );
  }, [day, week, month, quarter, isPending]);
}

function arrange(
  integrations: readonly Integration[],
  { search, status, sort }: { search: string; status: Status | undefined; sort: Sort },
  uptimes: ReadonlyMap<string, RowUptime>,
): readonly Integration[] {
  const wanted = search.trim().toLowerCase();
  const found = integrations.filter(
    (one) =>
      (!status || one.status === status) &&
      (wanted === '' || `${one.name} ${one.service} ${one.message}`.toLowerCase().includes(wanted)),
  );
  const uptimeOf = ({ service }: Integration) => uptimes.get(service)?.percentages['90d'] ?? 101;
  switch (sort) {
    case 'worst':
      return worstFirst(found);
    case 'name':
      return found.toSorted((a, b) => a.name.localeCompare(b.name));
    case 'latency':
      return found.toSorted((a, b) => (b.latency_ms ?? -1) - (a.latency_ms ?? -1));
    case 'uptime':
      return found.toSorted((a, b) => uptimeOf(a) - uptimeOf(b));
  }
}
