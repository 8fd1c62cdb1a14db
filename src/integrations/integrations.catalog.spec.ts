import type { IntegrationDefinition } from './integration';
import {
  CATALOG,
  DEFINITIONS,
  INTEGRATION_ENV_VARS,
  INTEGRATION_KEYS,
  type IntegrationKey,
} from './integrations.catalog';

/** What clients rely on, in this order everywhere. */
const PROMISED: readonly [key: string, name: string, envVars: readonly string[]][] = [
  ['zoom', 'Zoom', ['ZOOM_API_KEY', 'ZOOM_API_SECRET']],
  ['notion', 'Notion', ['NOTION_CLIENT_ID', 'NOTION_CLIENT_SECRET']],
  ['trello', 'Trello', ['TRELLO_API_KEY', 'TRELLO_API_SECRET']],
  ['stripe', 'Stripe', ['STRIPE_API_KEY', 'STRIPE_WEBHOOK_SECRET']],
  ['quickbooks', 'QuickBooks', ['QUICKBOOKS_CLIENT_ID', 'QUICKBOOKS_CLIENT_SECRET']],
  ['github', 'GitHub', ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET', 'GITHUB_TOKEN']],
  ['salesforce', 'Salesforce', ['SALESFORCE_CLIENT_ID', 'SALESFORCE_CLIENT_SECRET']],
  ['googledrive', 'Google Drive', ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET']],
  ['dropbox', 'Dropbox', ['DROPBOX_APP_KEY', 'DROPBOX_APP_SECRET']],
  ['slack', 'Slack', ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET']],
];

const ownVariables = ({
  requiredEnvVars,
  optionalEnvVars = [],
}: IntegrationDefinition): string[] => [
  ...requiredEnvVars,
  ...optionalEnvVars.map(({ name }) => name),
];

describe('the catalog', () => {
  it('keeps the promised order, names and variables', () => {
    expect(
      DEFINITIONS.map(({ key, name, requiredEnvVars }) => [key, name, requiredEnvVars]),
    ).toEqual(PROMISED);
    expect(INTEGRATION_KEYS).toEqual(PROMISED.map(([key]) => key));
  });

  it('has each indicator, module and definition once', () => {
    for (const part of ['definition', 'indicator', 'module'] as const) {
      expect(new Set(CATALOG.map((entry) => entry[part])).size).toBe(PROMISED.length);
    }
  });

  it('gives each indicator its own definition', () => {
    for (const { indicator: Indicator, definition } of CATALOG) {
      expect(new Indicator().definition).toBe(definition);
    }
  });

  it('has unique keys, names and aliases', () => {
    const names = DEFINITIONS.flatMap(({ key, aliases = [] }) => [key, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(DEFINITIONS.map(({ name }) => name)).size).toBe(DEFINITIONS.length);
  });

  it('lists every variable that may come from a file, once', () => {
    expect(INTEGRATION_ENV_VARS).toEqual(DEFINITIONS.flatMap(ownVariables));
    expect(new Set(INTEGRATION_ENV_VARS).size).toBe(INTEGRATION_ENV_VARS.length);
  });

  it('does not compile with a key that nobody has', () => {
    const known: IntegrationKey = 'zoom';
    // @ts-expect-error -- keys are a closed union
    const unknown: IntegrationKey = 'nope';
    expect(INTEGRATION_KEYS).toContain(known);
    expect(INTEGRATION_KEYS).not.toContain(unknown);
  });
});

it('controls no proof of GitHub, whose wrong logins lock an account out', () => {
  const { proofs } = DEFINITIONS.find(({ key }) => key === 'github')!;
  expect(proofs.filter(({ control }) => control !== undefined)).toEqual([]);
});
