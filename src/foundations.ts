import type { DestinationStream } from 'pino';
import type { Foundations } from './app.module';
import { SecretSource } from './config/secret-source';
import { describeSettings, parseSettings, SettingsError } from './config/settings';
import { urlEnvVars, urlProblems } from './integrations/base-urls';
import {
  DEFINITIONS,
  INTEGRATION_ENV_VARS,
  INTEGRATION_KEYS,
} from './integrations/integrations.catalog';
import { proxyProblems } from './integrations/proxy-environment';
import { createLoggers } from './logging/logger';
import { Redactor } from './logging/redactor.service';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings and secrets from the environment.
 * @param logDestination for tests; standard output by default
 * @throws SettingsError with one line for each problem, names only
 */
export function readFoundations(env: Environment, logDestination?: DestinationStream): Foundations {
  const secretSettings = [...describeSettings()].filter(([, { secret }]) => secret);
  const secretNames = [...INTEGRATION_ENV_VARS, ...secretSettings.map(([name]) => name)];
  const secrets = new SecretSource(env, secretNames);
  const read = (name: string) => secrets.get(name);
  const { settings, problems } = parseSettings(read, INTEGRATION_KEYS);
  const all = [
    ...secrets.problems,
    ...problems,
    ...proxyProblems(read),
    ...DEFINITIONS.flatMap((definition) => urlProblems(definition, read)),
  ];
  if (all.length > 0) throw new SettingsError(all);
  const redactor = new Redactor(secrets, secretNames.filter(isSecret));
  return {
    settings,
    secrets,
    redactor,
    ...createLoggers(settings.LOG_LEVEL, redactor, logDestination),
  };
}

/** Base URLs and variables that are declared public may appear in messages. */
function isSecret(name: string): boolean {
  return !DEFINITIONS.some(
    (definition) =>
      Object.values(urlEnvVars(definition)).flat().includes(name) ||
      definition.optionalEnvVars?.some(
        (variable) => variable.name === name && variable.secret === false,
      ),
  );
}
