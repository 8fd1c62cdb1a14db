import { proxyEnvironment } from './proxy-environment';

const readFrom = (env: Record<string, string>) => (name: string) => env[name];

describe('the proxies of the environment', () => {
  it.each([
    [{}, {}],
    [{ OTHER: 'http://proxy.example' }, {}],
    [{ HTTPS_PROXY: '  ' }, {}],
    [{ HTTPS_PROXY: 'http://proxy.example:3128' }, { HTTPS_PROXY: 'http://proxy.example:3128' }],
    [{ https_proxy: 'https://u:w@proxy.example' }, { https_proxy: 'https://u:w@proxy.example' }],
    [{ HTTP_PROXY: ' proxy.example:3128 ' }, { HTTP_PROXY: 'http://proxy.example:3128' }],
    [{ NO_PROXY: 'localhost,.example' }, { NO_PROXY: 'localhost,.example' }],
  ])('of %o are %o', (env, expected) => {
    expect(proxyEnvironment(readFrom(env))).toEqual(expected);
  });

  it('are refused by name, without their values, when they are none', () => {
    const env = { HTTPS_PROXY: 'socks5://user:word@proxy.example', http_proxy: 'two words' };
    expect(() => proxyEnvironment(readFrom(env))).toThrow(
      /^HTTPS_PROXY must be an http or https URL\nhttp_proxy must be an http or https URL$/,
    );
  });
});
