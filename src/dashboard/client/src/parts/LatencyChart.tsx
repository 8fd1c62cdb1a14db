import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ConfigurationChange, Incident, Latencies } from '../data/history';
import { latency } from '../data/time';

const HEIGHT = 220;

interface Props {
  readonly latencies: Latencies;
  readonly incidents: readonly Incident[];
  readonly changes: readonly ConfigurationChange[];
}

/** The curve of p50 and p95; incidents are shaded, changes of variables are lines. */
export default function LatencyChart({ latencies, incidents, changes }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const props = { latencies, incidents, changes };
    let plot = draw(element, props);
    const redraw = () => {
      plot.destroy();
      plot = draw(element, props);
    };
    const size = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    size.observe(element);
    const theme = new MutationObserver(redraw);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', redraw);
    return () => {
      size.disconnect();
      theme.disconnect();
      system.removeEventListener('change', redraw);
      plot.destroy();
    };
  }, [latencies, incidents, changes]);
  return (
    <div
      ref={frame}
      className="chart"
      role="img"
      aria-label={describe(latencies, incidents.length)}
    />
  );
}

function draw(element: HTMLElement, props: Props): uPlot {
  const { points, from, to } = props.latencies;
  const color = (name: string) => getComputedStyle(element).getPropertyValue(`--${name}`).trim();
  const axis: uPlot.Axis = {
    stroke: color('ink-soft'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: color('line'), width: 1 },
    ticks: { show: false },
  };
  const line = { width: 2, points: { show: points.length < 3 }, spanGaps: false };
  return new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false },
      scales: {
        x: { time: true, range: [seconds(from), seconds(to)] },
        y: { range: (_plot, _min, max) => [0, Math.max(50, max * 1.15)] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 70,
          size: 34,
          values: (_plot, values) => timeTicks(values),
        },
        { ...axis, size: 62, values: (_plot, values) => values.map((value) => latency(value)) },
      ],
      series: [
        {},
        { ...line, label: 'p50', stroke: color('curve') },
        { ...line, label: 'p95', stroke: color('curve-soft'), dash: [5, 4], width: 1.5 },
      ],
      hooks: {
        drawClear: [(plot) => shadeIncidents(plot, props, color('shade'))],
        draw: [(plot) => markChanges(plot, props, color('ink-soft'))],
      },
    },
    [
      points.map(({ at }) => seconds(at)),
      points.map(({ p50 }) => p50 ?? null),
      points.map(({ p95 }) => p95 ?? null),
    ],
    element,
  );
}

/** Days where they begin, else hours: both in the zone of the reader. */
function timeTicks(values: readonly number[]): string[] {
  const spacing = (values[1] ?? 0) - (values[0] ?? 0);
  return values.map((value) => {
    const at = new Date(value * 1000);
    const isMidnight = at.getHours() === 0 && at.getMinutes() === 0;
    return spacing >= 86_400 || isMidnight ? dayTick.format(at) : hourTick.format(at);
  });
}

const dayTick = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const hourTick = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

function shadeIncidents(
  plot: uPlot,
  { incidents, latencies: { from, to } }: Props,
  color: string,
): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = color;
  for (const { opened_at, resolved_at } of incidents) {
    const start = Math.max(seconds(opened_at), seconds(from));
    const end = Math.min(resolved_at ? seconds(resolved_at) : Infinity, seconds(to));
    if (end <= start) continue;
    const x = plot.valToPos(start, 'x', true);
    ctx.fillRect(x, bbox.top, Math.max(2, plot.valToPos(end, 'x', true) - x), bbox.height);
  }
  ctx.restore();
}

function markChanges(plot: uPlot, { changes, latencies: { from } }: Props, color: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const { at } of changes) {
    if (seconds(at) < seconds(from)) continue;
    const x = Math.round(plot.valToPos(seconds(at), 'x', true));
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

function describe({ points }: Latencies, incidents: number): string {
  const measured = points.flatMap(({ p50 }) => (typeof p50 === 'number' ? [p50] : []));
  const [low, high] = [Math.min(...measured), Math.max(...measured)];
  return `Latency over time: the median is between ${latency(low)} and ${latency(high)}; ${incidents} incidents are known.`;
}

function seconds(iso: string): number {
  return Date.parse(iso) / 1000;
}
