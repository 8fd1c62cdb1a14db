import {
  edgePage,
  EXPECT,
  statuspageSummary,
  type Accepted,
  type SandboxAnswer,
  type SandboxRequest,
  type VendorSandbox,
} from '../vendor.sandbox';

const ME = 'GET /v1/users/me';
const INTROSPECT = 'POST /v1/oauth/introspect';
const TOKEN = 'POST /v1/oauth/token';

const REQUEST_ID = '5b0c0de0-0000-4000-8000-00000000feed';

/** The form of the REST API. */
const apiError = (status: number, code: string, message: string): SandboxAnswer => ({
  status,
  headers: { 'x-notion-request-id': REQUEST_ID },
  json: { object: 'error', status, code, message, request_id: REQUEST_ID },
});

/** The form of the OAuth endpoints. */
const oauthError = (status: number, error: string, description?: string): SandboxAnswer => ({
  status,
  headers: { 'x-notion-request-id': REQUEST_ID },
  json: {
    error,
    ...(description !== undefined && { error_description: description }),
    request_id: REQUEST_ID,
  },
});

const limited = (code: string, status: number, retryAfter: string): SandboxAnswer => ({
  status,
  headers: { 'retry-after': retryAfter },
  json: {
    object: 'error',
    status,
    code,
    message: 'You have been rate limited. Please try again in a few minutes.',
    additional_data: { rate_limit_reason: 'integration' },
    request_id: REQUEST_ID,
  },
});

const answers = {
  unauthorized: apiError(401, 'unauthorized', 'API token is invalid.'),
  missingVersion: apiError(400, 'missing_version', 'Notion-Version header failed validation.'),
  invalidClient: oauthError(401, 'invalid_client'),
  invalidGrant: oauthError(400, 'invalid_grant', 'Invalid code.'),
  invalidRequest: oauthError(400, 'invalid_request', 'body failed validation.'),
  validationError: apiError(400, 'validation_error', 'body failed validation.'),
  inactive: { status: 200, json: { active: false, request_id: REQUEST_ID } },
  undocumented: { status: 400, json: {} },
} as const satisfies Record<string, SandboxAnswer>;

const active: SandboxAnswer = {
  status: 200,
  json: {
    active: true,
    scope: 'read_content insert_content update_content',
    iat: 1727554061083,
    request_id: REQUEST_ID,
  },
};

const ACCESS_TOKEN = `ntn_${'sbxNotionAccessToken'.padEnd(46, '0')}`;

