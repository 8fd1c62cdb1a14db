import { useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { useIncidentAlerts } from '../data/alerts';
import { ApiError } from '../data/api';
import type { Incident, TimelineEntry } from '../data/history';
import { useAcknowledge, useIncident, useSession } from '../data/queries';
import { linesOf } from '../data/timeline';
import { causeOf } from '../data/words';
import { STATE_WORDS, stateOf, useNames } from '../parts/IncidentItems';
import { Empty, Loaded, Refusal, Skeleton } from '../parts/Problem';
import { StatusMark } from '../parts/StatusMark';
import { At, Lasting } from '../parts/Time';
import { Told } from '../parts/Told';
import { usePageName } from '../parts/title';
import { NotFoundPage } from './NotFoundPage';

/** One incident: what happened before and in it, who looks after it, who was told. */
export default function IncidentPage({ id }: { id: string }) {
  const query = useIncident(id);
  const { data, error } = query;
  const nameOf = useNames();
  usePageName(data ? `Incident of ${nameOf(data.incident.service)}` : 'Incident');
  if (error instanceof ApiError && (error.status === 404 || error.status === 400)) {
    return <NotFoundPage what="There is no such incident" />;
  }
  return (
    <Loaded
      query={query}
      name="Incident"
      what="The incident"
      waiting={<Skeleton kind="row" rows={5} />}
    >
      {({ incident, observation, timeline }) => (
        <article className="detail">
          <Summary incident={incident} name={nameOf(incident.service)} observation={observation} />
          <div className="detail-columns">
            <section className="panel detail-main" aria-labelledby="timeline">
              <h2 id="timeline">Timeline</h2>
              <Timeline entries={timeline} />
            </section>
            <div className="detail-side">
              <Acknowledgement incident={incident} />
              <AlertsSent incident={id} />
            </div>
          </div>
        </article>
      )}
    </Loaded>
  );
}

function Summary({
  incident,
  name,
  observation,
}: {
  incident: Incident;
  name: string;
  observation: string | undefined;
}) {
  const state = stateOf(incident);
  const status = incident.resolved_at ? 'healthy' : incident.status;
  return (
    <section className="verdict" data-status={status} aria-label="Summary">
      <div className="verdict-head">
        <StatusMark status={status} large />
        <div>
          <p className="crumbs">
            <Link href="/incidents">Incidents</Link> /{' '}
            <Link href={`/integrations/${incident.service}`}>{name}</Link>
          </p>
          <h1>
            {name} {causeOf(incident)}
          </h1>
        </div>
      </div>
      {incident.first_evidence && <p className="verdict-message">{incident.first_evidence}</p>}
      <p className="verdict-facts">
        <strong>{STATE_WORDS[state]}</strong> · opened <At at={incident.opened_at} /> ·{' '}
        {incident.resolved_at ? 'lasted' : 'for'}{' '}
        <Lasting from={incident.opened_at} to={incident.resolved_at} />
        {incident.resolved_at && (
          <>
            {' '}
            · resolved <At at={incident.resolved_at} />
          </>
        )}
      </p>
      {observation !== undefined && (
        <p className="advice">
          <strong>What had just changed:</strong> {observation}
        </p>
      )}
    </section>
  );
}

function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  if (entries.length === 0) return <Empty>Nothing more is known.</Empty>;
  return (
    <ol className="timeline">
      {linesOf(entries).map(({ at, until, kind, title, text }) => (
        <li key={`${at} ${kind} ${title}`} data-kind={kind}>
          <span className="timeline-when">
            <At at={at} />
            {until !== undefined && (
              <>
                {' '}
                – <At at={until} />
              </>
            )}
          </span>
          <div>
            <p className="timeline-kind">{title}</p>
            {text !== undefined && <p>{text}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Acknowledgement({ incident }: { incident: Incident }) {
  const { data: session } = useSession();
  const isOperator = session?.role === 'operator';
  return (
    <section className="panel" aria-labelledby="care">
      <h2 id="care">Who looks after it</h2>
      {incident.acknowledged_at ? (
        <>
          <p>
            {incident.acknowledged_by ?? 'Somebody'}, since <At at={incident.acknowledged_at} />
          </p>
          {incident.note && <blockquote>{incident.note}</blockquote>}
        </>
      ) : (
        <p>
          {incident.resolved_at ? 'Nobody had to: it is over.' : 'Nobody has acknowledged it yet.'}
        </p>
      )}
      {!incident.acknowledged_at && !incident.resolved_at && isOperator && (
        <AcknowledgeForm id={incident.id} />
      )}
      {!incident.acknowledged_at && !incident.resolved_at && !isOperator && (
        <Empty>Operators can acknowledge it.</Empty>
      )}
    </section>
  );
}

function AlertsSent({ incident }: { incident: string }) {
  const query = useIncidentAlerts(incident);
  return (
    <section className="panel" aria-labelledby="told">
      <h2 id="told">Alerts sent</h2>
      <Loaded query={query} what="The alerts" waiting={<Skeleton rows={2} />}>
        {({ alerts }) => (
          <>
            {alerts.map((alert) => (
              <Told key={alert.id} alert={alert} />
            ))}
            {alerts.length === 0 && (
              <Empty>Nobody was told: no rule asked for it, or a silence held it back.</Empty>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

function AcknowledgeForm({ id }: { id: string }) {
  const [note, setNote] = useState('');
  const acknowledge = useAcknowledge(id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    acknowledge.mutate(note.trim());
  };
  return (
    <form onSubmit={submit} className="form">
      <label htmlFor="note">What is being done</label>
      <textarea
        id="note"
        rows={3}
        maxLength={1000}
        required
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <Refusal error={acknowledge.error} />
      <button type="submit" className="primary" disabled={acknowledge.isPending}>
        Acknowledge
      </button>
    </form>
  );
}
