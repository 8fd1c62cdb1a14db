import { ApiError } from '../data/api';

/** An answer that did not come, in the service's own words, with another try. */
export function Problem({
  error,
  onRetry,
  what,
}: {
  error: Error;
  onRetry: () => void;
  what: string;
}) {
  const wait = error instanceof ApiError ? error.retryAfter : undefined;
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{what} could not be loaded.</strong> {error.message}
        {wait !== undefined && ` Try again in ${wait} s.`}
      </p>
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </div>
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
  kind?: 'line' | 'row' | 'chart';
}) {
  return (
    <div className="skeletons" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={`skeleton skeleton-${kind}`} />
      ))}
    </div>
  );
}
