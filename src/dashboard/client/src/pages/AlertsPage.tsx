import type { FormEvent } from 'react';
import { Link } from 'wouter';
import {
  useAlertPages,
  useChannelTest,
  useEndSilence,
  useSilence,
  useSilences,
  type Alert,
  type ChannelTest,
  type Silence,
} from '../data/alerts';
import { useIntegrations, useSession } from '../data/queries';
import { useQueryState } from '../data/query-state';
import { Choice, Select } from '../parts/Choice';
import { useNames } from '../parts/IncidentItems';
import { MorePages } from '../parts/MorePages';
import { Empty, Loaded, Refusal, Skeleton } from '../parts/Problem';
import { StatusMark } from '../parts/StatusMark';
import { At, Lasting } from '../parts/Time';
import { usePageName } from '../parts/title';
import { DeliveryItem, Told } from '../parts/Told';

const STATES = [
  ['open', 'Open'],
  ['resolved', 'Resolved'],
  ['parked', 'Given up'],
  ['', 'All'],
] as const;

/** Who was told what, and what is held back. */
export default function AlertsPage() {
  usePageName('Alerts');
  return (
    <section aria-labelledby="title">
      <h1 id="title" className="page-title">
        Alerts
      </h1>
      <div className="detail-columns">
        <Alerts />
        <div className="detail-side">
          <Silences />
          <Channels />
        </div>
      </div>
    </section>
  );
}

function Alerts() {
  const [state, setState] = useQueryState(
    'state',
    STATES.map(([one]) => one),
    'open',
  );
  const pages = useAlertPages(state);
  return (
    <section
      className="panel detail-main"
      aria-labelledby="told"
      aria-busy={pages.isPlaceholderData}
    >
      <div className="panel-head">
        <h2 id="told">What was told</h2>
        <Choice of="State of the alerts" choices={STATES} chosen={state} onChoose={setState} />
      </div>
      <Loaded query={pages} what="The alerts" waiting={<Skeleton kind="row" rows={3} />}>
        {(data) => (
          <>
            <ul className="alerts">
              {data.pages
                .flatMap(({ alerts }) => alerts)
                .map((alert) => (
                  <AlertItem key={alert.id} alert={alert} />
                ))}
            </ul>
            {data.pages[0]?.alerts.length === 0 && <Empty>{NONE[state]}</Empty>}
          </>
        )}
      </Loaded>
      <MorePages pages={pages} />
    </section>
  );
}

const NONE: Readonly<Record<(typeof STATES)[number][0], string>> = {
  open: 'No alert is open.',
  resolved: 'No alert was resolved yet.',
  parked: 'Every message arrived, or is still on its way.',
  '': 'Nothing was told yet.',
};

function AlertItem({ alert }: { alert: Alert }) {
  const { id, state, service, status, severity, opened_at, resolved_at, events } = alert;
  const latest = events.findLast(({ kind }) => kind !== 'resolve') ?? events.at(-1);
  const title = latest?.title ?? 'Several integrations';
  return (
    <li className="alert">
      <StatusMark status={state === 'resolved' ? 'healthy' : (status ?? 'degraded')} />
      <div>
        <p className="alert-head">
          <strong>
            {service === undefined ? title : <Link href={`/incidents/${id}`}>{title}</Link>}
          </strong>
          <span className="tag">{severity}</span>
        </p>
        {latest && <p>{latest.cause}</p>}
        {latest && state === 'open' && <p className="hint">{latest.action}</p>}
        <p className="row-since">
          <At at={opened_at} /> · {state === 'open' ? 'open for' : 'resolved after'}{' '}
          <Lasting from={opened_at} to={resolved_at} />
          {alert.acknowledged_by !== undefined && ` · acknowledged by ${alert.acknowledged_by}`}
        </p>
        <details>
          <summary>{summary(alert)}</summary>
          <Told alert={alert} />
        </details>
      </div>
    </li>
  );
}

function summary({ event_count, events }: Alert): string {
  const deliveries = events.flatMap((event) => event.deliveries);
  const count = (state: string) => deliveries.filter((one) => one.state === state).length;
  const told = event_count === 1 ? 'Told once' : `Told ${event_count} times`;
  if (deliveries.length === 0) return `${told}, but no channel was configured`;
  const latest = event_count > events.length ? 'of the latest, ' : '';
  return [
    `${told}: ${latest}${count('delivered')} of ${deliveries.length} messages delivered`,
    ...(count('pending') > 0 ? [`${count('pending')} waiting`] : []),
    ...(count('parked') > 0 ? [`${count('parked')} given up`] : []),
  ].join(', ');
}

