import { lazy, Suspense, useState } from 'react';
import { useConfigurationChanges, useIncidents, useLatency } from '../data/queries';
import type { LatencyPoint, Latencies } from '../data/history';
import { latency } from '../data/time';
import { Empty, Problem, Skeleton } from './Problem';
import { WindowChoice } from './WindowChoice';

const LatencyChart = lazy(() => import('./LatencyChart'));
const CHART_WINDOWS = ['24h', '7d', '30d'] as const;

/** How long the vendor takes to answer, with incidents and configuration changes on the same axis. */
export function LatencyPanel({ service }: { service: string }) {
  const [window, setWindow] = useState<(typeof CHART_WINDOWS)[number]>('24h');
  const { data, error, refetch } = useLatency(service, window);
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
        {!data && !error && <Skeleton kind="chart" rows={1} />}
        {data && <Chart service={service} latencies={data} />}
      </div>
      <Legend last={data && measured(data.points).at(-1)} />
    </section>
  );
}

function Chart({ service, latencies }: { service: string; latencies: Latencies }) {
  const incidents = useIncidents({ service, limit: 100 }).data?.incidents;
  const changes = useConfigurationChanges(service).data?.changes;
  if (measured(latencies.points).length === 0) {
    return <Empty>Nothing was measured in this window.</Empty>;
  }
  return (
    <Suspense fallback={<Skeleton kind="chart" rows={1} />}>
      <LatencyChart latencies={latencies} incidents={incidents ?? NONE} changes={changes ?? NONE} />
    </Suspense>
  );
}

function Legend({ last }: { last: LatencyPoint | undefined }) {
  return (
    <p className="legend">
      <span className="legend-p50">median {latency(last?.p50)}</span>
      <span className="legend-p95">95th percentile {latency(last?.p95)}</span>
      <span className="legend-incident">incident</span>
      <span className="legend-change">variable changed</span>
    </p>
  );
}

/** The same list each time, so that the chart is not drawn in vain. */
const NONE: readonly never[] = [];

function measured(points: readonly LatencyPoint[]): readonly LatencyPoint[] {
  return points.filter(({ p50 }) => typeof p50 === 'number');
}
