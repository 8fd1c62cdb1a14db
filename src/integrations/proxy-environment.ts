import { SettingsError } from '../config/settings';

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
const EXCEPTIONS = ['NO_PROXY', 'no_proxy'];

type Read = (name: string) => string | undefined;

/**
 * The variables that name proxies, as Node's agents take them. `host:port` means an HTTP proxy, as
 * elsewhere; Node by itself would go without a proxy whose address it does not understand.
 * @throws SettingsError with {@link proxyProblems}
 */
export function proxyEnvironment(read: Read): Record<string, string> {
  const problems = proxyProblems(read);
  if (problems.length > 0) throw new SettingsError(problems);
  return Object.fromEntries([...proxies(read), ...present(EXCEPTIONS, read)]);
}

/** One line for each proxy whose address is no http(s) URL; names only. */
export function proxyProblems(read: Read): string[] {
  return proxies(read)
    .filter(([, address]) => !/^https?:$/.test(URL.parse(address)?.protocol ?? ''))
    .map(([name]) => `${name} must be an http or https URL`);
}

function proxies(read: Read): [name: string, address: string][] {
  return present(PROXIES, read).map(([name, value]) => [
    name,
    value.includes('://') ? value : `http://${value}`,
  ]);
}

function present(names: readonly string[], read: Read): [name: string, value: string][] {
  return names.flatMap((name) => {
    const value = read(name)?.trim();
    return value ? [[name, value]] : [];
  });
}
