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
  return (
    <ol className="checks">
      {(['configuration', 'api_access', 'credentials'] as const).map((name) => (
        <CheckItem
          key={name}
          name={NAMES[name]}
          check={checks[name]}
          otherwise={textWithout(name, checks)}
        />
      ))}
    </ol>
  );
}

function CheckItem({ name, check, otherwise }: { name: string; check: Check; otherwise: string }) {
  const { word, symbol } = OUTCOMES[check.status];
  return (
    <li className="check" data-outcome={check.status}>
      <span className="check-symbol" aria-hidden="true">
        {symbol}
      </span>
      <div>
        <h3>
          {name} <span className="check-word">{word}</span>
        </h3>
        <p>{check.message ?? otherwise}</p>
        {check.checked_at && (
          <p className="check-age">
            <Ago at={check.checked_at} />
            {check.latency_ms !== undefined && ` · ${latency(check.latency_ms)}`}
          </p>
        )}
      </div>
    </li>
  );
}

function textWithout(name: string, { configuration }: ServiceHealth['checks']): string {
  if (name !== 'configuration') return '';
  const { present_env_vars, required_env_vars } = configuration;
  return `${present_env_vars.length} of ${required_env_vars.length} variables are set`;
}
