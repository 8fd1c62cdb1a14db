import { useIncidentPages, useIntegrations } from '../data/queries';
import { useQueryState } from '../data/query-state';
import { Choice, Select } from '../parts/Choice';
import { IncidentItems, STATE_WORDS } from '../parts/IncidentItems';
import { MorePages } from '../parts/MorePages';
import { Empty, Loaded, Skeleton } from '../parts/Problem';
import { usePageName } from '../parts/title';

type State = '' | keyof typeof STATE_WORDS;
const STATES = [['', 'All'], ...Object.entries(STATE_WORDS)] as [State, string][];

/** Every incident, newest first. */
export default function IncidentsPage() {
  usePageName('Incidents');
  const { data: list } = useIntegrations();
  const names = list?.integrations.map(({ service, name }) => [service, name] as const) ?? [];
  const [service, setService] = useQueryState<string>('service', undefined, '');
  const [state, setState] = useQueryState(
    'state',
    STATES.map(([one]) => one),
    '',
  );
  const pages = useIncidentPages({ service, state });
  return (
    <section aria-labelledby="title">
      <h1 id="title" className="page-title">
        Incidents
      </h1>
      <div className="toolbar">
        <Choice
          of="Filter by state"
          look="chips"
          choices={STATES}
          chosen={state}
          onChoose={setState}
        />
        <div className="field">
          <Select
            label="Integration"
            choices={[['', 'All integrations'], ...names]}
            chosen={service}
            onChoose={setService}
          />
        </div>
      </div>
      <div className="panel" aria-busy={pages.isPlaceholderData}>
        <Loaded query={pages} what="The incidents" waiting={<Skeleton rows={6} />}>
          {(data) => (
            <>
              <IncidentItems incidents={data.pages.flatMap(({ incidents }) => incidents)} named />
              {data.pages[0]?.incidents.length === 0 && (
                <Empty>No incident fits this filter.</Empty>
              )}
            </>
          )}
        </Loaded>
        <MorePages pages={pages} />
      </div>
    </section>
  );
}
