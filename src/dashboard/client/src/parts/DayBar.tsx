import { memo, useState } from 'react';
import type { Status } from '../data/api';
import type { Day } from '../data/history';
import { dayName, percentage } from '../data/time';
import { STATUS_WORDS } from '../data/words';
import { nextIndex } from './steps';

const SHOWN_DAYS = 90;
const HEIGHT = 30;
/** Trouble stands taller than calm, so that the bar reads without colour. */
const HEIGHTS: Readonly<Record<Status | 'none', number>> = {
  healthy: 20,
  degraded: 30,
  unhealthy: 30,
  unknown: 11,
  none: 3,
};

type Shown =
  | Day
  | {
      readonly date: string;
      readonly worst_status?: undefined;
      readonly uptime_percentage?: undefined;
    };

/** The last 90 days, newest on the right: worst status and uptime of each, by hover and arrow keys. */
export const DayBar = memo(function DayBar({
  days,
  name,
  words = STATUS_WORDS,
}: {
  days: readonly Day[] | undefined;
  name: string;
  words?: Readonly<Record<Status, string>>;
}) {
  const [selected, select] = useState<number>();
  const shown = lastDays(days ?? []);
  const index = selected ?? shown.length - 1;
  return (
    <div className="daybar" data-loading={days === undefined || undefined}>
      <div
        className="daybar-track"
        role="slider"
        tabIndex={0}
        aria-label={`${name}: last ${SHOWN_DAYS} days`}
        aria-valuemin={1}
        aria-valuemax={shown.length}
        aria-valuenow={index + 1}
        aria-valuetext={describe(shown[index]!, words)}
        onPointerMove={(event) => select(indexUnder(event))}
        onPointerLeave={() => select(undefined)}
        onFocus={(event) =>
          event.currentTarget.matches(':focus-visible') && select(shown.length - 1)
        }
        onBlur={() => select(undefined)}
        onKeyDown={(event) => {
          const next = nextIndex(event.key, index, shown.length);
          if (next === undefined) return;
          event.preventDefault();
          select(next);
        }}
      >
        <Bars days={shown} selected={selected} />
      </div>
      <Caption>{selected === undefined ? undefined : describe(shown[selected]!, words)}</Caption>
    </div>
  );
});

/** Keeps its line, so that nothing moves when a day is pointed at. */
function Caption({ children }: { children: string | undefined }) {
  return (
    <p className="daybar-caption" aria-hidden="true">
      {children !== undefined ? (
        <span className="daybar-day">{children}</span>
      ) : (
        <>
          <span>{SHOWN_DAYS} days ago</span>
          <span>today</span>
        </>
      )}
    </p>
  );
}

/** One path for each status instead of 90 elements: hundreds of bars stay light. */
const Bars = memo(function Bars({
  days,
  selected,
}: {
  days: readonly Shown[];
  selected: number | undefined;
}) {
  const groups = Map.groupBy(days.keys(), (index) => drawnAs(days[index]!));
  return (
    <svg viewBox={`0 0 ${SHOWN_DAYS * 4} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {selected !== undefined && (
        <rect className="daybar-cursor" x={selected * 4 - 0.5} y="0" width="4" height={HEIGHT} />
      )}
      {[...groups].map(([status, indices]) => (
        <path
          key={status}
          data-status={status}
          d={indices
            .map((index) => `M${index * 4} ${HEIGHT}v-${HEIGHTS[status]}h3v${HEIGHTS[status]}z`)
            .join('')}
        />
      ))}
    </svg>
  );
});

function lastDays(days: readonly Day[]): readonly Shown[] {
  const byDate = new Map(days.map((day) => [day.date, day]));
  const today = Date.now();
  return Array.from({ length: SHOWN_DAYS }, (_, index) => {
    const date = new Date(today - (SHOWN_DAYS - 1 - index) * 86_400_000).toISOString().slice(0, 10);
    return byDate.get(date) ?? { date };
  });
}

/** Moments without a verdict, as at every start, do not colour a day of which the rest is known. */
function drawnAs({ worst_status, uptime_percentage }: Shown): Status | 'none' {
  if (worst_status === 'unknown' && uptime_percentage === 100) return 'healthy';
  return worst_status ?? 'none';
}

function describe(
  { date, worst_status, uptime_percentage }: Shown,
  words: Readonly<Record<Status, string>>,
): string {
  if (!worst_status) return `${dayName(date)} · no data`;
  const uptime = typeof uptime_percentage === 'number' ? ` · ${percentage(uptime_percentage)}` : '';
  const isPartlyKnown = worst_status === 'unknown' && uptime !== '';
  const word = isPartlyKnown ? 'partly unknown' : words[worst_status].toLowerCase();
  return `${dayName(date)} · ${word}${uptime}`;
}

function indexUnder(event: React.PointerEvent<HTMLElement>): number {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  const index = Math.floor(((event.clientX - left) / width) * SHOWN_DAYS);
  return Math.min(SHOWN_DAYS - 1, Math.max(0, index));
}
