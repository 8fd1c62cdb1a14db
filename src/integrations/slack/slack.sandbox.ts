import {
  edgePage,
  EXPECT,
  type Accepted,
  type SandboxAnswer,
  type SandboxRequest,
  type Scenario,
  type VendorSandbox,
} from '../vendor.sandbox';

const API_TEST = 'POST /api/api.test';
const ACCESS = 'POST /api/oauth.v2.access';
const AUTH_TEST = 'POST /api/auth.test';

const BOT_TOKEN = 'xoxb-sandbox-bot-token-not-real';
/** Apps whose codes Slack refuses in another way. */
const USED_CODE_APP = '3333333333.4444444444444';
const EXPIRED_CODE_APP = '5555555555.6666666666666';

const refuse = (error: string): SandboxAnswer => ({ status: 200, json: { ok: false, error } });

const limited = (retryAfter: string): SandboxAnswer => ({
  status: 429,
  headers: { 'retry-after': retryAfter },
  json: { ok: false, error: 'ratelimited' },
});

const UNEXPECTED_PROOF = { ...EXPECT.unexpected, credentials: 'unproven' } as const;
const PERMISSION_MISSING = {
  status: 'degraded',
  reason: 'permission_missing',
  credentials: 'fail',
} as const;

const atAccess = (answer: SandboxAnswer, expect: Scenario['expect']): Scenario => ({
  answers: { [ACCESS]: answer },
  expect,
});

const atApi = (answer: SandboxAnswer, expect: Scenario['expect']): Scenario => ({
  answers: { [API_TEST]: answer },
  expect,
});

const atBot = (answer: SandboxAnswer, expect: Scenario['expect']): Scenario => ({
  answers: { [AUTH_TEST]: answer },
  env: { SLACK_BOT_TOKEN: BOT_TOKEN },
  expect,
});

const withApp = (clientId: string): Scenario => ({
  env: { SLACK_CLIENT_ID: clientId },
  accepts: { SLACK_CLIENT_ID: clientId },
  expect: EXPECT.healthy,
});

