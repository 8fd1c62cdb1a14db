import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { Integration, Status } from '../data/api';
import { WINDOWS, type Uptime } from '../data/history';
import { useQueryState } from '../data/query-state';
import { useIntegrations, useUptimes } from '../data/queries';
import { useTicking } from '../data/now';
import { headline, STATUS_WORDS, STATUSES, worstFirst } from '../data/words';
import { IntegrationRow, ROW_WINDOWS, type RowUptime } from '../parts/IntegrationRow';
import { Choice, Select } from '../parts/Choice';
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
const SORT_NAMES = Object.keys(SORTS) as Sort[];
const FILTERS = ['', ...STATUSES] as const;

const NO_UPTIME: RowUptime = { percentages: {}, days: [] };

/** Browsers limit how often an address may change. */
const ADDRESS_AFTER_MS = 300;
const MAX_SEARCH_LENGTH = 100;

/** More rows than this are drawn only where they are seen. */
const MANY_ROWS = 40;

/** Everything on one page, worst first. */
export function OverviewPage() {
  usePageName('Overview');
  const { data, error, refetch } = useIntegrations();
  return (
    <>
      <Headline integrations={data?.integrations} isKnown={!error} />
      {data?.integrations.length !== 0 && data?.integrations.every(({ is_mock }) => is_mock) && (
        <p className="note">
          Every vendor here is played: base URLs point to hosts that are not theirs.
        </p>
      )}
      {error && (
        <Problem
          what={data ? 'The latest state' : 'The overview'}
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      {data && <Integrations integrations={data.integrations} />}
      {!data && !error && <Skeleton kind="row" rows={10} />}
    </>
  );
}

function Headline({
  integrations,
  isKnown,
}: {
  integrations: readonly Integration[] | undefined;
  isKnown: boolean;
}) {
  const text = useTicking((now) => (integrations ? headline(integrations, now) : ''));
  const [first, ...rest] = text.split(/(?<=\.) /);
  return (
    <h1 className="headline" aria-live="polite">
      {integrations ? (
        <>
          <span className="headline-count">{first}</span> {rest.join(' ')}
        </>
      ) : (
        <span className="headline-count">
          {isKnown ? 'Looking at the integrations…' : 'How the integrations are is not known.'}
        </span>
      )}
    </h1>
  );
}

function Integrations({ integrations }: { integrations: readonly Integration[] }) {
  const [search, setSearch] = useSearch();
  const [status, setStatus] = useQueryState('status', FILTERS, '');
  const [sort, setSort] = useQueryState('sort', SORT_NAMES, 'worst');
  const { uptimes, problem } = useRowUptimes();
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
              maxLength={MAX_SEARCH_LENGTH}
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </label>
          <Select
            label="Sort by"
            choices={Object.entries(SORTS) as [Sort, string][]}
            chosen={sort}
            onChoose={setSort}
          />
        </div>
      </div>
      {problem}
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
            uptime={uptimes.get(integration.service) ?? (problem ? NO_UPTIME : undefined)}
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

/** What is typed is searched for at once, and kept in the address after a pause. */
function useSearch(): [string, (search: string) => void] {
  const [kept, keep] = useQueryState<string>('search', undefined, '');
  const [search, setSearch] = useState(kept);
  useEffect(() => {
    if (search === kept) return undefined;
    const timer = setTimeout(() => keep(search), ADDRESS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [search, kept, keep]);
  return [search, setSearch];
}

function StatusFilter({
  integrations,
  status,
  onChange,
}: {
  integrations: readonly Integration[];
  status: Status | '';
  onChange: (status: Status | '') => void;
}) {
  return (
    <Choice
      of="Filter by status"
      look="chips"
      choices={FILTERS.map((one) => [
        one,
        <FilterWord key={one} status={one} integrations={integrations} />,
      ])}
      chosen={status}
      onChoose={(one) => onChange(one === status ? '' : one)}
    />
  );
}

function FilterWord({
  status,
  integrations,
}: {
  status: Status | '';
  integrations: readonly Integration[];
}) {
  const fitting = integrations.filter((one) => status === '' || one.status === status);
  return (
    <>
      {status !== '' && <StatusMark status={status} />}
      {status === '' ? 'All' : STATUS_WORDS[status]}{' '}
      <span className="chip-count">{fitting.length}</span>
    </>
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
function useRowUptimes() {
  const day = useUptimes('24h');
  const week = useUptimes('7d');
  const month = useUptimes('30d');
  const quarter = useUptimes('90d');
  const windows = [day, week, month, quarter];
  const failed = windows.find(({ data, error }) => error && !data);
  const uptimes = useMemo(
    () => rowUptimes([day.data, week.data, month.data, quarter.data]),
    [day.data, week.data, month.data, quarter.data],
  );
  return {
    uptimes,
    problem: failed && (
      <Problem
        what="The history"
        error={failed.error!}
        onRetry={() => windows.forEach(({ error, refetch }) => void (error && refetch()))}
      />
    ),
  };
}

/** @param windows in the order of {@link WINDOWS} */
function rowUptimes(
  windows: readonly (ReadonlyMap<string, Uptime> | undefined)[],
): ReadonlyMap<string, RowUptime> {
  const services = new Set(windows.flatMap((window) => [...(window?.keys() ?? [])]));
  const quarter = windows.at(-1);
  return new Map(
    [...services].map((service) => [
      service,
      {
        percentages: Object.fromEntries(
          WINDOWS.map((name, index) => [name, windows[index]?.get(service)?.uptime_percentage]),
        ) as RowUptime['percentages'],
        days: quarter && (quarter.get(service)?.days ?? []),
      },
    ]),
  );
}

function arrange(
  integrations: readonly Integration[],
  { search, status, sort }: { search: string; status: Status | ''; sort: Sort },
  uptimes: ReadonlyMap<string, RowUptime>,
): readonly Integration[] {
  const wanted = search.trim().toLowerCase();
  const found = integrations.filter(
    (one) =>
      (status === '' || one.status === status) &&
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
