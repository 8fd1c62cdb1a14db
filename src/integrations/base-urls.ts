import type { BaseUrls, IntegrationDefinition } from './integration';

const SUFFIXES = { api: 'API_URL', auth: 'AUTH_URL', status: 'STATUS_URL' } as const;

type UrlDefinition = Pick<
  IntegrationDefinition,
  'envPrefix' | 'hosts' | 'authUrlEnvVar' | 'vendorDomains'
>;

/** The variables that may override an integration's base URLs, in order of precedence. */
export function urlEnvVars({ envPrefix, authUrlEnvVar }: UrlDefinition): {
  [Base in keyof BaseUrls]: string[];
} {
  return {
    api: [`${envPrefix}_${SUFFIXES.api}`],
    auth: [`${envPrefix}_${SUFFIXES.auth}`, ...(authUrlEnvVar ? [authUrlEnvVar] : [])],
    status: [`${envPrefix}_${SUFFIXES.status}`],
  };
}

/** The base URLs in force, without trailing slashes. */
export function baseUrlsOf(
  definition: UrlDefinition,
  read: (name: string) => string | undefined,
): BaseUrls {
  const names = urlEnvVars(definition);
  const urlOf = (base: keyof BaseUrls) =>
    (firstPresent(names[base], read) ?? definition.hosts[base]).trim().replace(/\/+$/, '');
  return { api: urlOf('api'), auth: urlOf('auth'), status: urlOf('status') };
}

/** One line for each override that is no http(s) URL; names only. */
export function urlProblems(
  definition: UrlDefinition,
  read: (name: string) => string | undefined,
): string[] {
  return Object.values(urlEnvVars(definition))
    .flat()
    .filter((name) => {
      const value = read(name);
      return value !== undefined && !isHttpUrl(value.trim());
    })
    .map((name) => `${name} must be an http or https URL without query, user or password`);
}

/** Whether any base URL in force points to a host outside the vendor's own domains. */
export function isMock({ vendorDomains }: UrlDefinition, urls: BaseUrls): boolean {
  return Object.values(urls).some((url) => {
    const host = URL.parse(url)?.hostname ?? '';
    return !vendorDomains.some((domain) => host === domain || host.endsWith(`.${domain}`));
  });
}

function firstPresent(
  names: readonly string[],
  read: (name: string) => string | undefined,
): string | undefined {
  return names.map(read).find((value) => value !== undefined);
}

function isHttpUrl(value: string): boolean {
  const url = URL.parse(value);
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    !url.username &&
    !url.password &&
    !url.search &&
    !url.hash
  );
}
