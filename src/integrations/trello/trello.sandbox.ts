import {
  edgePage,
  EXPECT,
  statuspageSummary,
  type Accepted,
  type SandboxAnswer,
  type SandboxRequest,
  type VendorSandbox,
} from '../vendor.sandbox';
import { sign, signatureBaseString, type Parameter } from './oauth1';

const REQUEST_TOKEN = 'POST /1/OAuthGetRequestToken';
const ME = 'GET /1/members/me';

const plain = (status: number, text: string): SandboxAnswer => ({ status, text });

const limited = (error: string, headers: Readonly<Record<string, string>> = {}): SandboxAnswer => ({
  status: 429,
  headers,
  json: { error, message: 'Rate limit exceeded' },
});

const exhausted = (limit: 'api-key' | 'api-token', max: number) => ({
  [`x-rate-limit-${limit}-interval-ms`]: '10000',
  [`x-rate-limit-${limit}-max`]: String(max),
  [`x-rate-limit-${limit}-remaining`]: '0',
});

/** The page that Trello's edge shows when Trello does not answer. */
const errorPage = (status: number, host: string): SandboxAnswer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  text: `<!DOCTYPE html><html><body><p>See <a href="https://${host}">our status page</a>.</p></body></html>`,
});

const answers = {
  invalidKey: plain(401, 'invalid key'),
  invalidToken: plain(401, 'invalid token'),
  keyWithoutToken: plain(401, 'unauthorized permission requested'),
  invalidSignature: plain(500, 'Invalid Signature'),
  badRequest: plain(400, 'Bad Request'),
  requestToken: plain(
    200,
    'oauth_token=sandboxrequesttoken&oauth_token_secret=sandboxrequestsecret&oauth_callback_confirmed=true',
  ),
  subRequestFailed: {
    status: 449,
    json: { path: '/1/members/me', originalMessage: 'sub-request failed', originalStatus: 500 },
  },
  redirect: { status: 302, headers: { location: 'https://trello.com/login' }, text: '' },
} as const satisfies Record<string, SandboxAnswer>;

const ACCESS_TOKEN = `ATTA${'5bc0'.repeat(18)}`;
const OTHER_KEY = '5bc0'.repeat(7) + '0002';
const unproven = { ...EXPECT.unexpected, credentials: 'unproven' } as const;

