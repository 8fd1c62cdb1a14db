import { Link } from 'wouter';
import type { Integration } from '../data/api';
import { useCheckNow, useSession } from '../data/queries';
import { REASON_WORDS } from '../data/words';
import { StatusBadge, StatusMark } from './StatusMark';
import { Ago, At } from './Time';

/** What is known of an integration, whose fault it is and what to do. */
export function Verdict({ integration }: { integration: Integration }) {
  const { name, status, reason, message, since, console_url, checked_at } = integration;
  const { advice, whose } = REASON_WORDS[reason];
  return (
    <section className="verdict" data-status={status} aria-label="Verdict">
      <div className="verdict-head">
        <StatusMark status={status} large />
        <div>
          <p className="crumbs">
            <Link href="/">Overview</Link>
          </p>
          <h1>{name}</h1>
        </div>
        <CheckNow service={integration.service} isConfigured={integration.configured} />
      </div>
      <p className="verdict-message" aria-live="polite">
        {message}
      </p>
      <p className="verdict-facts">
        <StatusBadge status={status} /> since <At at={since} />
        {checked_at && (
          <>
            {' '}
            · checked <Ago at={checked_at} />
          </>
        )}
      </p>
      {status !== 'healthy' && (
        <div className="advice">
          <p>
            <strong>{whose}.</strong> {advice}
          </p>
          {(reason.startsWith('credentials') ||
            reason === 'permission_missing' ||
            reason === 'not_configured') && (
            <a href={console_url} target="_blank" rel="noreferrer">
              Open {name}’s settings <span aria-hidden="true">↗</span>
              <span className="visually-hidden">(opens a new tab)</span>
            </a>
          )}
        </div>
      )}
    </section>
  );
}

function CheckNow({ service, isConfigured }: { service: string; isConfigured: boolean }) {
  const { data: session } = useSession();
  const check = useCheckNow(service);
  if (session?.role !== 'operator') return null;
  return (
    <div className="check-now">
      <button
        type="button"
        className="primary"
        disabled={check.isPending || !isConfigured}
        title={isConfigured ? undefined : 'Nothing can be checked before its variables are set'}
        onClick={() => check.mutate()}
      >
        {check.isPending ? 'Checking…' : 'Check now'}
      </button>
      <p role="status" className="check-now-outcome">
        {check.error?.message ?? (check.isSuccess ? 'Checked' : '')}
      </p>
    </div>
  );
}
