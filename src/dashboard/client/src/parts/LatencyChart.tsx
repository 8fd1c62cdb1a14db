import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ConfigurationChange, Incident, Latencies } from '../data/history';
import { latency } from '../data/time';
import { nextIndex } from './steps';

/** Half the width of the mark of a change, CSS pixels. */
const MARK_PX = 4;

interface Drawn {
  readonly latencies: Latencies;
  /** Those in the chart's time. */
  readonly incidents: readonly Incident[];
  readonly changes: readonly ConfigurationChange[];
  readonly onPoint: (index: number | undefined) => void;
}

interface Props extends Drawn {
  /** The slot that is read now. */
  readonly index: number;
  /** What stands there, in words. */
  readonly reading: string;
}

/** The curve of p50 and p95, read by pointer and arrow keys; incidents are shaded, changes of variables marked. */
export default function LatencyChart({ index, reading, ...drawn }: Props) {
  const { latencies, incidents, changes, onPoint } = drawn;
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const redraw = () => {
      plot.current?.destroy();
      plot.current = draw(element, { latencies, incidents, changes, onPoint });
    };
    redraw();
    const size = new ResizeObserver(() => plot.current?.setSize(sizeOf(element)));
    size.observe(element);
    const theme = new MutationObserver(redraw);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', redraw);
    return () => {
      size.disconnect();
      theme.disconnect();
      system.removeEventListener('change', redraw);
      plot.current?.destroy();
    };
  }, [latencies, incidents, changes, onPoint]);
  const { points } = latencies;
  return (
    <div
      ref={frame}
      className="chart"
      role="slider"
      tabIndex={0}
      aria-label={describe(latencies, incidents.length)}
      aria-valuemin={1}
      aria-valuemax={points.length}
      aria-valuenow={index + 1}
      aria-valuetext={reading}
      onBlur={() => onPoint(undefined)}
      onKeyDown={(event) => {
        const next = nextIndex(event.key, index, points.length);
        if (next === undefined || !plot.current) return;
        event.preventDefault();
        pointAt(plot.current, seconds(points[next]!.at));
      }}
    />
  );
}

function pointAt(plot: uPlot, at: number): void {
  plot.setCursor({ left: plot.valToPos(at, 'x'), top: 0 });
}

function draw(element: HTMLElement, props: Drawn): uPlot {
  const { points, from, to } = props.latencies;
  const color = (name: string) => getComputedStyle(element).getPropertyValue(`--${name}`).trim();
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const axis: uPlot.Axis = {
    stroke: color('ink-soft'),
    font: `${0.75 * rem}px system-ui, sans-serif`,
    grid: { stroke: color('line'), width: 1 },
    ticks: { show: false },
  };
  const line = { width: 2, points: { show: points.length < 3 }, spanGaps: false };
  return new uPlot(
    {
      ...sizeOf(element),
      legend: { show: false },
      cursor: { y: false, drag: { x: false } },
      scales: {
        x: { time: true, range: [seconds(from), seconds(to)] },
        y: { range: (_plot, _min, max) => [0, Math.max(50, max * 1.15)] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 4.5 * rem,
          size: 2 * rem,
          values: (_plot, values) => timeTicks(values),
        },
        {
          ...axis,
          size: 4 * rem,
          values: (_plot, values) => values.map((value) => latency(value)),
        },
      ],
      series: [
        {},
        { ...line, label: 'p50', stroke: color('curve') },
        { ...line, label: 'p95', stroke: color('curve-soft'), dash: [5, 4], width: 1.5 },
      ],
      hooks: {
        drawClear: [(plot) => shadeIncidents(plot, props, color('shade'))],
        draw: [(plot) => markChanges(plot, props, color('ink-soft'))],
        setCursor: [({ cursor: { idx } }) => props.onPoint(idx ?? undefined)],
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

function sizeOf({ clientWidth: width, clientHeight: height }: HTMLElement) {
  return { width, height };
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
  { incidents, latencies: { from, to } }: Drawn,
  color: string,
): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = color;
  for (const { opened_at, resolved_at } of incidents) {
    const start = Math.max(seconds(opened_at), seconds(from));
    const end = Math.min(resolved_at ? seconds(resolved_at) : Infinity, seconds(to));
    const x = plot.valToPos(start, 'x', true);
    const width = Math.max(3 * devicePixelRatio, plot.valToPos(end, 'x', true) - x);
    ctx.fillRect(Math.min(x, bbox.left + bbox.width - width), bbox.top, width, bbox.height);
  }
  ctx.restore();
}

/** A dotted line with a diamond on top, which no curve hides. */
function markChanges(plot: uPlot, { changes }: Drawn, color: string): void {
  const { ctx, bbox } = plot;
  const half = MARK_PX * devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = devicePixelRatio;
  for (const { at } of changes) {
    const x = Math.round(plot.valToPos(seconds(at), 'x', true));
    ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x, bbox.top - half);
    ctx.lineTo(x + half, bbox.top);
    ctx.lineTo(x, bbox.top + half);
    ctx.lineTo(x - half, bbox.top);
    ctx.fill();
  }
  ctx.restore();
}

function describe({ points }: Latencies, incidents: number): string {
  const measured = points.flatMap(({ p50 }) => (typeof p50 === 'number' ? [p50] : []));
  const [low, high] = [Math.min(...measured), Math.max(...measured)];
  return `Latency over time: the median is between ${latency(low)} and ${latency(high)}; ${incidents === 1 ? 'one incident' : `${incidents} incidents`}.`;
}

function seconds(iso: string): number {
  return Date.parse(iso) / 1000;
}
