import { useState } from 'react';
import { Link, useRoute } from 'wouter';
import { useIntegrations, useLiveState, useSession, useSignOut } from '../data/queries';
import { useTicking } from '../data/now';
import { ago } from '../data/time';
import { applyTheme, storedTheme, THEMES, type Theme } from '../data/theme';

const PAGES = [
  ['/', 'Overview'],
  ['/incidents', 'Incidents'],
  ['/alerts', 'Alerts'],
] as const;

/** Where one is, how fresh the data is, who one is. */
export function Header() {
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <HeaderFrame>
        <nav aria-label="Pages">
          {PAGES.map(([href, name]) => (
            <PageLink key={href} href={href} name={name} />
          ))}
        </nav>
        <div className="header-tools">
          <Freshness />
          <ThemeSwitch />
          <Who />
        </div>
      </HeaderFrame>
    </>
  );
}

/** The header's place and name, also before it is known who is here. */
export function HeaderFrame({ children }: { children?: React.ReactNode }) {
  return (
    <header className="header">
      <div className="header-inner">
        <Link href="/" className="brand" aria-label="Integration health, overview">
          <Logo />
          <span className="brand-name">Integration health</span>
        </Link>
        {children}
      </div>
    </header>
  );
}

/** The mark of the product: a pulse in a frame. */
export function Logo() {
  return (
    <svg viewBox="0 0 24 24" className="logo" aria-hidden="true">
      <rect x="1" y="1" width="22" height="22" rx="6.500" />
      <path d="M4.500 12.500h3.300l2.300-5.500 3.600 10 2.300-4.500h3.500" />
    </svg>
  );
}

function PageLink({ href, name }: { href: string; name: string }) {
  const [isExact] = useRoute(href);
  const [isBelow] = useRoute(`${href}/*`);
  const isHere = isExact || (href !== '/' && isBelow);
  return (
    <Link href={href} className="nav-link" aria-current={isHere ? 'page' : undefined}>
      {name}
    </Link>
  );
}

/** Whether the page is live; if not, how old its data is. */
function Freshness() {
  const state = useLiveState();
  const { data, dataUpdatedAt } = useIntegrations();
  const age = useTicking((now) => ago(new Date(dataUpdatedAt).toISOString(), now));
  const text =
    state === 'live'
      ? 'Live'
      : state === 'connecting'
        ? 'Connecting'
        : data
          ? `Data from ${age}`
          : 'No data yet';
  return (
    <p className="freshness" data-live={state} title={LIVE_TITLES[state]}>
      <span className="freshness-dot" aria-hidden="true" />
      <span role="status">
        <span className="visually-hidden">{LIVE_TITLES[state]}</span>
      </span>
      <span aria-hidden="true">{text}</span>
    </p>
  );
}

const LIVE_TITLES = {
  live: 'Every check appears at once',
  connecting: 'Connecting to the service',
  polling: 'The live stream is broken: asking every 30 seconds until it is back',
} as const;

const THEME_NAMES: Readonly<Record<Theme, string>> = {
  system: 'Colours as the system',
  light: 'Light colours',
  dark: 'Dark colours',
};

/** Light, dark, or as the system says. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(storedTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  const change = () => {
    applyTheme(next);
    setTheme(next);
  };
  const label = `${THEME_NAMES[theme]}; change to ${THEME_NAMES[next].toLowerCase()}`;
  return (
    <button type="button" className="icon-button" onClick={change} aria-label={label} title={label}>
      <svg viewBox="0 0 20 20" aria-hidden="true" className="theme-icon">
        {theme === 'light' && (
          <path d="M10 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM10 1.500v2M10 16.500v2M1.500 10h2M16.500 10h2M4 4l1.400 1.400M14.600 14.600 16 16M16 4l-1.400 1.400M5.400 14.600 4 16" />
        )}
        {theme === 'dark' && (
          <path d="M16.500 12.300A7 7 0 0 1 7.700 3.500a7 7 0 1 0 8.800 8.800Z" />
        )}
        {theme === 'system' && (
          <>
            <circle cx="10" cy="10" r="7" />
            <path d="M10 3a7 7 0 0 1 0 14Z" className="theme-half" />
          </>
        )}
      </svg>
    </button>
  );
}

function Who() {
  const { data: session } = useSession();
  const signOut = useSignOut();
  if (!session?.needs_key) return null;
  return (
    <div className="who">
      <span
        className="who-name"
        title={session.role === 'operator' ? 'Operator' : 'Reader: may look, not act'}
      >
        {session.name}
        {session.role === 'reader' && <span className="who-role"> read only</span>}
      </span>
      <button type="button" className="quiet" onClick={() => signOut.mutate()}>
        Sign out
      </button>
    </div>
  );
}
