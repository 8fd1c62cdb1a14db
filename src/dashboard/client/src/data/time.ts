const LOCALE = 'en-GB';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' });
const utcDay = new Intl.DateTimeFormat(LOCALE, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const exactFormat = new Intl.DateTimeFormat(LOCALE, {
  dateStyle: 'medium',
  timeStyle: 'long',
});

/** `14:02` today, `4 Feb, 14:02` before. */
export function clockTime(iso: string, now: number): string {
  const at = new Date(iso);
  const isToday = at.toDateString() === new Date(now).toDateString();
  return isToday ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
}

/** The moment in full, in the zone of the reader. */
export function exact(iso: string): string {
  return exactFormat.format(new Date(iso));
}

/** A UTC day such as `2026-02-04` in words. */
export function dayName(date: string): string {
  return utcDay.format(new Date(`${date}T00:00:00Z`));
}

/** `3 s`, `12 min`, `5 h`, `3 days`. @param ms a length of time, milliseconds */
export function duration(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return withRest(ms, HOUR, 'h', MINUTE, 'min');
  return `${Math.floor(ms / DAY)} days`;
}

function withRest(ms: number, unit: number, name: string, part: number, partName: string): string {
  const whole = Math.floor(ms / unit);
  const rest = Math.floor((ms - whole * unit) / part);
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${partName}`;
}

/** How long ago, in words; coarse while it is fresh, so that the text stays calm. */
export function ago(iso: string, now: number): string {
  const ms = now - Date.parse(iso);
  return ms < 5 * SECOND ? 'just now' : `${duration(ms)} ago`;
}

/** A share as people read it: never rounded up to 100. */
export function percentage(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (value >= 100) return '100 %';
  return `${(Math.floor(value * 100) / 100).toFixed(value < 10 ? 1 : 2)} %`;
}

/** `182 ms`, `1.4 s`. */
export function latency(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
