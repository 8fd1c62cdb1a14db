/** The arrows between the folders of src: a folder may import those it names, and nothing else. */
const MAY_IMPORT = {
  core: [],
  config: ['core'],
  integrations: ['core', 'config'],
  logging: ['core', 'config'],
  http: ['core', 'config', 'logging'],
  auth: ['core', 'config', 'http'],
  audit: ['core', 'config', 'auth', 'logging'],
  monitor: ['core', 'config', 'integrations'],
  // Subscribes to the streams of the monitor and of the audit trail, which know no store.
  history: ['core', 'config', 'integrations', 'monitor', 'auth', 'audit', 'http', 'logging'],
  health: ['core', 'config', 'integrations', 'monitor', 'history', 'auth', 'audit', 'http'],
  meetings: ['core', 'config', 'integrations', 'monitor', 'health', 'http'],
  dashboard: ['core', 'config', 'integrations', 'monitor', 'history', 'health', 'auth', 'http'],
  // prettier-ignore
  alerting: ['core', 'config', 'integrations', 'monitor', 'history', 'health', 'http', 'auth', 'audit'],
  metrics: ['core', 'config', 'integrations', 'monitor', 'history', 'health', 'alerting', 'audit'],
  docs: ['http', 'health', 'history', 'alerting', 'meetings', 'metrics', 'auth', 'dashboard'],
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
      name: `${folder}-imports-only-what-it-may`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: {
        path: '^src/',
        pathNot: [`^src/(${[folder, ...allowed].join('|')})/`, '^src/metadata.ts$'],
      },
    })),
    {
      name: 'every-folder-has-arrows',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/(${Object.keys(MAY_IMPORT).join('|')})/` },
      to: {},
    },
    {
      name: 'core-is-pure',
      comment: 'No framework, no library, no input or output.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: String.raw`\.spec\.ts$` },
      to: { dependencyTypes: ['npm', 'core'] },
    },
    {
      name: 'sandboxes-stay-out-of-the-service',
      severity: 'error',
      from: { path: '^src/', pathNot: String.raw`\.(sandbox|spec)\.ts$` },
      to: { path: [String.raw`\.sandbox\.ts$`, '^test/'] },
    },
    {
      name: 'the-browser-knows-only-http',
      comment: 'The client and the service share no code; neither imports the other.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/dashboard/client/' },
      to: { path: '^src/dashboard/client/' },
    },
    {
      name: 'the-browser-imports-nothing-of-the-service',
      severity: 'error',
      from: { path: '^src/dashboard/client/' },
      to: { path: '^src/', pathNot: '^src/dashboard/client/' },
    },
    {
      name: 'only-the-module-names-a-store',
      severity: 'error',
      from: { path: '^src/', pathNot: String.raw`^src/history/(store/|history\.module\.ts$)` },
      to: { path: '^src/history/store/' },
    },
    {
      name: 'databases-are-loaded-late',
      comment: 'Their libraries would double the start.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: String.raw`^src/history/store/(migrations|alert-migration|migrate|(sqlite|postgres)-database)\.ts$`,
      },
      to: { path: String.raw`node_modules/(kysely|pg)/`, dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'only-declared-packages',
      severity: 'error',
      // What the browser runs is built into dist.
      from: { path: '^src/', pathNot: [String.raw`\.spec\.ts$`, '^src/dashboard/client/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], pathNot: '^src/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|src/metadata\\.ts)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
