import type { Status } from '../data/api';
import { STATUS_WORDS } from '../data/words';

const SHAPES: Readonly<Record<Status, React.ReactNode>> = {
  healthy: (
    <>
      <circle cx="8" cy="8" r="7" className="mark-fill" />
      <path d="m4.800 8.300 2.200 2.200 4.200-4.600" className="mark-line" />
    </>
  ),
  degraded: (
    <>
      <path d="M8 1.600 14.800 14H1.200Z" className="mark-fill mark-join" />
      <path d="M8 6v3.600M8 11.900v.100" className="mark-line" />
    </>
  ),
  unhealthy: (
    <>
      <rect x="1.300" y="1.300" width="13.400" height="13.400" rx="3" className="mark-fill" />
      <path d="M5 8h6" className="mark-line" />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.200" className="mark-ring" />
      <circle cx="8" cy="8" r="1.500" className="mark-fill" />
    </>
  ),
};

/** A status by colour and shape. */
export function StatusMark({ status, large = false }: { status: Status; large?: boolean }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={large ? 'mark mark-large' : 'mark'}
      data-status={status}
      aria-hidden="true"
    >
      {SHAPES[status]}
    </svg>
  );
}

/** A status by colour, shape and word. */
export function StatusBadge({ status }: { status: Status }) {
  return (
    <span className="status" data-status={status}>
      <StatusMark status={status} />
      {STATUS_WORDS[status]}
    </span>
  );
}
