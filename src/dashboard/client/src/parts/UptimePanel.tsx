import { useState } from 'react';
import { WINDOWS, type Window } from '../data/history';
import { useUptime } from '../data/queries';
import { duration, latency, percentage } from '../data/time';
import { DayBar } from './DayBar';
import { Problem } from './Problem';
import { WindowChoice } from './WindowChoice';

/** How often an integration was well, in figures of a window and in the last 90 days. */
export function UptimePanel({ service, name }: { service: string; name: string }) {
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
