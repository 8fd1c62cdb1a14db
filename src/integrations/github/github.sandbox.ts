import {
  edgePage,
  EXPECT,
  statuspageSummary,
  type Accepted,
  type SandboxAnswer,
  type SandboxRequest,
  type VendorSandbox,
} from '../vendor.sandbox';

const LIMITS = 'GET /rate_limit';
const CODE = 'POST /login/oauth/access_token';

const OAUTH_APP = 'Ov23sbxSandboxOnly00';
const GITHUB_APP = 'Iv23sbxGitHubAppOnly';
/** An OAuth app that the API serves as if nobody had signed in. */
const ANONYMOUS_APP = '5b00000000000000abcd';
/** An OAuth app that an API without limit headers serves. */
const HEADERLESS_APP = '5b00000000000000dcba';

const CHECK_TOKEN = `POST /applications/${GITHUB_APP}/token`;

const limitHeaders = (limit: number, remaining = limit - 1): Record<string, string> => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': '4070908800',
  'x-ratelimit-resource': 'core',
  'x-github-request-id': '0000:SANDBOX',
});

const limits = (limit: number): SandboxAnswer => {
  const rate = { limit, used: 1, remaining: limit - 1, reset: 4070908800 };
  return {
    status: 200,
    headers: limitHeaders(limit),
    json: { resources: { core: rate, search: { ...rate, limit: 30 } }, rate },
  };
};

const refuse = (
  status: number,
  message: string,
  headers: Record<string, string> = limitHeaders(60),
): SandboxAnswer => ({
  status,
  headers,
  json: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});

const SECONDARY = 'You have exceeded a secondary rate limit. Please wait a few minutes.';

const answers = {
  badCredentials: refuse(401, 'Bad credentials'),
  unknownApp: refuse(404, 'Not Found'),
  unknownToken: refuse(404, 'Not Found', limitHeaders(5000)),
  noToken: refuse(422, 'Validation Failed', limitHeaders(5000)),
  noUserAgent: {
    status: 403,
    text: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
  },
  versionGone: refuse(410, 'This API version is no longer supported.'),
  versionUnknown: refuse(400, 'This API version does not exist.'),
  primaryLimit: refuse(403, 'API rate limit exceeded for sandbox.', limitHeaders(5000, 0)),
  secondaryLimit: refuse(403, SECONDARY, { ...limitHeaders(5000), 'retry-after': '90' }),
  locked: refuse(403, 'Maximum number of login attempts exceeded. Please try again later.'),
  singleSignOn: refuse(403, 'Resource protected by organization SAML enforcement.', {
    ...limitHeaders(5000),
    'x-github-sso': 'required; url=https://github.com/orgs/sandbox/sso',
  }),
  unlimited: { status: 404, json: { message: 'Rate limiting is not enabled.' } },
  badCode: { status: 200, json: { error: 'bad_verification_code' } },
  redirectMismatch: { status: 200, json: { error: 'redirect_uri_mismatch' } },
  badPair: {
    status: 200,
    json: {
      error: 'incorrect_client_credentials',
      error_description: 'The client_id and/or client_secret passed are incorrect.',
    },
  },
  codeNotFound: { status: 404, json: { error: 'Not Found' } },
  brokenJson: {
    status: 200,
    headers: { ...limitHeaders(5000), 'content-type': 'application/json; charset=utf-8' },
    text: '{"resources":{"core":{"limit":5000',
  },
  empty: { status: 200, text: '' },
  redirect: { status: 302, headers: { location: 'https://github.com/login' }, text: '' },
} as const satisfies Record<string, SandboxAnswer>;

/** One token of the sandbox's own for each situation in which every login is answered alike. */
const situations = {
  ghp_sandbox_everyone_locked_out_0000000000000: answers.locked,
  ghp_sandbox_single_sign_on_0000000000000000000: answers.singleSignOn,
  ghp_sandbox_primary_limit_00000000000000000000: answers.primaryLimit,
  ghp_sandbox_secondary_limit_000000000000000000: answers.secondaryLimit,
  ghp_sandbox_secondary_quiet_000000000000000000: refuse(403, SECONDARY, {}),
  ghp_sandbox_version_unknown_000000000000000000: answers.versionUnknown,
  ghp_sandbox_proxy_forbids_00000000000000000000: edgePage(403),
  ghp_sandbox_proxy_unauthorized_000000000000000: edgePage(401),
  ghp_sandbox_broken_json_0000000000000000000000: answers.brokenJson,
  ghp_sandbox_empty_body_00000000000000000000000: answers.empty,
  ghp_sandbox_redirected_00000000000000000000000: answers.redirect,
  ghp_sandbox_server_error_000000000000000000000: refuse(500, 'Server Error'),
} as const satisfies Record<string, SandboxAnswer>;

