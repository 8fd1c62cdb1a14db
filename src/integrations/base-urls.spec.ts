import * as fc from 'fast-check';
import { baseUrlsOf, isMock, urlEnvVars, urlProblems } from './base-urls';

const acme = {
  envPrefix: 'ACME',
  hosts: {
    api: 'https://api.acme.example',
    auth: 'https://acme.example',
    status: 'https://acmestatus.example/',
  },
  authUrlEnvVar: 'ACME_LOGIN_URL',
  vendorDomains: ['acme.example', 'acmestatus.example'],
};
const { authUrlEnvVar: _none, ...plain } = acme;

const from = (env: Readonly<Record<string, string>>) => (name: string) => env[name];

describe('the variables of base URLs', () => {
  it('begin with the prefix, the vendor-specific one behind', () => {
    expect(urlEnvVars(acme)).toEqual({
      api: ['ACME_API_URL'],
      auth: ['ACME_AUTH_URL', 'ACME_LOGIN_URL'],
      status: ['ACME_STATUS_URL'],
    });
    expect(urlEnvVars(plain).auth).toEqual(['ACME_AUTH_URL']);
  });
});

describe('the base URLs', () => {
  it("are the vendor's own, without trailing slashes", () => {
    expect(baseUrlsOf(acme, from({}))).toEqual({
      api: 'https://api.acme.example',
      auth: 'https://acme.example',
      status: 'https://acmestatus.example',
    });
  });

  it('are overridden one by one', () => {
    const env = {
      ACME_API_URL: 'http://a',
      ACME_AUTH_URL: 'http://b',
      ACME_STATUS_URL: 'http://c',
    };
    expect(baseUrlsOf(acme, from(env))).toEqual({
      api: 'http://a',
      auth: 'http://b',
      status: 'http://c',
    });
    expect(baseUrlsOf(acme, from({ ACME_AUTH_URL: 'http://b' }))).toMatchObject({
      api: 'https://api.acme.example',
      auth: 'http://b',
    });
  });

  it('prefer the general variable to the vendor-specific one', () => {
    const login = { ACME_LOGIN_URL: 'https://my.acme.example' };
    expect(baseUrlsOf(acme, from(login)).auth).toBe('https://my.acme.example');
    expect(baseUrlsOf(acme, from({ ...login, ACME_AUTH_URL: 'http://b' })).auth).toBe('http://b');
    expect(baseUrlsOf(plain, from(login)).auth).toBe('https://acme.example');
  });

  it('lose white space and trailing slashes, and keep their path', () => {
    const { api } = baseUrlsOf(acme, from({ ACME_API_URL: ' http://a/b//\n' }));
    expect(api).toBe('http://a/b');
  });
});

describe('an override', () => {
  const problems = (value: string, name = 'ACME_API_URL') =>
    urlProblems(acme, from({ [name]: value }));

  it.each([
    'http://localhost:8900',
    'https://api.acme.example',
    'https://api.acme.example/v1/',
    'http://127.0.0.1:1/acme',
    'http://[::1]:8080',
    ' https://api.acme.example ',
    'HTTPS://API.ACME.EXAMPLE',
  ])('may be %p', (value) => {
    expect(problems(value)).toEqual([]);
  });

  it.each([
    'api.acme.example',
    'localhost:8900',
    'ftp://api.acme.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'xhttp://api.acme.example',
    'https://',
    'https://user@api.acme.example',
    'https://:password@api.acme.example',
    'https://user:password@api.acme.example',
    'https://api.acme.example?key=1',
    'https://api.acme.example#top',
    'not a url',
  ])('may not be %p, which is said without the value', (value) => {
    expect(problems(value)).toEqual([
      'ACME_API_URL must be an http or https URL without query, user or password',
    ]);
  });

  it.each(['ACME_API_URL', 'ACME_AUTH_URL', 'ACME_STATUS_URL', 'ACME_LOGIN_URL'])(
    'is looked at in %s',
    (name) => {
      expect(problems('nonsense', name)).toEqual([
        `${name} must be an http or https URL without query, user or password`,
      ]);
    },
  );

  it('is not looked at when it is absent or nobody reads it', () => {
    expect(urlProblems(acme, from({}))).toEqual([]);
    expect(urlProblems(plain, from({ ACME_LOGIN_URL: 'nonsense' }))).toEqual([]);
  });
});

describe('a mock', () => {
  const zoom = { ...acme, vendorDomains: ['zoom.us', 'zoomgov.com'] };
  const own = { api: 'https://api.zoom.us', auth: 'https://zoom.us', status: 'https://zoom.us' };

  it.each([
    'https://zoom.us',
    'https://api.zoom.us',
    'https://api.eu.zoom.us:443/v2',
    'https://API.ZOOM.US',
    'https://api.zoomgov.com',
  ])('is not %s', (api) => {
    expect(isMock(zoom, { ...own, api })).toBe(false);
  });

  it.each([
    'https://evilzoom.us',
    'https://zoom.us.evil.com',
    'https://zoom.us@evil.com',
    'https://evil.com/zoom.us',
    'https://evil.com?zoom.us',
    'https://evil.com#.zoom.us',
    'https://zoom.us.',
    'https://zoom-us.com',
    'https://us',
    'https://xn--zom-sna.us',
    'http://localhost:8900/zoom',
    'http://127.0.0.1',
    'nonsense',
    '',
  ])('is %s', (url) => {
    expect(isMock(zoom, { ...own, api: url })).toBe(true);
    expect(isMock(zoom, { ...own, auth: url })).toBe(true);
    expect(isMock(zoom, { ...own, status: url })).toBe(true);
  });

  it('is every host outside the domains of the vendor', () => {
    fc.assert(
      fc.property(fc.domain(), (host) => {
        const isOwn = ['zoom.us', 'zoomgov.com'].some((d) => host === d || host.endsWith(`.${d}`));
        expect(isMock(zoom, { ...own, api: `https://${host}` })).toBe(!isOwn);
        expect(isMock(zoom, { ...own, api: `https://${host}.zoom.us` })).toBe(false);
      }),
    );
  });
});
