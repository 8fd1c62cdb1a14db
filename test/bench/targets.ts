import type { Vendors } from './vendors';
import type { Workspace } from './workspace';

/** The same questions to every target, under the service's own paths. */
export const PAGES = {
  service: '/api/zoom/health',
  overview: '/api/integrations/health',
  configuration: '/api/integrations/config',
  guarded: '/api/bench/guarded',
  unguarded: '/api/bench/unguarded',
} as const;

export type Page = keyof typeof PAGES;

/** Where a target says that it runs. */
export const LIVE = '/health/live';

const KEY = 'bench-reader-key-0123456789abcdef';

/** Sent to every target, so that reading it costs all of them the same. */
export const HEADERS: Readonly<Record<string, string>> = { 'X-API-Key': KEY };

/** A program that is measured. */
export interface Target {
  readonly label: string;
  /** What Node is started with. */
  args(workspace: Workspace): readonly string[];
  env(vendors: Vendors, bodies: string): Readonly<Record<string, string>>;
  /** Whether it answers messages of the bench. */
  readonly listens?: boolean;
}

/** The service's settings: limits, access check and audit log are on. */
function serviceEnv(vendors: Vendors): Record<string, string> {
  return {
    ...vendors.env(),
    HOST: '127.0.0.1',
    RATE_LIMIT_PER_MINUTE: '1000000000',
    API_KEYS: `bench:${KEY}`,
  };
}

const bodiesEnv = (_vendors: Vendors, bodies: string) => ({ BODIES: bodies });
const pingEnv = (vendors: Vendors) => ({ PING_URLS: JSON.stringify(vendors.pingUrls()) });

/** Every target. */
export const TARGETS = {
  ours: { label: 'ours', args: (workspace) => workspace.service, env: serviceEnv },
  constant: {
    label: 'constant route, Nest + Fastify',
    args: (workspace) => [workspace.target('constant-route')],
    env: bodiesEnv,
  },
  stock: {
    label: 'stock Terminus',
    args: (workspace) => [workspace.target('stock-terminus')],
    env: pingEnv,
  },
  cached: {
    label: 'Terminus, 30 s cache',
    args: (workspace) => [workspace.target('cached-terminus')],
    env: pingEnv,
  },
  http: {
    label: 'node:http',
    args: (workspace) => [workspace.target('bare-http')],
    env: bodiesEnv,
  },
  guarded: {
    label: 'ours with two routes more',
    args: (workspace) => [...workspace.serviceFlags, workspace.target('guarded-route')],
    env: serviceEnv,
  },
  writing: {
    label: 'ours with results that no vendor gave',
    args: (workspace) => [...workspace.serviceFlags, workspace.target('history-writing')],
    env: serviceEnv,
  },
  thousand: {
    label: 'ours with 1,000 integrations',
    args: (workspace) => [
      '--require',
      workspace.target('thousand-integrations'),
      ...workspace.service,
    ],
    env: serviceEnv,
    listens: true,
  },
} as const satisfies Record<string, Target>;