const everyLogin = (token: keyof typeof situations): { accepts: Accepted } => ({
  accepts: { GITHUB_TOKEN: token },
});

const app = (id: string): { env: Accepted; accepts: Accepted } => ({
  env: { GITHUB_CLIENT_ID: id },
  accepts: { GITHUB_CLIENT_ID: id },
});

const ANOTHER_SECRET = 'beefcafebeefcafebeefcafebeefcafebeefcafe';
const APP_USER_TOKEN = 'ghu_sandbox_user_of_the_app_000000000000000';

/** The proof's endpoint answered, but not in a form that any row names. */
const ODD_PROOF = { ...EXPECT.unexpected, credentials: 'unproven' } as const;

/** Not even the API could be asked. */
const OUR_FAULT_AT_API = { ...EXPECT.ourFault, credentials: 'skip' } as const;

/** How GitHub answers. */
export const githubSandbox: VendorSandbox = {
  credentials: {
    GITHUB_TOKEN: 'ghp_sandbox_only_not_a_real_token_0000000000',
    GITHUB_CLIENT_ID: OAUTH_APP,
    GITHUB_CLIENT_SECRET: 'facade0ffacade0ffacade0ffacade0ffacade0f',
  },
  routes: {
    [LIMITS]: (request, accepted) => misuse(request) ?? answerLimits(request, accepted),
    'POST /applications/*': (request, accepted) =>
      misuse(request) ?? answerCheck(request, accepted),
    [CODE]: (request, accepted) => answerCode(request, accepted),
    'GET /api/v2/summary.json': () =>
      statuspageSummary({ id: 'brv1bkgrwx7q', name: 'API Requests' }),
  },
  scenarios: {
    ok: { expect: EXPECT.healthy },
    wrong_id: {
      accepts: { GITHUB_CLIENT_ID: 'Ov23sbxOfAnotherApp0' },
      expect: EXPECT.rejected,
    },
    wrong_secret: { accepts: { GITHUB_CLIENT_SECRET: ANOTHER_SECRET }, expect: EXPECT.rejected },
    wrong_token: {
      accepts: { GITHUB_TOKEN: 'ghp_sandbox_token_that_was_renewed_00000000' },
      expect: EXPECT.rejected,
    },
    missing_parameters: {
      ...everyLogin('ghp_sandbox_version_unknown_000000000000000000'),
      expect: EXPECT.ourFault,
    },
    api_version_gone: { answers: { '*': answers.versionGone }, expect: OUR_FAULT_AT_API },
    user_agent_removed: { answers: { '*': answers.noUserAgent }, expect: OUR_FAULT_AT_API },
    locked_out: {
      ...everyLogin('ghp_sandbox_everyone_locked_out_0000000000000'),
      expect: EXPECT.locked,
    },
    single_sign_on_required: {
      ...everyLogin('ghp_sandbox_single_sign_on_0000000000000000000'),
      expect: { status: 'degraded', reason: 'permission_missing', credentials: 'fail' },
    },
    rate_limited: { answers: { '*': answers.primaryLimit }, expect: EXPECT.rateLimited },
    rate_limited_with_429: {
      answers: { '*': { ...answers.primaryLimit, status: 429 } },
      expect: EXPECT.rateLimited,
    },
    secondary_limit: { answers: { '*': answers.secondaryLimit }, expect: EXPECT.rateLimited },
    secondary_limit_with_date: {
      answers: {
        '*': refuse(429, SECONDARY, { 'retry-after': 'Thu, 01 Jan 2099 00:00:00 GMT' }),
      },
      expect: EXPECT.rateLimited,
    },
    secondary_limit_without_wait: {
      answers: { '*': refuse(403, SECONDARY, {}) },
      expect: EXPECT.rateLimited,
    },
    logins_limited: {
      ...everyLogin('ghp_sandbox_primary_limit_00000000000000000000'),
      expect: EXPECT.proofLimited,
    },
    logins_limited_by_secondary_limit: {
      ...everyLogin('ghp_sandbox_secondary_limit_000000000000000000'),
      expect: EXPECT.proofLimited,
    },
    logins_limited_without_wait: {
      ...everyLogin('ghp_sandbox_secondary_quiet_000000000000000000'),
      expect: EXPECT.proofLimited,
    },
    maintenance: {
      answers: { '*': { status: 503, text: 'GitHub is down for scheduled maintenance.' } },
      expect: EXPECT.maintenance,
    },
    server_error: { answers: { '*': refuse(500, 'Server Error') }, expect: EXPECT.vendorError },
    request_cut_off: { answers: { '*': refuse(502, 'Server Error') }, expect: EXPECT.vendorError },
    server_error_html: { answers: { '*': edgePage(504) }, expect: EXPECT.vendorError },
    logins_fail: {
      ...everyLogin('ghp_sandbox_server_error_000000000000000000000'),
      expect: EXPECT.vendorError,
    },
    edge_page: { answers: { '*': edgePage(200) }, expect: EXPECT.unexpected },
    edge_page_forbidden: { answers: { '*': edgePage(403) }, expect: EXPECT.unexpected },
    redirect_to_login: { answers: { '*': answers.redirect }, expect: EXPECT.unexpected },
    broken_json: { answers: { '*': answers.brokenJson }, expect: EXPECT.unexpected },
    empty_body: { answers: { '*': answers.empty }, expect: EXPECT.unexpected },
    proxy_forbids_logins: {
      ...everyLogin('ghp_sandbox_proxy_forbids_00000000000000000000'),
      expect: ODD_PROOF,
    },
    proxy_unauthorized_logins: {
      ...everyLogin('ghp_sandbox_proxy_unauthorized_000000000000000'),
      expect: ODD_PROOF,
    },
    broken_json_for_logins: {
      ...everyLogin('ghp_sandbox_broken_json_0000000000000000000000'),
      expect: ODD_PROOF,
    },
    empty_body_for_logins: {
      ...everyLogin('ghp_sandbox_empty_body_00000000000000000000000'),
      expect: ODD_PROOF,
    },
    redirect_of_logins: {
      ...everyLogin('ghp_sandbox_redirected_00000000000000000000000'),
      expect: ODD_PROOF,
    },
    // The web endpoint proves the pair; the token is listed as unproven.
    enterprise_server_without_limits: {
      answers: { [LIMITS]: answers.unlimited },
      expect: EXPECT.healthy,
    },
    limit_in_body_only: { ...app(HEADERLESS_APP), expect: EXPECT.healthy },
    pair_counted_as_anonymous: { ...app(ANONYMOUS_APP), expect: EXPECT.healthy },
    pair_counted_as_anonymous_redirect_mismatch: {
      ...app(ANONYMOUS_APP),
      answers: { [CODE]: answers.redirectMismatch },
      expect: EXPECT.healthy,
    },
    pair_counted_as_anonymous_wrong_secret: {
      ...app(ANONYMOUS_APP),
      accepts: { GITHUB_CLIENT_ID: ANONYMOUS_APP, GITHUB_CLIENT_SECRET: ANOTHER_SECRET },
      expect: EXPECT.rejected,
    },
    pair_counted_as_anonymous_app_deleted: {
      ...app(ANONYMOUS_APP),
      answers: { [CODE]: answers.codeNotFound },
      expect: EXPECT.rejected,
    },
    // The token is proven; the pair is listed as unproven.
    pair_counted_as_anonymous_web_down: {
      ...app(ANONYMOUS_APP),
      answers: { [CODE]: edgePage(502) },
      expect: EXPECT.healthy,
    },
    pair_counted_as_anonymous_web_limited: {
      ...app(ANONYMOUS_APP),
      answers: { [CODE]: { status: 429, headers: { 'retry-after': '60' }, text: 'Slow down' } },
      expect: EXPECT.proofLimited,
    },
    github_app: { ...app(GITHUB_APP), expect: EXPECT.healthy },
    github_app_with_its_own_token: {
      env: { GITHUB_CLIENT_ID: GITHUB_APP, GITHUB_TOKEN: APP_USER_TOKEN },
      accepts: { GITHUB_CLIENT_ID: GITHUB_APP, GITHUB_TOKEN: APP_USER_TOKEN },
      expect: EXPECT.healthy,
    },
    github_app_unknown: {
      env: { GITHUB_CLIENT_ID: GITHUB_APP },
      expect: EXPECT.rejected,
    },
    github_app_wrong_secret: {
      env: { GITHUB_CLIENT_ID: GITHUB_APP },
      accepts: { GITHUB_CLIENT_ID: GITHUB_APP, GITHUB_CLIENT_SECRET: ANOTHER_SECRET },
      expect: EXPECT.rejected,
    },
    github_app_token_missing: {
      ...app(GITHUB_APP),
      answers: { [CHECK_TOKEN]: answers.noToken },
      expect: EXPECT.ourFault,
    },
    github_app_behind_proxy: {
      ...app(GITHUB_APP),
      answers: { [CHECK_TOKEN]: edgePage(403) },
      expect: EXPECT.healthy,
    },
    github_app_behind_proxy_wrong_secret: {
      ...app(GITHUB_APP),
      answers: { [CHECK_TOKEN]: edgePage(401), [CODE]: answers.badPair },
      expect: EXPECT.rejected,
    },
    github_app_limited: {
      ...app(GITHUB_APP),
      answers: { [CHECK_TOKEN]: answers.secondaryLimit },
      expect: EXPECT.proofLimited,
    },
  },
};

