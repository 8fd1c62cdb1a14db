import {
  edgePage,
  EXPECT,
  type Accepted,
  type SandboxAnswer,
  type SandboxRequest,
  type VendorSandbox,
} from '../vendor.sandbox';

const DISCOVERY = 'GET /.well-known/openid-configuration';
const INTROSPECT = 'POST /services/oauth2/introspect';
const TOKEN = 'POST /services/oauth2/token';

/** An app to which introspection says 400 rather than `active: false`. */
const STRICT_APP = `3MVG9${'sandbox.2.'.repeat(8)}`;

const refuse = (status: number, error: string, description: string): SandboxAnswer => ({
  status,
  json: { error, error_description: description },
});

const answers = {
  discovery: {
    status: 200,
    json: {
      issuer: 'https://login.salesforce.com',
      authorization_endpoint: 'https://login.salesforce.com/services/oauth2/authorize',
      token_endpoint: 'https://login.salesforce.com/services/oauth2/token',
      introspection_endpoint: 'https://login.salesforce.com/services/oauth2/introspect',
    },
  },
  inactive: { status: 200, json: { active: false } },
  active: {
    status: 200,
    json: { active: true, scope: 'api refresh_token', token_type: 'refresh_token' },
  },
  invalidToken: refuse(400, 'invalid_token', 'invalid token'),
  badRefreshToken: refuse(400, 'invalid_grant', 'expired access/refresh token'),
  unknownClient: refuse(400, 'invalid_client_id', 'client identifier invalid'),
  badSecret: refuse(400, 'invalid_client', 'invalid client credentials'),
  missingParameter: refuse(400, 'invalid_request', 'missing required parameter'),
  unsupportedGrant: refuse(400, 'unsupported_grant_type', 'grant type not supported'),
  rateLimited: refuse(400, 'rate_limit_exceeded', 'too many requests'),
  loginRateExceeded: { status: 403, text: 'LOGIN_RATE_EXCEEDED' },
  unavailable: { status: 503, text: 'Service Unavailable' },
  routingFault: { status: 420, text: '' },
  unauthorized: { status: 401, text: '' },
  redirect: {
    status: 302,
    headers: { location: 'https://login.salesforce.com/?ec=302' },
    text: '',
  },
} as const satisfies Record<string, SandboxAnswer>;

const brokenJson = (text: string): SandboxAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  text,
});

const bothEndpoints = (answer: SandboxAnswer) => ({ [INTROSPECT]: answer, [TOKEN]: answer });

const REFRESH_TOKEN = '5Aep861sandbox.refresh.token.only.0000000000';
const ANOTHER_SECRET = 'BEEFCAFE'.repeat(8);

/** Both proofs were answered, but not in a form that any row names. */
const ODD_PROOF = { ...EXPECT.unexpected, credentials: 'unproven' } as const;
const MISSING = { status: 'degraded', reason: 'permission_missing', credentials: 'fail' } as const;

