import { DEFINITIONS, type IntegrationKey } from '../../src/integrations/integrations.catalog';
import type { SandboxServer } from './sandbox-server';
import { VENDORS } from './vendors';

/** The variables with which the service meets the sandbox: its URLs and the accepted credentials. */
export function sandboxEnv(
  sandbox: Pick<SandboxServer, 'urlOf'>,
  keys: readonly IntegrationKey[] = DEFINITIONS.map(({ key }) => key),
): Record<string, string> {
  return Object.assign(
    {},
    ...DEFINITIONS.map(({ key, envPrefix }) => ({
      [`${envPrefix}_API_URL`]: sandbox.urlOf(key),
      [`${envPrefix}_AUTH_URL`]: sandbox.urlOf(key),
      [`${envPrefix}_STATUS_URL`]: sandbox.urlOf(key),
    })),
    ...keys.map((key) => VENDORS[key].credentials),
  ) as Record<string, string>;
}
