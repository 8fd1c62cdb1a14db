import { useState, type FormEvent } from 'react';
import { ApiError } from '../data/api';
import {
  useAlerts,
  useEndSilence,
  useSilence,
  useSilences,
  type Alert,
  type Delivery,
  type Silence,
} from '../data/alerts';
import { useIntegrations, useSession } from '../data/queries';
import { useNames } from '../parts/IncidentItems';
import { Empty, Problem, Skeleton } from '../parts/Problem';
import { At, Lasting } from '../parts/Time';
import { usePageName } from '../parts/title';

const STATES = [
  ['open', 'Open'],
  ['resolved', 'Resolved'],
  ['parked', 'Parked'],
] as const;

/** Who was told what, and what is held back. */
export default function AlertsPage() {
  usePageName('Alerts');
  const [state, setState] = useState('open');
  const alerts = useAlerts(state);
  const isMissing = alerts.error instanceof ApiError && alerts.error.status === 404;
  return (
    <section aria-labelledby="title">
      <h1 id="title" className="page-title">
        Alerts
      </h1>
      {isMissing ? (
        <div className="panel">
          <Empty>This service sends no alerts.</Empty>
        </div>
      ) : (
        <div className="detail-columns">
          <section className="panel detail-main" aria-labelledby="alerts">
            <div className="panel-head">
              <h2 id="alerts">Messages</h2>
              <div className="segments" role="group" aria-label="State of the alerts">
                {STATES.map(([value, word]) => (
                  <button
                    key={value}
                    type="button"
                    aria-pressed={state === value}
                    onClick={() => setState(value)}
                  >
                    {word}
                  </button>
                ))}
              </div>
            </div>
            {alerts.data && <AlertItems alerts={alerts.data.alerts} state={state} />}
            {alerts.isPending && <Skeleton rows={4} />}
            {!alerts.data && alerts.error && (
              <Problem
                what="The alerts"
                error={alerts.error}
                onRetry={() => void alerts.refetch()}
              />
            )}
          </section>
          <div className="detail-side">
            <Silences />
          </div>
        </div>
      )}
    </section>
  );
}

function AlertItems({ alerts, state }: { alerts: readonly Alert[]; state: string }) {
  if (alerts.length === 0) {
    return <Empty>{state === 'parked' ? 'Every message arrived.' : `No alert is ${state}.`}</Empty>;
  }
  return (
    <ul className="alerts">
      {alerts.map((alert) => (
        <AlertItem key={alert.id} alert={alert} />
      ))}
    </ul>
  );
}

function AlertItem({ alert }: { alert: Alert }) {
  const latest = alert.events.at(-1);
  const deliveries = alert.events.flatMap((event) => event.deliveries);
  return (
    <li>
      <strong>{latest?.title ?? alert.service ?? 'Several integrations'}</strong>
      <span className="tag">{alert.severity}</span>
      {latest && <p>{latest.cause}</p>}
      {latest && !alert.resolved_at && <p className="hint">{latest.action}</p>}
      <p className="row-since">
        <At at={alert.opened_at} /> · <Lasting from={alert.opened_at} to={alert.resolved_at} /> ·{' '}
        {deliverySummary(deliveries)}
      </p>
    </li>
  );
}

function deliverySummary(deliveries: readonly Delivery[]): string {
  if (deliveries.length === 0) return 'no channel is configured';
  const of = (state: Delivery['state']) => deliveries.filter((one) => one.state === state);
  const waiting = of('pending').map(
    ({ channel, problem }) => `${channel}${problem ? ` (${problem})` : ''}`,
  );
  const parked = of('parked').map(
    ({ channel, problem }) => `${channel}${problem ? ` (${problem})` : ''}`,
  );
  return [
    `${of('delivered').length} of ${deliveries.length} messages arrived`,
    ...(waiting.length > 0 ? [`waiting for ${waiting.join(', ')}`] : []),
    ...(parked.length > 0 ? [`given up: ${parked.join(', ')}`] : []),
  ].join(' · ');
}

function Silences() {
  const { data, error, refetch } = useSilences();
  const { data: session } = useSession();
  return (
    <section className="panel" aria-labelledby="silences">
      <h2 id="silences">Silences</h2>
      <p className="hint">
        They hold new alerts back. Measuring goes on, and what is open is still resolved.
      </p>
      {data?.silences.map((silence) => (
        <SilenceItem key={silence.id} silence={silence} />
      ))}
      {data?.silences.length === 0 && <Empty>Nothing is silenced.</Empty>}
      {!data && error && (
        <Problem what="The silences" error={error} onRetry={() => void refetch()} />
      )}
      {session?.role === 'operator' && data && <SilenceForm />}
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
      <p>
        <strong>{name}</strong> until <At at={silence.until} />: {silence.reason}
      </p>
      {session?.role === 'operator' && (
        <button type="button" className="quiet" onClick={() => end.mutate(silence.id)}>
          End<span className="visually-hidden"> the silence of {name}</span>
        </button>
      )}
    </div>
  );
}

const LENGTHS = [
  [1, '1 hour'],
  [4, '4 hours'],
  [24, '1 day'],
  [168, '1 week'],
] as const;

function SilenceForm() {
  const { data } = useIntegrations();
  const silence = useSilence();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const service = String(fields.get('service'));
    const until = new Date(Date.now() + Number(fields.get('hours')) * 3_600_000).toISOString();
    silence.mutate({ service, until, reason: String(fields.get('reason')) });
  };
  return (
    <form onSubmit={submit} className="form">
      <label htmlFor="silence-service">What</label>
      <select id="silence-service" name="service">
        <option value="all">Everything</option>
        {data?.integrations.map(({ service, name }) => (
          <option key={service} value={service}>
            {name}
          </option>
        ))}
      </select>
      <label htmlFor="silence-hours">For</label>
      <select id="silence-hours" name="hours">
        {LENGTHS.map(([hours, word]) => (
          <option key={hours} value={hours}>
            {word}
          </option>
        ))}
      </select>
      <label htmlFor="silence-reason">Why</label>
      <input id="silence-reason" name="reason" required maxLength={200} />
      {silence.error && (
        <p className="form-error" role="alert">
          {silence.error.message}
        </p>
      )}
      <button type="submit" className="primary" disabled={silence.isPending}>
        Silence
      </button>
    </form>
  );
}
