import {
  edgePage,
  EXPECT,
  statuspageSummary,
  type Accepted,
  type SandboxAnswer,
  type SandboxRequest,
  type Scenario,
  type VendorSandbox,
} from '../vendor.sandbox';

const CHECK = 'POST /2/check/app';
const TOKEN = 'POST /oauth2/token';

/** What Dropbox puts on every answer of its own. */
const headers = { 'x-dropbox-request-id': 'sandbox0dropbox0request0id000000' };

const badCall = (problem: string): SandboxAnswer => ({
  status: 400,
  headers,
  text: `Error in call to API function "check/app": ${problem}`,
});

const apiError = (status: number, summary: string): SandboxAnswer => ({
  status,
  headers,
  json: { error_summary: `${summary}/...`, error: { '.tag': summary } },
});

const oauthError = (error: string, description?: string, status = 400): SandboxAnswer => ({
  status,
  headers,
  json: { error, ...(description !== undefined && { error_description: description }) },
});

const tooMany = (reason: string): SandboxAnswer => ({
  status: 429,
  headers: { ...headers, 'retry-after': '15' },
  json: {
    error_summary: `${reason}/...`,
    error: { reason: { '.tag': reason }, retry_after: 15 },
  },
});

const answers = {
  noAuthorization: badCall('Must provide HTTP header "Authorization".'),
  badAuthorization: badCall('Invalid authorization value in HTTP header "Authorization".'),
  badBody: badCall('request body: could not decode input as JSON'),
  invalidClient: oauthError('invalid_client: Invalid client_id or client_secret'),
  badRefreshToken: oauthError('invalid_grant', 'refresh token is malformed'),
  disabled: { status: 400, headers, text: 'App has been disabled' },
  unknownFunction: { status: 400, headers, text: 'Unknown API function: "check/app"' },
} as const satisfies Record<string, SandboxAnswer>;

const UNEXPECTED_PROOF = { ...EXPECT.unexpected, credentials: 'unproven' } as const;

/**
 * Apps that Dropbox answers in its own way, by app key. The API is asked at the same path as the
 * proof, so an answer that concerns the proof alone has to depend on the app.
 */
const peculiarApps: Readonly<Record<string, SandboxAnswer>> = {
  sbxotherecho001: { status: 200, headers, json: { result: 'probe-of-somebody-else' } },
  sbxnoecho000001: { status: 200, headers, json: {} },
  sbxrefusedtype1: apiError(403, 'invalid_account_type'),
  sbxrouteerror01: apiError(409, 'user_requested'),
  sbxlimitedapp01: tooMany('too_many_requests'),
  sbxservererror1: { status: 500, headers, text: 'Internal Server Error' },
  sbxedgeforbids1: edgePage(403),
  sbxbrokenjson01: { status: 200, headers, text: '{"result": "probe-' },
  sbxredirected01: { status: 302, headers: { location: 'https://login.example/portal' }, text: '' },
};

const atCheck = (answer: SandboxAnswer, expect: Scenario['expect']): Scenario => ({
  answers: { [CHECK]: answer },
  expect,
});

/** The echo is gone and the token endpoint is asked instead. */
const atFallback = (answer: SandboxAnswer, expect: Scenario['expect']): Scenario => ({
  answers: { [CHECK]: answers.unknownFunction, [TOKEN]: answer },
  expect,
});

const withApp = (key: string, expect: Scenario['expect']): Scenario => ({
  env: { DROPBOX_APP_KEY: key },
  accepts: { DROPBOX_APP_KEY: key },
  expect,
});

