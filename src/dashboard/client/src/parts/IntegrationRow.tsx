import { memo } from 'react';
import { Link } from 'wouter';
import type { Integration } from '../data/api';
import { WINDOWS, type Day, type Window } from '../data/history';
import { latency, percentage } from '../data/time';
import { REASON_WORDS } from '../data/words';
import { DayBar } from './DayBar';
import { StatusBadge } from './StatusMark';
import { Ago, At } from './Time';

/** The windows that a row tells. */
export const ROW_WINDOWS = WINDOWS;

/** The history that a row shows. */
export interface RowUptime {
  readonly percentages: Readonly<Partial<Record<Window, number | null | undefined>>>;
  /** Absent while it is on its way. */
  readonly days: readonly Day[] | undefined;
}

/** One integration in the overview. */
export const IntegrationRow = memo(function IntegrationRow({
  integration,
  uptime,
  tellsMock,
}: {
  integration: Integration;
  /** Not where it is true of all. */
  tellsMock: boolean;
  uptime: RowUptime | undefined;
}) {
  const { service, name, status, is_mock, is_critical } = integration;
  return (
    <li className="row" data-status={status} data-service={service}>
      <div className="row-name">
        <div className="row-tags">
          <Link href={`/integrations/${service}`} className="row-link">
            {name}
          </Link>
          {is_critical && <span className="tag">critical</span>}
          {is_mock && tellsMock && (
            <span className="tag" title="Its base URL is not the vendor’s own">
              mock
            </span>
          )}
        </div>
        <StatusBadge status={status} />
      </div>
      <Cause integration={integration} />
      <div className="row-days">
        <DayBar name={name} days={uptime?.days} />
      </div>
      <dl className="row-uptimes">
        {ROW_WINDOWS.map((window) => (
          <div key={window}>
            <dt>{window}</dt>
            <dd>{percentage(uptime?.percentages[window])}</dd>
          </div>
        ))}
      </dl>
      <LastCheck integration={integration} />
    </li>
  );
});

function Cause({ integration }: { integration: Integration }) {
  const { status, reason, message, since, missing_env_vars } = integration;
  if (status === 'healthy') {
    return (
      <div className="row-cause">
        <p className="row-calm">
          {message.replace(/^.* integration is operational(: )?/, '') || 'Operational'}
        </p>
        <p className="row-since">
          healthy since <At at={since} />
        </p>
      </div>
    );
  }
  return (
    <div className="row-cause">
      <p>{missing_env_vars.length > 0 ? `Missing: ${missing_env_vars.join(', ')}` : message}</p>
      <p className="row-since">
        since <At at={since} /> · {REASON_WORDS[reason].whose}
      </p>
    </div>
  );
}

function LastCheck({ integration: { checked_at, latency_ms } }: { integration: Integration }) {
  return (
    <div className="row-check">
      {checked_at ? (
        <>
          <span className="row-latency">{latency(latency_ms)}</span>
          <span className="row-checked">
            <Ago at={checked_at} />
          </span>
        </>
      ) : (
        <span className="row-checked">not checked</span>
      )}
    </div>
  );
}
