import { lazy, Suspense, useState } from 'react';
import { useConfigurationChanges, useIncidents, useLatency } from '../data/queries';
import { latency } from '../data/time';
import { Empty, Problem, Skeleton } from './Problem';
import { WindowChoice } from './WindowChoice';

const LatencyChart = lazy(() => import('./LatencyChart'));
const CHART_WINDOWS = ['24h', '7d', '30d'] as const;

/** How long the vendor takes to answer, with incidents and configuration changes on the same axis. */
export function LatencyPanel({ service }: { service: string }) {
  const [window, setWindow] = useState<(typeof CHART_WINDOWS)[number]>('24h');
  const { data, error, refetch } = useLatency(service, window);
  const incidents = useIncidents({ service, limit: 100 }).data?.incidents ?? [];
  const changes = useConfigurationChanges(service).data?.changes ?? [];
  const measured = data?.points.filter(({ p50 }) => typeof p50 === 'number') ?? [];
  return (
    <section className="panel" aria-labelledby="latency">
      <div className="panel-head">
        <h2 id="latency">Latency</h2>
        <WindowChoice windows={CHART_WINDOWS} window={window} onChange={setWindow} of="chart" />
      </div>
      <div className="chart-room">
        {!data && error && <Problem what="The latency" error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton kind="chart" rows={1} />}
        {data && measured.length === 0 && <Empty>Nothing was measured in this window.</Empty>}
        {data && measured.length > 0 && (
          <Suspense fallback={<Skeleton kind="chart" rows={1} />}>
            <LatencyChart {...data} incidents={incidents} changes={changes} />
          </Suspense>
        )}
      </div>
      <p className="legend">
        <span className="legend-p50">median {latency(measured.at(-1)?.p50)}</span>
        <span className="legend-p95">95th percentile {latency(measured.at(-1)?.p95)}</span>
        <span className="legend-incident">incident</span>
        <span className="legend-change">variable changed</span>
      </p>
    </section>
  );
}