/** How Salesforce answers. */
export const salesforceSandbox: VendorSandbox = {
  credentials: {
    SALESFORCE_CLIENT_ID: `3MVG9${'sandbox.0.'.repeat(8)}`,
    SALESFORCE_CLIENT_SECRET: 'FACADE00'.repeat(8),
  },
  optional: { SALESFORCE_REFRESH_TOKEN: REFRESH_TOKEN },
  routes: {
    [DISCOVERY]: () => answers.discovery,
    [INTROSPECT]: (request, accepted) => answerIntrospection(request, accepted),
    [TOKEN]: (request, accepted) => answerToken(request, accepted),
    'GET /v1/incidents/active': () => ({ status: 200, json: [] }),
  },
  scenarios: {
    ok: { expect: EXPECT.healthy },
    wrong_id: {
      accepts: { SALESFORCE_CLIENT_ID: `3MVG9${'another.0.'.repeat(8)}` },
      expect: EXPECT.rejected,
    },
    wrong_secret: {
      accepts: { SALESFORCE_CLIENT_SECRET: ANOTHER_SECRET },
      expect: EXPECT.rejected,
    },
    wrong_credentials_in_rfc_form: {
      answers: { [INTROSPECT]: refuse(401, 'invalid_client_credentials', 'invalid client') },
      expect: EXPECT.rejected,
    },
    missing_parameters: {
      answers: bothEndpoints(answers.missingParameter),
      expect: EXPECT.ourFault,
    },
    unsupported_grant_type: {
      answers: { [INTROSPECT]: answers.missingParameter, [TOKEN]: answers.unsupportedGrant },
      expect: EXPECT.ourFault,
    },
    introspection_says_bad_request: {
      env: { SALESFORCE_CLIENT_ID: STRICT_APP },
      accepts: { SALESFORCE_CLIENT_ID: STRICT_APP },
      expect: EXPECT.healthy,
    },
    discovery_names_issuer_only: {
      answers: {
        [DISCOVERY]: { status: 200, json: { issuer: 'https://sandbox.my.salesforce.com' } },
      },
      expect: EXPECT.healthy,
    },
    discovery_down: {
      answers: { [DISCOVERY]: edgePage(500) },
      expect: { ...EXPECT.vendorError, credentials: 'pass' },
    },
    login_page_at_discovery: {
      answers: { [DISCOVERY]: edgePage(200) },
      expect: { ...EXPECT.unexpected, credentials: 'pass' },
    },
    introspection_unauthorized_without_body: {
      answers: { [INTROSPECT]: answers.unauthorized },
      expect: EXPECT.healthy,
    },
    introspection_unauthorized_and_wrong_secret: {
      answers: { [INTROSPECT]: answers.unauthorized },
      accepts: { SALESFORCE_CLIENT_SECRET: ANOTHER_SECRET },
      expect: EXPECT.rejected,
    },
    introspection_unauthorized_and_unknown_client: {
      answers: { [INTROSPECT]: answers.unauthorized, [TOKEN]: answers.unknownClient },
      expect: EXPECT.rejected,
    },
    introspection_missing: { answers: { [INTROSPECT]: edgePage(404) }, expect: EXPECT.healthy },
    introspection_redirects: {
      answers: { [INTROSPECT]: answers.redirect },
      expect: EXPECT.healthy,
    },
    introspection_request_refused: {
      answers: { [INTROSPECT]: answers.missingParameter },
      expect: EXPECT.healthy,
    },
    organization_inactive: {
      answers: bothEndpoints(refuse(400, 'inactive_org', 'organization is locked')),
      expect: MISSING,
    },
    user_inactive: {
      answers: bothEndpoints(refuse(400, 'inactive_user', 'user is inactive')),
      expect: MISSING,
    },
    rate_limited: { answers: { '*': answers.rateLimited }, expect: EXPECT.rateLimited },
    rate_limited_with_429: {
      answers: {
        '*': {
          status: 429,
          headers: { 'retry-after': '60' },
          json: { error: 'rate_limit_exceeded' },
        },
      },
      expect: EXPECT.rateLimited,
    },
    login_rate_exceeded: {
      answers: bothEndpoints(answers.loginRateExceeded),
      expect: EXPECT.proofLimited,
    },
    proof_limited: { answers: bothEndpoints(answers.rateLimited), expect: EXPECT.proofLimited },
    fallback_limited: {
      answers: { [INTROSPECT]: answers.unauthorized, [TOKEN]: answers.rateLimited },
      expect: EXPECT.proofLimited,
    },
    maintenance: { answers: { '*': answers.unavailable }, expect: EXPECT.maintenance },
    maintenance_with_seconds: {
      answers: { '*': { ...answers.unavailable, headers: { 'retry-after': '300' } } },
      expect: EXPECT.maintenance,
    },
    maintenance_with_date: {
      answers: {
        '*': { ...edgePage(503), headers: { 'retry-after': 'Thu, 01 Jan 2099 00:00:00 GMT' } },
      },
      expect: EXPECT.maintenance,
    },
    maintenance_of_oauth: {
      answers: bothEndpoints(answers.unavailable),
      expect: EXPECT.maintenance,
    },
    server_error: {
      answers: { '*': refuse(500, 'unknown_error', 'retry your request') },
      expect: EXPECT.vendorError,
    },
    server_error_html: { answers: { '*': edgePage(502) }, expect: EXPECT.vendorError },
    routing_fault: { answers: { '*': answers.routingFault }, expect: EXPECT.vendorError },
    oauth_down: { answers: bothEndpoints(edgePage(500)), expect: EXPECT.vendorError },
    edge_page: { answers: { '*': edgePage(200) }, expect: EXPECT.unexpected },
    edge_page_forbidden: { answers: { '*': edgePage(403) }, expect: EXPECT.unexpected },
    redirect_to_login: { answers: { '*': answers.redirect }, expect: EXPECT.unexpected },
    login_page_at_oauth: { answers: bothEndpoints(edgePage(200)), expect: ODD_PROOF },
    proxy_forbids_oauth: { answers: bothEndpoints(edgePage(403)), expect: ODD_PROOF },
    proxy_unauthorized_at_oauth: { answers: bothEndpoints(edgePage(401)), expect: ODD_PROOF },
    redirect_at_oauth: { answers: bothEndpoints(answers.redirect), expect: ODD_PROOF },
    empty_body_at_oauth: { answers: bothEndpoints(answers.unauthorized), expect: ODD_PROOF },
    broken_json_at_oauth: { answers: bothEndpoints(brokenJson('{"active":')), expect: ODD_PROOF },
    control_accepted: { answers: { [INTROSPECT]: answers.inactive }, expect: EXPECT.unproven },
    control_accepted_at_bad_request: {
      answers: { [INTROSPECT]: answers.invalidToken },
      expect: EXPECT.unproven,
    },
    control_accepted_by_fallback: {
      answers: { [INTROSPECT]: answers.unauthorized, [TOKEN]: answers.badRefreshToken },
      expect: EXPECT.unproven,
    },
    refresh_token: { env: { SALESFORCE_REFRESH_TOKEN: REFRESH_TOKEN }, expect: EXPECT.healthy },
    refresh_token_inactive: {
      env: { SALESFORCE_REFRESH_TOKEN: '5Aep861sandbox.revoked.token.only.0000000000' },
      expect: EXPECT.rejected,
    },
    refresh_token_unknown: {
      env: {
        SALESFORCE_CLIENT_ID: STRICT_APP,
        SALESFORCE_REFRESH_TOKEN: '5Aep861sandbox.revoked.token.only.0000000000',
      },
      accepts: { SALESFORCE_CLIENT_ID: STRICT_APP },
      expect: EXPECT.rejected,
    },
    // The pair is proven by the fallback; a note says that the token is not.
    refresh_token_not_introspected: {
      env: { SALESFORCE_REFRESH_TOKEN: REFRESH_TOKEN },
      answers: { [INTROSPECT]: answers.unauthorized },
      expect: EXPECT.healthy,
    },
  },
};

