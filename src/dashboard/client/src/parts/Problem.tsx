import { useEffect, useEffectEvent } from 'react';
import { ApiError } from '../data/api';

/** An answer that did not come, in the service's own words, with another try: at last by itself. */
export function Problem({
  error,
  onRetry,
  what,
}: {
  error: Error;
  onRetry: () => void;
  what: string;
}) {
  const wait = waitOf(error);
  const retry = useEffectEvent(onRetry);
  useEffect(() => {
    const seconds = waitOf(error);
    if (seconds === undefined) return undefined;
    const timer = setTimeout(() => retry(), seconds * 1000);
    return () => clearTimeout(timer);
  }, [error]);
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{what} could not be loaded.</strong> {error.message.replace(/\.?$/, '.')}
        {wait !== undefined && ` The page asks again within ${wait} s.`}
      </p>
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

/** Why what was just tried did not work. */
export function Refusal({ error }: { error: Error | null }) {
  return (
    error && (
      <p className="form-error" role="alert">
        {error.message}
      </p>
    )
  );
}

/** Seconds after which the service wants to be asked again; `undefined` where it named none. */
function waitOf(error: Error): number | undefined {
  return error instanceof ApiError ? error.retryAfter : undefined;
}

/** What a query brought: until then its room, or the problem with another try. */
export function Loaded<T>({
  query: { data, error, refetch },
  what,
  name,
  waiting,
  children,
}: {
  query: {
    readonly data: T | undefined;
    readonly error: Error | null;
    readonly refetch: () => unknown;
  };
  what: string;
  /** The heading until then, where it is a whole page that is brought. */
  name?: string;
  waiting: React.ReactNode;
  children: (data: T) => React.ReactNode;
}) {
  if (data !== undefined) return children(data);
  return (
    <>
      {name !== undefined && <h1 className="visually-hidden">{name}</h1>}
      {error ? <Problem what={what} error={error} onRetry={refetch} /> : waiting}
    </>
  );
}

/** Nothing to show, and why that is fine. */
export function Empty({ children }: { children: React.ReactNode }) {
  return <p className="empty">{children}</p>;
}

/** Keeps the room of what is on its way. */
export function Skeleton({
  rows,
  kind = 'line',
}: {
  rows: number;
  kind?: 'line' | 'row' | 'checks' | 'chart';
}) {
  return (
    <div className="skeletons" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={`skeleton skeleton-${kind}`} />
      ))}
    </div>
  );
}
