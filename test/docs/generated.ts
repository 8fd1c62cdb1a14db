import { describeSettings, Settings } from '../../src/config/settings';
import { urlEnvVars } from '../../src/integrations/base-urls';
import type { IntegrationDefinition } from '../../src/integrations/integration';
import { DEFINITIONS } from '../../src/integrations/integrations.catalog';

/** The file `.env.example`: every variable of the service, from the settings class and the catalog. */
export function envExample(): string {
  return [
    '# Copy to .env and fill in. NAME_FILE=/path may stand in for any secret NAME.',
    '',
    '# --- The service ---',
    ...settings().flatMap(({ name, defaultText, meaning, secret }) => [
      `# ${plain(meaning)}${secret ? ' (secret)' : ''}`,
      `# ${name}=${defaultText}`,
    ]),
    ...DEFINITIONS.flatMap(integrationLines),
    '',
  ].join('\n');
}

/** The README's table of integrations. */
export function integrationsTable(): string {
  return table(
    ['Integration', 'Required variables', 'Optional', 'What proves the credentials', 'Sure'],
    DEFINITIONS.map(({ name, key, requiredEnvVars, optionalEnvVars = [], ...rest }) => [
      `${name} (\`${key}\`)`,
      codes(requiredEnvVars),
      optionalEnvVars.map((variable) => `\`${variable.name}\`: ${variable.purpose}`).join('; ') ||
        '–',
      rest.unprovableEnvVars
        ? `${rest.proofSummary}; ${codes(rest.unprovableEnvVars)} cannot be proven, only its shape is checked`
        : rest.proofSummary,
      `${Math.round(rest.confidence * 100)} %`,
    ]),
  );
}

/** The README's table of settings. */
export function settingsTable(): string {
  return table(
    ['Variable', 'Default', 'Meaning'],
    [
      ...settings().map(({ name, defaultText, meaning, secret }) => [
        `\`${name}\``,
        defaultText === '' ? 'none' : `\`${defaultText}\``,
        `${meaning}${secret ? '; secret, or from the file that `' + name + '_FILE` names' : ''}`,
      ]),
      [
        '`<PREFIX>_API_URL`, `<PREFIX>_AUTH_URL`, `<PREFIX>_STATUS_URL`',
        "the vendor's",
        `base URLs of a vendor's API, token endpoint and status page; PREFIX is ${DEFINITIONS.map(({ envPrefix }) => `\`${envPrefix}\``).join(', ')}`,
      ],
    ],
  );
}

function settings() {
  const defaults = new Settings() as unknown as Readonly<Record<string, unknown>>;
  return [...describeSettings()].map(([name, { meaning, secret = false }]) => ({
    name,
    meaning,
    secret,
    defaultText: String(defaults[name] ?? ''),
  }));
}

function integrationLines(definition: IntegrationDefinition): string[] {
  const { name, requiredEnvVars, optionalEnvVars = [], hosts } = definition;
  const urls = urlEnvVars(definition);
  return [
    '',
    `# --- ${name} ---`,
    ...requiredEnvVars.map((envVar) => `${envVar}=`),
    ...optionalEnvVars.flatMap(({ name: envVar, purpose }) => [`# ${purpose}`, `# ${envVar}=`]),
    `# ${urls.api[0]}=${hosts.api}`,
    `# ${urls.auth[0]}=${hosts.auth}`,
    `# ${urls.status[0]}=${hosts.status}`,
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function plain(text: string): string {
  return text.replaceAll('`', '');
}
