import type { AnswerRule } from '../../core/answer';
import type { Finding } from '../../core/finding';
import type { CredentialProof, Probe } from '../integration';
import { BOGUS_GRANT } from '../probe-values';

/** What GitHub recommends to send with every REST call. */
export const REST_HEADERS = {
  Accept: 'application/vnd.github+json',
  'X-GitHub-Api-Version': '2022-11-28',
} as const;

/** Offered to an app's token check when no token of an app is configured. */
const BOGUS_TOKEN = 'health-probe-invalid-token';

const RENEW_PAIR =
  'renew GITHUB_CLIENT_SECRET and check GITHUB_CLIENT_ID in the developer settings of GitHub';
const ANONYMOUS =
  'GitHub took the request for anonymous; see whether a proxy removes the Authorization header';
const UNLIMITED =
  'this server does not limit rates and tells nothing about the credentials; use them once to see';

/** The form of GitHub's own errors. */
const ERROR = { message: String, documentation_url: String } as const;

/** An authenticated app has 5000 requests an hour or more, an anonymous caller 60. */
const APP_LIMIT = /^([5-9]\d{3}|[1-9]\d{4,})$/;
const ANONYMOUS_LIMIT = /^60$/;
const NO_HEADER = /^$/;
const appLimit = { matches: (value: unknown) => typeof value === 'number' && value >= 5000 };

/** Rows for what can come between a REST question and its answer. */
export const restAnswers: readonly AnswerRule[] = [
  // GitHub answers exhausted limits with 403 too; a lock-out lacks these marks.
  { status: 403, headers: { 'x-ratelimit-remaining': /^0$/ }, means: 'rate_limited' },
  { status: 403, headers: { 'retry-after': /\S/ }, means: 'rate_limited' },
  {
    status: 403,
    json: { message: /secondary rate limit|rate limit exceeded/i },
    means: 'rate_limited',
  },
  {
    status: 403,
    text: /user-agent header/i,
    means: 'check_failed',
    note: 'GitHub requires a User-Agent; see whether a proxy removes it',
  },
  {
    status: [400, 410],
    json: { message: String },
    means: 'check_failed',
    note: 'GitHub does not serve the API version that is asked for',
  },
];

/** Rows for refusals of a login by GitHub's REST API, behind {@link restAnswers}. */
const loginRefusals: readonly AnswerRule[] = [
  {
    status: 403,
    headers: { 'x-github-sso': /\S/ },
    means: 'permission_missing',
    note: 'authorize GITHUB_TOKEN for the single sign-on of the organization',
  },
  {
    status: 403,
    json: ERROR,
    means: 'credentials_locked',
    note: 'GitHub locked sign-in attempts; wait',
  },
];

/** GitHub Enterprise Server without rate limits answers this to everyone. */
export const unlimited = (means: Finding): AnswerRule => ({
  status: [200, 403, 404],
  json: { message: /^rate limiting is not enabled/i },
  means,
  ...(means === 'unproven' && { note: UNLIMITED }),
});

/** A caller with the anonymous limit was not recognised, whatever it sent. */
const anonymousAnswers = (shape: string, limit: string): readonly AnswerRule[] => {
  const unproven = { status: 200, means: 'unproven', note: ANONYMOUS } as const;
  return [
    { ...unproven, headers: { 'x-ratelimit-limit': ANONYMOUS_LIMIT }, json: { [shape]: Object } },
    { ...unproven, headers: { 'x-ratelimit-limit': NO_HEADER }, json: { [limit]: 60 } },
  ];
};

/** Asks for the limits with the token: free of charge and open to every kind of token. */
export const tokenProof: CredentialProof = {
  proves: ['GITHUB_TOKEN'],
  request: ({ urls, env }) => ({
    method: 'GET',
    url: `${urls.api}/rate_limit`,
    headers: REST_HEADERS,
    bearer: env('GITHUB_TOKEN'),
  }),
  answers: [
    ...anonymousAnswers('resources', 'resources.core.limit'),
    { status: 200, json: { resources: Object }, means: 'accepted' },
    {
      status: 401,
      json: { message: /bad credentials/i },
      means: 'credentials_rejected',
      note: 'renew GITHUB_TOKEN',
    },
    unlimited('unproven'),
    ...restAnswers,
    ...loginRefusals,
  ],
};

