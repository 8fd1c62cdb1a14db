import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { ApiError } from './data/api';
import { LiveUpdates } from './data/live';
import { LiveContext } from './data/live-context';
import { useIntegrations, useSession } from './data/queries';
import { worstStatus } from './data/words';
import { OverviewPage } from './pages/OverviewPage';
import { NotFoundPage } from './pages/NotFoundPage';
import { SignInPage } from './pages/SignInPage';
import { Header, HeaderFrame } from './parts/Header';
import { Problem, Skeleton } from './parts/Problem';
import { useTitle } from './parts/title';

const IntegrationPage = lazy(() => import('./pages/IntegrationPage'));
const IncidentsPage = lazy(() => import('./pages/IncidentsPage'));
const IncidentPage = lazy(() => import('./pages/IncidentPage'));
const AlertsPage = lazy(() => import('./pages/AlertsPage'));
const StatusPage = lazy(() => import('./pages/StatusPage'));

/** The whole client: the page for everybody, or the pages for those who may read. */
export function App() {
  const [path] = useLocation();
  if (path === '/status') {
    return (
      <Suspense fallback={null}>
        <StatusPage />
      </Suspense>
    );
  }
  return <Signed />;
}

/** Asks who is here before anything is read. */
function Signed() {
  const { data: session, error, refetch } = useSession();
  if (session?.signed_in) return <Live />;
  if (session) return <SignInPage />;
  return (
    <>
      <HeaderFrame />
      <main className="page">
        <h1 className="visually-hidden">Integration health</h1>
        {error instanceof ApiError ? (
          <Problem what="The dashboard" error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton kind="row" rows={6} />
        )}
      </main>
    </>
  );
}

function Live() {
  const cache = useQueryClient();
  const live = useMemo(() => new LiveUpdates(cache), [cache]);
  useEffect(() => live.start(), [live]);
  return (
    <LiveContext value={live}>
      <FaviconAndFocus />
      <Header />
      <main className="page" id="main" tabIndex={-1}>
        <Suspense fallback={<Skeleton kind="row" rows={6} />}>
          <Pages />
        </Suspense>
      </main>
    </LiveContext>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/">
        <OverviewPage />
      </Route>
      <Route path="/integrations/:service">
        {({ service }) => <IntegrationPage key={service} service={decodeURIComponent(service)} />}
      </Route>
      <Route path="/incidents">
        <IncidentsPage />
      </Route>
      <Route path="/incidents/:id">
        {({ id }) => <IncidentPage key={id} id={decodeURIComponent(id)} />}
      </Route>
      <Route path="/alerts">
        <AlertsPage />
      </Route>
      <Route>
        <NotFoundPage />
      </Route>
    </Switch>
  );
}

/** The tab tells the worst status. */
function FaviconAndFocus() {
  const { data } = useIntegrations();
  const status = data ? worstStatus(data.integrations) : 'unknown';
  useEffect(() => {
    document.querySelector('link[rel=icon]')?.setAttribute('href', `/${status}.svg`);
  }, [status]);
  useTitle();
  return null;
}