/** How Dropbox answers. */
export const dropboxSandbox: VendorSandbox = {
  credentials: {
    DROPBOX_APP_KEY: 'sbxdropboxkey01',
    DROPBOX_APP_SECRET: 'sbxdropboxsec02',
  },
  routes: {
    [CHECK]: answerCheck,
    [TOKEN]: answerToken,
    'GET /api/v2/summary.json': () => statuspageSummary({ id: 'g0f37btkjhcq', name: 'API' }),
  },
  scenarios: {
    ok: { expect: EXPECT.healthy },
    wrong_id: { accepts: { DROPBOX_APP_KEY: 'sbxanotherkey01' }, expect: EXPECT.rejected },
    wrong_secret: { accepts: { DROPBOX_APP_SECRET: 'sbxrenewedsec02' }, expect: EXPECT.rejected },
    invalid_client_401: atCheck(
      oauthError('invalid_client: Invalid client_id or client_secret', undefined, 401),
      EXPECT.rejected,
    ),
    invalid_client_in_plain_text: atCheck(
      badCall('invalid_client: Invalid client_id or client_secret'),
      EXPECT.rejected,
    ),
    invalid_client_in_summary: atCheck(apiError(401, 'invalid_client'), EXPECT.rejected),
    invalid_access_token: atCheck(apiError(401, 'invalid_access_token'), EXPECT.rejected),
    app_disabled: atCheck(answers.disabled, EXPECT.rejected),
    app_type_refused: withApp('sbxrefusedtype1', {
      status: 'degraded',
      reason: 'permission_missing',
      credentials: 'fail',
    }),
    missing_parameters: atCheck(answers.badBody, EXPECT.ourFault),
    malformed_authorization: atCheck(answers.badAuthorization, EXPECT.ourFault),
    route_error: withApp('sbxrouteerror01', EXPECT.ourFault),
    other_value_echoed: withApp('sbxotherecho001', EXPECT.unproven),
    nothing_echoed: withApp('sbxnoecho000001', EXPECT.unproven),
    echo_withdrawn: {
      answers: { [CHECK]: answers.unknownFunction },
      expect: EXPECT.unproven,
    },
    echo_withdrawn_wrong_secret: {
      answers: { [CHECK]: answers.unknownFunction },
      accepts: { DROPBOX_APP_SECRET: 'sbxrenewedsec02' },
      expect: EXPECT.rejected,
    },
    fallback_token_revoked: atFallback(
      oauthError('invalid_grant', 'refresh token is invalid or revoked'),
      EXPECT.unproven,
    ),
    fallback_invalid_client_401: atFallback(
      oauthError('invalid_client', 'Invalid client_id or client_secret', 401),
      EXPECT.rejected,
    ),
    fallback_app_disabled: atFallback(answers.disabled, EXPECT.rejected),
    fallback_invalid_request: atFallback(
      oauthError('invalid_request', 'missing required field "refresh_token"'),
      UNEXPECTED_PROOF,
    ),
    fallback_unsupported_grant_type: atFallback(
      oauthError('unsupported_grant_type'),
      UNEXPECTED_PROOF,
    ),
    fallback_limited: atFallback(
      { status: 429, headers: { ...headers, 'retry-after': '30' }, text: 'too_many_requests' },
      EXPECT.proofLimited,
    ),
    fallback_down: atFallback(edgePage(502), UNEXPECTED_PROOF),
    rate_limited: { answers: { '*': tooMany('too_many_requests') }, expect: EXPECT.rateLimited },
    write_limited: {
      answers: { '*': tooMany('too_many_write_operations') },
      expect: EXPECT.rateLimited,
    },
    rate_limited_body_only: {
      answers: { '*': { ...tooMany('too_many_requests'), headers } },
      expect: EXPECT.rateLimited,
    },
    rate_limited_plain_text: {
      answers: {
        '*': {
          status: 429,
          headers: { ...headers, 'retry-after': '60' },
          text: 'Too many requests',
        },
      },
      expect: EXPECT.rateLimited,
    },
    check_limited: withApp('sbxlimitedapp01', EXPECT.proofLimited),
    maintenance: {
      answers: { '*': { status: 503, text: 'Dropbox is down for maintenance.' } },
      expect: EXPECT.maintenance,
    },
    server_error: {
      answers: { '*': { status: 500, headers, json: { error: 'internal_error' } } },
      expect: EXPECT.vendorError,
    },
    unavailable_with_wait: {
      answers: { '*': { status: 503, headers: { ...headers, 'retry-after': '120' }, text: '' } },
      expect: EXPECT.vendorError,
    },
    server_error_html: { answers: { '*': edgePage(502) }, expect: EXPECT.vendorError },
    check_down: withApp('sbxservererror1', EXPECT.vendorError),
    edge_page: { answers: { '*': edgePage(200) }, expect: EXPECT.unexpected },
    edge_forbids: { answers: { '*': edgePage(403) }, expect: EXPECT.unexpected },
    edge_unauthorized: { answers: { '*': edgePage(401) }, expect: EXPECT.unexpected },
    edge_forbids_check: withApp('sbxedgeforbids1', EXPECT.unproven),
    login_page: {
      answers: {
        '*': { status: 302, headers: { location: 'https://login.example/portal' }, text: '' },
      },
      expect: EXPECT.unexpected,
    },
    check_redirected: withApp('sbxredirected01', EXPECT.unproven),
    broken_json: withApp('sbxbrokenjson01', EXPECT.unproven),
    broken_json_everywhere: {
      answers: { [TOKEN]: { status: 400, headers, text: '{"error": "invalid_grant"' } },
      ...withApp('sbxbrokenjson01', UNEXPECTED_PROOF),
    },
    empty_body: { answers: { '*': { status: 200, text: '' } }, expect: EXPECT.unexpected },
  },
};

function answerCheck(request: SandboxRequest, accepted: Accepted): SandboxAnswer {
  const query = (request.json as { query?: unknown } | undefined)?.query;
  if (request.bearer !== undefined) return answers.badAuthorization;
  if (!request.basic) return answers.noAuthorization;
  if (typeof query !== 'string') return answers.badBody;
  if (query.length > 500) return badCall('request body: query: must be at most 500 characters');
  if (!isAccepted(request.basic.user, request.basic.password, accepted)) {
    return answers.invalidClient;
  }
  return peculiarApps[request.basic.user] ?? { status: 200, headers, json: { result: query } };
}

function answerToken({ form, basic }: SandboxRequest, accepted: Accepted): SandboxAnswer {
  if (!form.grant_type) return oauthError('invalid_request', 'missing required field "grant_type"');
  if (form.grant_type !== 'refresh_token') return oauthError('unsupported_grant_type');
  if (!form.refresh_token) {
    return oauthError('invalid_request', 'missing required field "refresh_token"');
  }
  // The pair may come in the body or in the header, never in both.
  if (basic && form.client_id) return oauthError('invalid_request', 'client given twice');
  const user = basic?.user ?? form.client_id;
  const password = basic?.password ?? form.client_secret;
  return isAccepted(user, password, accepted) ? answers.badRefreshToken : answers.invalidClient;
}

function isAccepted(
  key: string | undefined,
  secret: string | undefined,
  accepted: Accepted,
): boolean {
  return key === accepted.DROPBOX_APP_KEY && secret === accepted.DROPBOX_APP_SECRET;
}