/** How Trello answers. */
export const trelloSandbox: VendorSandbox = {
  credentials: {
    TRELLO_API_KEY: '5bc0'.repeat(7) + '0001',
    TRELLO_API_SECRET: '5bc0'.repeat(15) + '0001',
  },
  optional: { TRELLO_API_TOKEN: ACCESS_TOKEN },
  routes: {
    [REQUEST_TOKEN]: (request, accepted) => answerRequestToken(request, accepted),
    [ME]: (request, accepted) => answerMe(request, accepted),
    'GET /api/v2/summary.json': () => statuspageSummary({ id: 'y1nllgnkxn9d', name: 'API' }),
  },
  scenarios: {
    ok: { expect: EXPECT.healthy },
    wrong_id: { accepts: { TRELLO_API_KEY: OTHER_KEY }, expect: EXPECT.rejected },
    wrong_secret: {
      accepts: { TRELLO_API_SECRET: '5bc0'.repeat(15) + '0002' },
      expect: EXPECT.rejected,
    },
    invalid_signature_lower_case: {
      answers: { [REQUEST_TOKEN]: plain(500, 'invalid signature') },
      expect: EXPECT.rejected,
    },
    invalid_signature_unauthorized: {
      answers: { [REQUEST_TOKEN]: plain(401, 'Invalid Signature') },
      expect: EXPECT.rejected,
    },
    invalid_signature_bad_request: {
      answers: { [REQUEST_TOKEN]: plain(400, 'invalid signature') },
      expect: EXPECT.rejected,
    },
    app_not_found: {
      answers: { [REQUEST_TOKEN]: plain(404, 'App not found') },
      expect: EXPECT.rejected,
    },
    app_not_found_server_error: {
      answers: { [REQUEST_TOKEN]: plain(500, 'App not found') },
      expect: EXPECT.rejected,
    },
    missing_parameters: {
      answers: { [REQUEST_TOKEN]: answers.badRequest },
      expect: EXPECT.ourFault,
    },
    bad_request_without_body: {
      answers: { [REQUEST_TOKEN]: plain(400, '') },
      expect: EXPECT.ourFault,
    },
    rate_limited: {
      answers: {
        '*': limited('API_KEY_LIMIT_EXCEEDED', {
          'retry-after': '10',
          ...exhausted('api-key', 300),
        }),
      },
      expect: EXPECT.rateLimited,
    },
    rate_limited_until_date: {
      answers: {
        '*': limited('RATE_LIMIT_EXCEEDED', { 'retry-after': 'Thu, 01 Jan 2099 00:00:00 GMT' }),
      },
      expect: EXPECT.rateLimited,
    },
    rate_limited_by_interval: {
      answers: { '*': limited('API_TOKEN_LIMIT_EXCEEDED', exhausted('api-token', 100)) },
      expect: EXPECT.rateLimited,
    },
    member_route_limited: {
      answers: { '*': limited('MEMBER_LIMIT_EXCEEDED') },
      expect: EXPECT.rateLimited,
    },
    request_token_limited: {
      answers: { [REQUEST_TOKEN]: limited('API_KEY_LIMIT_EXCEEDED', exhausted('api-key', 300)) },
      expect: EXPECT.proofLimited,
    },
    maintenance: {
      answers: { '*': plain(503, 'Trello is down for scheduled maintenance.') },
      expect: EXPECT.maintenance,
    },
    server_error: {
      answers: { '*': { status: 500, json: { message: 'Internal Error', error: 'ERROR' } } },
      expect: EXPECT.vendorError,
    },
    gateway_timeout: { answers: { '*': plain(504, '') }, expect: EXPECT.vendorError },
    server_error_html: { answers: { '*': edgePage(502) }, expect: EXPECT.vendorError },
    request_token_fault_without_words: {
      answers: { [REQUEST_TOKEN]: { status: 500, json: {} } },
      expect: EXPECT.vendorError,
    },
    request_token_fault_and_unknown_key: {
      answers: { [REQUEST_TOKEN]: { status: 500, json: {} } },
      accepts: { TRELLO_API_KEY: OTHER_KEY },
      expect: EXPECT.rejected,
    },
    request_token_down: {
      answers: { [REQUEST_TOKEN]: plain(503, 'unavailable') },
      expect: EXPECT.vendorError,
    },
    sub_request_failed: {
      answers: { '*': answers.subRequestFailed },
      expect: EXPECT.vendorError,
    },
    request_token_sub_request_failed: {
      answers: { [REQUEST_TOKEN]: answers.subRequestFailed },
      expect: EXPECT.vendorError,
    },
    error_page_of_trello: {
      answers: { '*': errorPage(200, 'trello.status.atlassian.com') },
      expect: EXPECT.vendorError,
    },
    error_page_of_atlassian: {
      answers: { '*': errorPage(403, 'status.atlassian.com') },
      expect: EXPECT.vendorError,
    },
    edge_page: { answers: { '*': edgePage(200) }, expect: EXPECT.unexpected },
    edge_page_unauthorized: { answers: { '*': edgePage(401) }, expect: EXPECT.unexpected },
    edge_page_at_request_token: {
      answers: { [REQUEST_TOKEN]: edgePage(403) },
      expect: unproven,
    },
    login_redirect: { answers: { [REQUEST_TOKEN]: answers.redirect }, expect: unproven },
    broken_form: {
      answers: { [REQUEST_TOKEN]: plain(200, 'oauth_token=sandboxrequesttoken') },
      expect: unproven,
    },
    broken_json: {
      answers: {
        '*': { status: 200, headers: { 'content-type': 'application/json' }, text: '{"id":' },
      },
      expect: EXPECT.unexpected,
    },
    empty_body: { answers: { '*': plain(200, '') }, expect: EXPECT.unexpected },
    access_token: { env: { TRELLO_API_TOKEN: ACCESS_TOKEN }, expect: EXPECT.healthy },
    access_token_revoked: {
      env: { TRELLO_API_TOKEN: `ATTA${'0bad'.repeat(18)}` },
      expect: EXPECT.rejected,
    },
  },
};

function answerRequestToken(request: SandboxRequest, accepted: Accepted): SandboxAnswer {
  const oauth = oauthParameters(request);
  const value = (name: string) => oauth.find(([given]) => given === name)?.[1];
  const needed = ['oauth_consumer_key', 'oauth_nonce', 'oauth_timestamp', 'oauth_signature'];
  if (!needed.every((name) => value(name))) return answers.badRequest;
  if (value('oauth_consumer_key') !== accepted.TRELLO_API_KEY) return answers.invalidKey;
  if (value('oauth_signature_method') !== 'HMAC-SHA1') return answers.invalidSignature;
  const signed = oauth.filter(([name]) => name !== 'oauth_signature' && name !== 'realm');
  const baseString = signatureBaseString(request.method, request.url, [
    ...signed,
    ...Object.entries(request.form),
  ]);
  return value('oauth_signature') === sign(baseString, accepted.TRELLO_API_SECRET ?? '')
    ? answers.requestToken
    : answers.invalidSignature;
}

function answerMe(request: SandboxRequest, accepted: Accepted): SandboxAnswer {
  const oauth = Object.fromEntries(oauthParameters(request));
  const key = oauth.oauth_consumer_key ?? request.query.get('key');
  const token = oauth.oauth_token ?? request.query.get('token');
  if (key !== accepted.TRELLO_API_KEY) return answers.invalidKey;
  if (!token) return answers.keyWithoutToken;
  if (token !== accepted.TRELLO_API_TOKEN) return answers.invalidToken;
  return { status: 200, json: { id: '5bc05bc05bc05bc05bc05bc0' } };
}

/** The parameters of an Authorization header of the OAuth scheme, decoded. */
function oauthParameters({ headers }: SandboxRequest): Parameter[] {
  const [, list] = /^OAuth\s+(.*)$/is.exec(headers.authorization ?? '') ?? [];
  return [...(list ?? '').matchAll(/([\w%.~-]+)="([^"]*)"/g)].map(([, name, value]): Parameter => [
    decodeURIComponent(name!),
    decodeURIComponent(value!),
  ]);
}