/** What GitHub refuses before it looks at credentials. */
function misuse({ headers }: SandboxRequest): SandboxAnswer | undefined {
  if (!headers['user-agent']) return answers.noUserAgent;
  const version = headers['x-github-api-version'] ?? '2022-11-28';
  return /^(2022-11-28|2026-03-10)$/.test(version) ? undefined : answers.versionUnknown;
}

function answerLimits(request: SandboxRequest, accepted: Accepted): SandboxAnswer {
  const { basic, bearer } = request;
  if (!basic && bearer === undefined) return limits(60);
  const situation = Object.entries(situations).find(([token]) => token === accepted.GITHUB_TOKEN);
  if (situation) return situation[1];
  if (!basic) return bearer === accepted.GITHUB_TOKEN ? limits(5000) : answers.badCredentials;
  if (basic.user === ANONYMOUS_APP) return limits(60);
  if (!isPair(basic.user, basic.password, accepted)) return answers.badCredentials;
  const { status, json, headers } = limits(5000);
  return basic.user === HEADERLESS_APP
    ? { status, json }
    : { status, json, headers: headers ?? {} };
}

function answerCheck({ basic, json, path }: SandboxRequest, accepted: Accepted): SandboxAnswer {
  if (!basic || path !== `/applications/${basic.user}/token`) return answers.unknownApp;
  if (basic.user !== accepted.GITHUB_CLIENT_ID) return answers.unknownApp;
  if (!isPair(basic.user, basic.password, accepted)) return answers.badCredentials;
  const token = (json as { access_token?: unknown } | undefined)?.access_token;
  if (typeof token !== 'string' || token === '') return answers.noToken;
  if (token !== accepted.GITHUB_TOKEN) return answers.unknownToken;
  return {
    status: 200,
    headers: limitHeaders(5000),
    json: { id: 1, app: { name: 'Sandbox', client_id: basic.user }, user: { id: 2 }, scopes: [] },
  };
}

function answerCode({ form, headers }: SandboxRequest, accepted: Accepted): SandboxAnswer {
  if (!headers.accept?.includes('application/json')) {
    return { status: 200, text: 'error=bad_verification_code' };
  }
  if (form.client_id !== accepted.GITHUB_CLIENT_ID) return answers.codeNotFound;
  if (!isPair(form.client_id, form.client_secret, accepted)) return answers.badPair;
  return form.code ? answers.badCode : answers.redirectMismatch;
}

function isPair(id: string | undefined, secret: string | undefined, accepted: Accepted): boolean {
  return id === accepted.GITHUB_CLIENT_ID && secret === accepted.GITHUB_CLIENT_SECRET;
}
