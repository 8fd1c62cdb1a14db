import { useTicking } from '../data/now';
import { ago, clockTime, duration, exact } from '../data/time';

/** How long ago something was; the exact moment on hover. */
export function Ago({ at }: { at: string }) {
  const text = useTicking((now) => ago(at, now));
  return (
    <time dateTime={at} title={exact(at)}>
      {text}
    </time>
  );
}

/** When something was; the exact moment on hover. */
export function At({ at }: { at: string }) {
  const text = useTicking((now) => clockTime(at, now));
  return (
    <time dateTime={at} title={exact(at)}>
      {text}
    </time>
  );
}

/** How long something lasts or lasted. */
export function Lasting({ from, to }: { from: string; to?: string | null | undefined }) {
  const text = useTicking((now) => duration((to ? Date.parse(to) : now) - Date.parse(from)));
  return (
    <time dateTime={from} title={to ? `${exact(from)} to ${exact(to)}` : exact(from)}>
      {text}
    </time>
  );
}
