import { lazy, Suspense, useDeferredValue, useMemo, useState } from 'react';
import type { Latencies } from '../data/history';
import { momentOf, readingAt, spanOfIncident, within } from '../data/latency-reading';
import { useConfigurationChanges, useIncidents, useLatency } from '../data/queries';
import { Empty, Problem, Skeleton } from './Problem';
import { WindowChoice } from './WindowChoice';

const LatencyChart = lazy(() => import('./LatencyChart'));
const CHART_WINDOWS = ['24h', '7d', '30d'] as const;

/** How long the vendor takes to answer, with incidents and configuration changes on the same axis. */
export function LatencyPanel({ service }: { service: string }) {
  const [window, setWindow] = useState<(typeof CHART_WINDOWS)[number]>('24h');
  const { data, error, refetch } = useLatency(service, window);
  // The page answers first and draws then.
  const latencies = useDeferredValue(data, undefined);
  return (
    <section className="panel" aria-labelledby="latency">
      <div className="panel-head">
        <h2 id="latency">Latency</h2>
        <WindowChoice windows={CHART_WINDOWS} window={window} onChange={setWindow} of="chart" />
      </div>
      <div className="chart-room">
        {!data && error && (
          <Problem what="The latency" error={error} onRetry={() => void refetch()} />
        )}
        {!latencies && !error && <Skeleton kind="chart" rows={1} />}
        {latencies && <Chart key={latencies.from} service={service} latencies={latencies} />}
      </div>
      <Legend />
    </section>
  );
}

function Chart({ service, latencies }: { service: string; latencies: Latencies }) {
  const [pointed, point] = useState<number>();
  const known = useIncidents(service).data?.incidents;
  const changed = useConfigurationChanges(service).data?.changes;
  const { points } = latencies;
  const incidents = useMemo(
    () => within(latencies, known ?? [], spanOfIncident),
    [latencies, known],
  );
  const changes = useMemo(() => within(latencies, changed ?? [], momentOf), [latencies, changed]);
  const latest = points.findLastIndex(({ p50 }) => typeof p50 === 'number');
  if (latest === -1) return <Empty>Nothing was measured in this window.</Empty>;
  const index = pointed ?? latest;
  const reading = readingAt(index, { latencies, incidents, changes });
  return (
    <>
      <p className="chart-reading" aria-hidden="true">
        {pointed === undefined && 'Latest: '}
        {reading}
      </p>
      <Suspense fallback={<Skeleton kind="chart" rows={1} />}>
        <LatencyChart
          latencies={latencies}
          incidents={incidents}
          changes={changes}
          onPoint={point}
          index={index}
          reading={reading}
        />
      </Suspense>
    </>
  );
}

function Legend() {
  return (
    <p className="legend">
      <span className="legend-p50">median</span>
      <span className="legend-p95">p95 (95th percentile)</span>
      <span className="legend-incident">incident</span>
      <span className="legend-change">variable changed</span>
    </p>
  );
}