/** How Notion answers. */
export const notionSandbox: VendorSandbox = {
  credentials: {
    NOTION_CLIENT_ID: '5b0c0de0-0000-4000-8000-000000000001',
    NOTION_CLIENT_SECRET: `secret_${'sbxNotionClientSecret'.padEnd(43, '5')}`,
  },
  optional: { NOTION_ACCESS_TOKEN: ACCESS_TOKEN },
  routes: {
    [ME]: (request, accepted) => answerMe(request, accepted),
    [INTROSPECT]: (request, accepted) => answerIntrospect(request, accepted),
    [TOKEN]: (request, accepted) => answerToken(request, accepted),
    'GET /api/v2/summary.json': () =>
      statuspageSummary({ id: '01KK2QB40M8DPAM1W0ASK21666', name: 'Notion API' }),
  },
  scenarios: {
    ok: { expect: EXPECT.healthy },
    wrong_id: {
      accepts: { NOTION_CLIENT_ID: '5b0c0de0-0000-4000-8000-000000000002' },
      expect: EXPECT.rejected,
    },
    wrong_secret: {
      accepts: { NOTION_CLIENT_SECRET: `secret_${'sbxRenewedSecret'.padEnd(43, '7')}` },
      expect: EXPECT.rejected,
    },
    missing_parameters: {
      answers: { [INTROSPECT]: answers.invalidRequest, [TOKEN]: answers.invalidRequest },
      expect: EXPECT.ourFault,
    },
    validation_error: {
      answers: { [INTROSPECT]: answers.validationError, [TOKEN]: answers.validationError },
      expect: EXPECT.ourFault,
    },
    version_no_longer_known: {
      answers: { [INTROSPECT]: answers.missingVersion, [TOKEN]: answers.missingVersion },
      expect: EXPECT.ourFault,
    },
    invalid_client_in_api_form: {
      answers: { [INTROSPECT]: apiError(401, 'invalid_client', 'Client authentication failed.') },
      expect: EXPECT.rejected,
    },
    rate_limited: {
      answers: { '*': limited('rate_limited', 429, '40') },
      expect: EXPECT.rateLimited,
    },
    workspace_limit_of_minutes: {
      answers: { '*': limited('rate_limited', 429, '300') },
      expect: EXPECT.rateLimited,
    },
    introspection_limited: {
      answers: { [INTROSPECT]: limited('rate_limited', 429, '30') },
      expect: EXPECT.proofLimited,
    },
    maintenance: {
      answers: { '*': { status: 503, text: 'Notion is down for scheduled maintenance.' } },
      expect: EXPECT.maintenance,
    },
    server_error: {
      answers: { '*': apiError(500, 'internal_server_error', 'Unexpected error occurred.') },
      expect: EXPECT.vendorError,
    },
    bad_gateway: {
      answers: { '*': apiError(502, 'bad_gateway', 'Bad gateway.') },
      expect: EXPECT.vendorError,
    },
    service_unavailable: {
      answers: { '*': apiError(503, 'service_unavailable', 'Notion is unavailable.') },
      expect: EXPECT.vendorError,
    },
    database_unavailable: {
      answers: {
        '*': apiError(503, 'database_connection_unavailable', 'The database is unavailable.'),
      },
      expect: EXPECT.vendorError,
    },
    gateway_timeout: {
      answers: { '*': apiError(504, 'gateway_timeout', 'Notion took too long.') },
      expect: EXPECT.vendorError,
    },
    service_overload: {
      answers: { '*': limited('service_overload', 529, '20') },
      expect: EXPECT.vendorError,
    },
    server_error_html: { answers: { '*': edgePage(502) }, expect: EXPECT.vendorError },
    introspection_down: {
      answers: { [INTROSPECT]: apiError(500, 'internal_server_error', 'Unexpected error.') },
      expect: EXPECT.vendorError,
    },
    edge_page: { answers: { '*': edgePage(200) }, expect: EXPECT.unexpected },
    edge_page_forbidden: { answers: { '*': edgePage(403) }, expect: EXPECT.unexpected },
    edge_page_at_oauth_endpoints: {
      answers: { [INTROSPECT]: edgePage(401), [TOKEN]: edgePage(401) },
      expect: { ...EXPECT.unexpected, credentials: 'unproven' },
    },
    login_redirect: {
      answers: {
        '*': { status: 302, headers: { location: 'https://login.example/' }, text: '' },
      },
      expect: EXPECT.unexpected,
    },
    broken_json: {
      answers: {
        '*': { status: 200, headers: { 'content-type': 'application/json' }, text: '{"active":' },
      },
      expect: EXPECT.unexpected,
    },
    empty_body: { answers: { '*': { status: 200, text: '' } }, expect: EXPECT.unexpected },
    introspection_undocumented: {
      answers: { [INTROSPECT]: answers.undocumented },
      expect: EXPECT.healthy,
    },
    introspection_undocumented_wrong_secret: {
      answers: { [INTROSPECT]: answers.undocumented },
      accepts: { NOTION_CLIENT_SECRET: `secret_${'sbxRenewedSecret'.padEnd(43, '7')}` },
      expect: EXPECT.rejected,
    },
    introspection_undocumented_fallback_limited: {
      answers: {
        [INTROSPECT]: answers.undocumented,
        [TOKEN]: limited('rate_limited', 429, '15'),
      },
      expect: EXPECT.proofLimited,
    },
    oauth_endpoints_undocumented: {
      answers: { [INTROSPECT]: answers.undocumented, [TOKEN]: answers.undocumented },
      expect: { ...EXPECT.unexpected, credentials: 'unproven' },
    },
    control_accepted: { answers: { [INTROSPECT]: answers.inactive }, expect: EXPECT.unproven },
    control_accepted_at_fallback: {
      answers: { [INTROSPECT]: answers.undocumented, [TOKEN]: answers.invalidGrant },
      expect: EXPECT.unproven,
    },
    access_token: { env: { NOTION_ACCESS_TOKEN: ACCESS_TOKEN }, expect: EXPECT.healthy },
    access_token_revoked: {
      env: { NOTION_ACCESS_TOKEN: `ntn_${'sbxNotionRevokedToken'.padEnd(46, '0')}` },
      expect: EXPECT.rejected,
    },
  },
};

function answerMe({ bearer, headers }: SandboxRequest, accepted: Accepted): SandboxAnswer {
  if (!headers['notion-version']) return answers.missingVersion;
  if (bearer === undefined || bearer !== accepted.NOTION_ACCESS_TOKEN) return answers.unauthorized;
  return { status: 200, json: { object: 'user', id: 'sandbox-bot', type: 'bot' } };
}

function answerIntrospect(request: SandboxRequest, accepted: Accepted): SandboxAnswer {
  const refusal = refuseClient(request, accepted);
  if (refusal) return refusal;
  const { token } = fieldsOf(request);
  if (typeof token !== 'string' || token === '') return answers.validationError;
  return token === accepted.NOTION_ACCESS_TOKEN ? active : answers.inactive;
}

function answerToken(request: SandboxRequest, accepted: Accepted): SandboxAnswer {
  const fields = fieldsOf(request);
  const isValid = ['grant_type', 'code', 'redirect_uri'].every(
    (name) => typeof fields[name] === 'string' && fields[name] !== '',
  );
  if (!isValid) return answers.invalidRequest;
  return refuseClient(request, accepted) ?? answers.invalidGrant;
}

function refuseClient(
  { basic, headers }: SandboxRequest,
  accepted: Accepted,
): SandboxAnswer | undefined {
  if (!headers['notion-version']) return answers.missingVersion;
  const known =
    basic?.user === accepted.NOTION_CLIENT_ID && basic?.password === accepted.NOTION_CLIENT_SECRET;
  return known ? undefined : answers.invalidClient;
}

function fieldsOf({ json }: SandboxRequest): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}
