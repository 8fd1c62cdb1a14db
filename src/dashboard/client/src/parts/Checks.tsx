import type { Check, ServiceHealth } from '../data/api';
import { latency } from '../data/time';
import { Ago } from './Time';

const NAMES = {
  configuration: 'Configured',
  api_access: 'Vendor answers',
  credentials: 'Credentials accepted',
} as const;

const OUTCOMES: Readonly<Record<Check['status'], { word: string; symbol: string }>> = {
  pass: { word: 'Yes', symbol: '✓' },
  fail: { word: 'No', symbol: '✕' },
  skip: { word: 'Not asked', symbol: '–' },
  unproven: { word: 'Not provable', symbol: '?' },
};

/** The three checks behind a verdict, each with its age. */
export function Checks({ checks }: { checks: ServiceHealth['checks'] }) {
  const { present_env_vars, required_env_vars } = checks.configuration;
  return (
    <ol className="checks">
      <CheckItem name={NAMES.configuration} check={checks.configuration}>
        {present_env_vars.length} of {required_env_vars.length} variables are set
      </CheckItem>
      <CheckItem name={NAMES.api_access} check={checks.api_access} />
      <CheckItem name={NAMES.credentials} check={checks.credentials} />
    </ol>
  );
}

function CheckItem({
  name,
  check: { status, message, checked_at, latency_ms },
  children = message,
}: {
  name: string;
  check: Check;
  children?: React.ReactNode;
}) {
  const { word, symbol } = OUTCOMES[status];
  return (
    <li className="check" data-outcome={status}>
      <span className="check-symbol" aria-hidden="true">
        {symbol}
      </span>
      <div>
        <h3>{name}</h3>
        <p className="check-outcome">
          <span className="check-word">{word}</span>
          {checked_at && (
            <>
              {' '}
              · <Ago at={checked_at} />
            </>
          )}
          {latency_ms !== undefined && ` · ${latency(latency_ms)}`}
        </p>
        <p>{children}</p>
      </div>
    </li>
  );
}