function answerIntrospection({ basic, form }: SandboxRequest, accepted: Accepted): SandboxAnswer {
  const refusal = refuseClient(
    basic?.user ?? form.client_id,
    basic?.password ?? form.client_secret,
    accepted,
  );
  if (refusal) return { ...refusal, status: 401 };
  if (!form.token) return answers.missingParameter;
  if (form.token === accepted.SALESFORCE_REFRESH_TOKEN) return answers.active;
  return accepted.SALESFORCE_CLIENT_ID === STRICT_APP ? answers.invalidToken : answers.inactive;
}

function answerToken({ form }: SandboxRequest, accepted: Accepted): SandboxAnswer {
  if (!form.grant_type) return answers.missingParameter;
  if (form.grant_type !== 'refresh_token') return answers.unsupportedGrant;
  const refusal = refuseClient(form.client_id, form.client_secret, accepted);
  if (refusal) return refusal;
  return form.refresh_token ? answers.badRefreshToken : answers.missingParameter;
}

function refuseClient(
  id: string | undefined,
  secret: string | undefined,
  accepted: Accepted,
): SandboxAnswer | undefined {
  if (id !== accepted.SALESFORCE_CLIENT_ID) return answers.unknownClient;
  return secret === accepted.SALESFORCE_CLIENT_SECRET ? undefined : answers.badSecret;
}
