import { SettingsError } from '../config/settings';

const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
const EXCEPTIONS = ['NO_PROXY', 'no_proxy'];

/**
 * The variables that name proxies, as Node's agents take them. `host:port` means an HTTP proxy, as
 * elsewhere; Node by itself would go without a proxy whose address it does not understand.
 * @throws SettingsError with one line for each proxy that is none, names only
 */
export function proxyEnvironment(
  read: (name: string) => string | undefined,
): Record<string, string> {
  const proxies = present(PROXIES, read).map(
    ([name, value]) => [name, value.includes('://') ? value : `http://${value}`] as const,
  );
  const wrong = proxies.filter(([, value]) => !/^https?:$/.test(URL.parse(value)?.protocol ?? ''));
  if (wrong.length > 0) {
    throw new SettingsError(wrong.map(([name]) => `${name} must be an http or https URL`));
  }
  return Object.fromEntries([...proxies, ...present(EXCEPTIONS, read)]);
}

function present(
  names: readonly string[],
  read: (name: string) => string | undefined,
): [name: string, value: string][] {
  return names.flatMap((name) => {
    const value = read(name)?.trim();
    return value ? [[name, value]] : [];
  });
}