function Channels() {
  const { data: session } = useSession();
  const test = useChannelTest();
  if (session?.role !== 'operator') return null;
  return (
    <section className="panel" aria-labelledby="channels">
      <h2 id="channels">Channels</h2>
      <p className="hint">A test sends a marked message through every channel at once.</p>
      <button
        type="button"
        className="channels-test"
        disabled={test.isPending}
        onClick={() => test.mutate()}
      >
        {test.isPending ? 'Sending…' : 'Send a test'}
      </button>
      <div role="status">
        <Refusal error={test.error} />
        {test.data?.channels.length === 0 && (
          <Empty>No channel is configured: alerts are only kept here.</Empty>
        )}
        {test.data && <TestOutcome test={test.data} />}
      </div>
    </section>
  );
}

function TestOutcome({ test: { channels } }: { test: ChannelTest }) {
  return (
    <ul className="deliveries">
      {channels.map(({ channel, outcome, problem, duration_ms }) =>
        outcome === 'delivered' ? (
          <DeliveryItem key={channel} state="delivered">
            {channel} delivered in {duration_ms} ms
          </DeliveryItem>
        ) : (
          <DeliveryItem key={channel} state="parked">
            {channel} failed: {problem}
          </DeliveryItem>
        ),
      )}
    </ul>
  );
}

function Silences() {
  const query = useSilences();
  const { data: session } = useSession();
  return (
    <section className="panel" aria-labelledby="silences">
      <h2 id="silences">Silences</h2>
      <p className="hint">
        They hold new alerts back. Measuring goes on, and what is open is still resolved.
      </p>
      <Loaded query={query} what="The silences" waiting={<Skeleton rows={2} />}>
        {({ silences }) => (
          <>
            {silences.map((silence) => (
              <SilenceItem key={silence.id} silence={silence} />
            ))}
            {silences.length === 0 && <Empty>Nothing is silenced.</Empty>}
            {session?.role === 'operator' && <SilenceForm />}
          </>
        )}
      </Loaded>
    </section>
  );
}

function SilenceItem({ silence }: { silence: Silence }) {
  const nameOf = useNames();
  const end = useEndSilence();
  const { data: session } = useSession();
  const name = silence.service === 'all' ? 'Everything' : nameOf(silence.service);
  return (
    <div className="silence">
      <div>
        <p>
          <strong>{name}</strong> until <At at={silence.until} />
        </p>
        <p>{silence.reason}</p>
        <p className="row-since">by {silence.created_by}</p>
        <Refusal error={end.error} />
      </div>
      {session?.role === 'operator' && (
        <button
          type="button"
          className="quiet"
          disabled={end.isPending}
          onClick={() => end.mutate(silence.id)}
        >
          End<span className="visually-hidden"> the silence of {name}</span>
        </button>
      )}
    </div>
  );
}

const LENGTHS = [
  ['1', '1 hour'],
  ['4', '4 hours'],
  ['24', '1 day'],
  ['168', '1 week'],
] as const;
const HOUR_MS = 3_600_000;

function SilenceForm() {
  const { data } = useIntegrations();
  const silence = useSilence();
  const names = data?.integrations.map(({ service, name }) => [service, name] as const) ?? [];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const field = (name: string) => String(new FormData(form).get(name));
    const until = new Date(Date.now() + Number(field('hours')) * HOUR_MS).toISOString();
    silence.mutate(
      { service: field('service'), until, reason: field('reason').trim() },
      { onSuccess: () => form.reset() },
    );
  };
  return (
    <form onSubmit={submit} className="form">
      <Select label="What" isLabelSeen name="service" choices={[['all', 'Everything'], ...names]} />
      <Select label="For" isLabelSeen name="hours" choices={LENGTHS} />
      <label htmlFor="silence-reason">Why</label>
      <input id="silence-reason" name="reason" required maxLength={1000} pattern=".*\S.*" />
      <Refusal error={silence.error} />
      <button type="submit" className="primary" disabled={silence.isPending}>
        Silence
      </button>
    </form>
  );
}
