import { Link } from 'wouter';
import { useIntegrations } from '../data/queries';
import { usePageName } from '../parts/title';

/** An address that leads nowhere, with ways on. */
export function NotFoundPage({ what = 'There is no such page' }: { what?: string }) {
  usePageName('Not found');
  const { data } = useIntegrations();
  return (
    <section className="not-found">
      <p className="not-found-code">404</p>
      <h1>{what}</h1>
      <p>The address may be mistyped or old. These exist:</p>
      <ul>
        <li>
          <Link href="/">The overview of all integrations</Link>
        </li>
        <li>
          <Link href="/incidents">Incidents</Link>
        </li>
        <li>
          <Link href="/alerts">Alerts and silences</Link>
        </li>
        <li>
          <a href="/api/docs">The API’s documentation</a>
        </li>
      </ul>
      {data && (
        <p className="not-found-services">
          {data.integrations.slice(0, 20).map(({ service, name }) => (
            <Link key={service} href={`/integrations/${service}`}>
              {name}
            </Link>
          ))}
        </p>
      )}
    </section>
  );
}