/** How Slack answers. */
export const slackSandbox: VendorSandbox = {
  credentials: {
    SLACK_CLIENT_ID: '1234567890.1234567890123',
    SLACK_CLIENT_SECRET: '0badc0de0badc0de0badc0de0badc0de',
    SLACK_SIGNING_SECRET: '0ddba11c0ddba11c0ddba11c0ddba11c',
  },
  optional: { SLACK_BOT_TOKEN: BOT_TOKEN },
  routes: {
    [API_TEST]: ({ form }) =>
      form.error ? refuse(form.error) : { status: 200, json: { ok: true, args: form } },
    [ACCESS]: answerAccess,
    [AUTH_TEST]: answerAuthTest,
    'GET /api/v2.0.0/current': () => ({
      status: 200,
      json: {
        status: 'ok',
        date_created: '2026-09-18T07:35:46-07:00',
        date_updated: '2026-09-18T07:35:46-07:00',
        active_incidents: [],
      },
    }),
  },
  scenarios: {
    ok: { expect: EXPECT.healthy },
    wrong_id: {
      accepts: { SLACK_CLIENT_ID: '9999999999.9999999999999' },
      expect: EXPECT.rejected,
    },
    wrong_secret: {
      accepts: { SLACK_CLIENT_SECRET: 'decafbaddecafbaddecafbaddecafbad' },
      expect: EXPECT.rejected,
    },
    code_already_used: withApp(USED_CODE_APP),
    code_expired: withApp(EXPIRED_CODE_APP),
    control_accepted: atAccess(refuse('invalid_code'), EXPECT.unproven),
    access_limited: atAccess(refuse('accesslimited'), EXPECT.rejected),
    access_denied: atAccess(refuse('access_denied'), EXPECT.rejected),

    missing_parameters: atAccess(refuse('invalid_form_data'), EXPECT.ourFault),
    invalid_post_type: atAccess(refuse('invalid_post_type'), EXPECT.ourFault),
    missing_post_type: atAccess(refuse('missing_post_type'), EXPECT.ourFault),
    invalid_charset: atAccess(refuse('invalid_charset'), EXPECT.ourFault),
    invalid_arg_name: atAccess(refuse('invalid_arg_name'), EXPECT.ourFault),
    request_timeout: atAccess(refuse('request_timeout'), EXPECT.ourFault),
    bad_redirect_uri: atAccess(refuse('bad_redirect_uri'), EXPECT.ourFault),
    authorization_url_mismatch: atAccess(
      refuse('oauth_authorization_url_mismatch'),
      EXPECT.ourFault,
    ),
    invalid_grant_type: atAccess(refuse('invalid_grant_type'), EXPECT.ourFault),
    pkce_not_allowed: atAccess(refuse('pkce_not_allowed'), EXPECT.ourFault),
    invalid_code_verifier: atAccess(refuse('invalid_code_verifier'), EXPECT.ourFault),
    method_deprecated: atAccess(refuse('method_deprecated'), UNEXPECTED_PROOF),
    deprecated_endpoint: atAccess(refuse('deprecated_endpoint'), UNEXPECTED_PROOF),
    unknown_method: atAccess(refuse('unknown_method'), UNEXPECTED_PROOF),

    rate_limited: { answers: { '*': limited('30') }, expect: EXPECT.rateLimited },
    rate_limited_as_200: { answers: { '*': refuse('ratelimited') }, expect: EXPECT.rateLimited },
    token_endpoint_limited: atAccess(limited('60'), EXPECT.proofLimited),
    token_endpoint_limited_as_200: atAccess(refuse('ratelimited'), EXPECT.proofLimited),
    bot_token_limited: atBot(limited('10'), EXPECT.proofLimited),

    maintenance: {
      answers: { '*': { status: 503, text: 'Slack is down for scheduled maintenance.' } },
      expect: EXPECT.maintenance,
    },
    workspace_migrated: {
      answers: { '*': refuse('org_login_required') },
      expect: EXPECT.maintenance,
    },
    workspace_joined_org: atAccess(refuse('team_added_to_org'), EXPECT.maintenance),
    server_error: {
      answers: { '*': { status: 500, json: { ok: false, error: 'internal_error' } } },
      expect: EXPECT.vendorError,
    },
    server_error_html: { answers: { '*': edgePage(502) }, expect: EXPECT.vendorError },
    fatal_error_as_200: { answers: { '*': refuse('fatal_error') }, expect: EXPECT.vendorError },
    api_unavailable_as_200: atApi(refuse('service_unavailable'), {
      ...EXPECT.vendorError,
      credentials: 'pass',
    }),
    internal_error_at_token_endpoint: atAccess(refuse('internal_error'), EXPECT.vendorError),
    token_endpoint_down: atAccess({ status: 503, text: 'unavailable' }, EXPECT.vendorError),

    edge_page: { answers: { '*': edgePage(200) }, expect: EXPECT.unexpected },
    edge_forbids: { answers: { '*': edgePage(403) }, expect: EXPECT.unexpected },
    edge_page_at_token_endpoint: atAccess(edgePage(200), UNEXPECTED_PROOF),
    edge_unauthorized_at_token_endpoint: atAccess(edgePage(401), UNEXPECTED_PROOF),
    login_page: {
      answers: {
        '*': { status: 302, headers: { location: 'https://login.example/portal' }, text: '' },
      },
      expect: EXPECT.unexpected,
    },
    broken_json: atAccess(
      {
        status: 200,
        headers: { 'content-type': 'application/json' },
        text: '{"ok":false,"error":"invalid_code"',
      },
      UNEXPECTED_PROOF,
    ),
    empty_body: { answers: { '*': { status: 200, text: '' } }, expect: EXPECT.unexpected },
    unknown_error_code: atAccess(refuse('something_new'), UNEXPECTED_PROOF),

    bot_token: { env: { SLACK_BOT_TOKEN: BOT_TOKEN }, expect: EXPECT.healthy },
    bot_token_invalid: {
      env: { SLACK_BOT_TOKEN: BOT_TOKEN },
      accepts: { SLACK_BOT_TOKEN: 'xoxb-sandbox-bot-token-renewed' },
      expect: EXPECT.rejected,
    },
    bot_token_not_sent: atBot(refuse('not_authed'), EXPECT.rejected),
    bot_token_revoked: atBot(refuse('token_revoked'), EXPECT.rejected),
    bot_token_expired: atBot(refuse('token_expired'), EXPECT.rejected),
    bot_account_inactive: atBot(refuse('account_inactive'), EXPECT.rejected),
    bot_network_refused: atBot(refuse('accesslimited'), EXPECT.rejected),
    bot_scope_missing: atBot(refuse('missing_scope'), PERMISSION_MISSING),
    bot_not_permitted: atBot(refuse('no_permission'), PERMISSION_MISSING),
    bot_edge_page: atBot(edgePage(200), UNEXPECTED_PROOF),
  },
};

function answerAccess(request: SandboxRequest, accepted: Accepted): SandboxAnswer {
  const { basic, bearer, form, headers } = request;
  if (bearer !== undefined) return refuse('invalid_auth');
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return refuse('missing_post_type');
  }
  // An empty code is refused before anybody looks at the pair.
  if (!form.code) return refuse('invalid_code');
  const id = basic?.user ?? form.client_id;
  const secret = basic?.password ?? form.client_secret;
  if (id !== accepted.SLACK_CLIENT_ID) return refuse('invalid_client_id');
  if (secret !== accepted.SLACK_CLIENT_SECRET) return refuse('bad_client_secret');
  if (id === USED_CODE_APP) return refuse('code_already_used');
  if (id === EXPIRED_CODE_APP) return refuse('code_expired');
  return refuse('invalid_code');
}

function answerAuthTest({ bearer }: SandboxRequest, accepted: Accepted): SandboxAnswer {
  if (!bearer) return refuse('not_authed');
  if (bearer !== accepted.SLACK_BOT_TOKEN) return refuse('invalid_auth');
  return {
    status: 200,
    json: {
      ok: true,
      url: 'https://sandbox.slack.com/',
      team: 'Sandbox',
      user: 'sandbox-bot',
      team_id: 'T00000000',
      user_id: 'U00000000',
      bot_id: 'B00000000',
    },
  };
}