/** Offers a bogus code: GitHub answers 200 to a right and to a wrong pair, so the error decides. */
const codeProbe: Probe = {
  request: ({ urls, env }) => ({
    method: 'POST',
    url: `${urls.auth}/login/oauth/access_token`,
    form: {
      client_id: env('GITHUB_CLIENT_ID'),
      client_secret: env('GITHUB_CLIENT_SECRET'),
      code: BOGUS_GRANT,
    },
  }),
  answers: [
    {
      status: 200,
      json: { error: /^(bad_verification_code|redirect_uri_mismatch)$/ },
      means: 'accepted',
    },
    {
      status: 200,
      json: { error: 'incorrect_client_credentials' },
      means: 'credentials_rejected',
      note: RENEW_PAIR,
    },
    {
      status: 404,
      json: { error: 'Not Found' },
      means: 'credentials_rejected',
      note: 'GitHub knows no app with this GITHUB_CLIENT_ID',
    },
  ],
};

// Asked only after an answer that refuses nothing: refused logins are never repeated, because
// GitHub locks sign-ins after a few of them. For the same reason no proof here has a control.
const fallback: NonNullable<Probe['fallback']> = {
  on: ['unexpected_response', 'unproven'],
  probe: codeProbe,
};

const PAIR = ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'] as const;

const isGitHubApp: CredentialProof['when'] = ({ env }) => env('GITHUB_CLIENT_ID').startsWith('Iv');

/** Whose limit it is, by the header or, without one, by the body. */
const limitAnswers = (shape: string, limit: string): readonly AnswerRule[] => {
  const accepted = { status: 200, means: 'accepted' } as const;
  return [
    { ...accepted, headers: { 'x-ratelimit-limit': APP_LIMIT }, json: { [shape]: Object } },
    { ...accepted, headers: { 'x-ratelimit-limit': NO_HEADER }, json: { [limit]: appLimit } },
    ...anonymousAnswers(shape, limit),
  ];
};

/** Reads the limits as the app: an OAuth app may do so with its pair and has a limit of its own. */
export const oauthAppProof: CredentialProof = {
  proves: PAIR,
  when: (context) => !isGitHubApp(context),
  request: ({ urls, env }) => ({
    method: 'GET',
    url: `${urls.api}/rate_limit`,
    headers: REST_HEADERS,
    basic: [env('GITHUB_CLIENT_ID'), env('GITHUB_CLIENT_SECRET')],
  }),
  answers: [
    ...limitAnswers('resources', 'resources.core.limit'),
    ...limitAnswers('rate', 'rate.limit'),
    {
      status: 401,
      json: { message: /bad credentials/i },
      means: 'credentials_rejected',
      note: RENEW_PAIR,
    },
    { status: 401, json: ERROR, means: 'credentials_rejected', note: RENEW_PAIR },
    unlimited('unproven'),
    ...restAnswers,
    ...loginRefusals,
  ],
  fallback,
};

/** Has the app check a token: the only kind of call that a GitHub App may make with its pair. */
export const githubAppProof: CredentialProof = {
  proves: PAIR,
  when: isGitHubApp,
  request: ({ urls, env }) => ({
    method: 'POST',
    url: `${urls.api}/applications/${encodeURIComponent(env('GITHUB_CLIENT_ID'))}/token`,
    headers: REST_HEADERS,
    basic: [env('GITHUB_CLIENT_ID'), env('GITHUB_CLIENT_SECRET')],
    json: {
      access_token: /^gh[ou]_/.test(env('GITHUB_TOKEN')) ? env('GITHUB_TOKEN') : BOGUS_TOKEN,
    },
  }),
  answers: [
    { status: 200, json: { app: Object }, means: 'accepted' },
    { status: 200, json: { user: Object }, means: 'accepted' },
    // "No such token" is said to a known app and to nobody alike; only the limit tells them apart.
    {
      status: 404,
      headers: { 'x-ratelimit-limit': APP_LIMIT },
      json: { message: String },
      means: 'accepted',
    },
    {
      status: 404,
      headers: { 'x-ratelimit-limit': ANONYMOUS_LIMIT },
      json: { message: String },
      means: 'credentials_rejected',
      note: 'GitHub knows no app with this GITHUB_CLIENT_ID',
    },
    {
      status: 401,
      json: { message: /bad credentials/i },
      means: 'credentials_rejected',
      note: RENEW_PAIR,
    },
    { status: 401, json: ERROR, means: 'credentials_rejected', note: RENEW_PAIR },
    { status: 422, json: { message: String }, means: 'check_failed' },
    ...restAnswers,
  ],
  fallback,
};
