import {
  edgePage,
  EXPECT,
  statuspageSummary,
  type SandboxAnswer,
  type SandboxRequest,
  type VendorSandbox,
} from '../vendor.sandbox';

const TOKEN = 'POST /oauth/token';
const ME = 'GET /v2/users/me';
const STATUS = 'GET /api/v2/summary.json';

const refuse = (error: string, reason: string, status = 400): SandboxAnswer => ({
  status,
  json: { reason, error },
});

const answers = {
  invalidClient: refuse('invalid_client', 'Invalid client_id or client_secret'),
  badCode: refuse('invalid_grant', 'Invalid authorization code'),
  badRefreshToken: refuse('invalid_grant', 'Invalid Token!'),
  unsupportedGrant: refuse('unsupported_grant_type', 'unsupported grant type'),
  missingParameter: refuse('invalid_request', 'Missing grant type'),
  badToken: { status: 401, json: { code: 124, message: 'Invalid access token.' } },
} as const satisfies Record<string, SandboxAnswer>;

const token = (value: string): SandboxAnswer => ({
  status: 200,
  json: {
    access_token: value,
    token_type: 'bearer',
    expires_in: 3600,
    scope: 'meeting:write:meeting:admin user:read:user:admin',
    api_url: 'https://api.zoom.us',
  },
});

const SANDBOX_TOKEN = 'sandbox-zoom-server-to-server-token';

/** How Zoom answers. */
export const zoomSandbox: VendorSandbox = {
  credentials: {
    ZOOM_API_KEY: 'sbxZoomKey_0123456789A',
    ZOOM_API_SECRET: 'sbxZoomSecret0123456789abcdefghi',
  },
  optional: { ZOOM_ACCOUNT_ID: 'sbxZoomAcct-0123456789' },
  routes: {
    [TOKEN]: (request, accepted) => answerToken(request, accepted),
    [ME]: ({ bearer }) =>
      bearer === SANDBOX_TOKEN ? { status: 200, json: { id: 'me', type: 2 } } : answers.badToken,
    'POST /v2/users/me/meetings': ({ bearer, json }) =>
      bearer === SANDBOX_TOKEN
        ? {
            status: 201,
            json: {
              id: 85746065432,
              join_url: 'https://zoom.us/j/85746065432',
              ...(json as object),
            },
          }
        : answers.badToken,
    [STATUS]: () => statuspageSummary({ id: 'nyfqtg3bpllm', name: 'REST API' }),
  },
  scenarios: {
    ok: { expect: EXPECT.healthy },
    wrong_id: {
      accepts: { ZOOM_API_KEY: 'sbxZoomKey_of_another1' },
      expect: EXPECT.rejected,
    },
    wrong_secret: {
      accepts: { ZOOM_API_SECRET: 'sbxZoomSecretThatWasRenewed12345' },
      expect: EXPECT.rejected,
    },
    missing_parameters: { answers: { [TOKEN]: answers.missingParameter }, expect: EXPECT.ourFault },
    rate_limited: {
      answers: {
        '*': {
          status: 429,
          headers: { 'x-ratelimit-type': 'Daily-limit', 'retry-after': '2099-01-01T00:00:00Z' },
          json: {
            code: 429,
            message: 'You have reached the maximum daily rate limit for this API.',
          },
        },
      },
      expect: EXPECT.rateLimited,
    },
    maintenance: {
      answers: { '*': { status: 503, text: 'Zoom is undergoing scheduled maintenance.' } },
      expect: EXPECT.maintenance,
    },
    server_error: {
      answers: { '*': { status: 500, json: { code: 500, message: 'Internal Error' } } },
      expect: EXPECT.vendorError,
    },
    maintenance_on_status_page: {
      answers: {
        [TOKEN]: { status: 500, text: 'error' },
        [ME]: { status: 500, text: 'error' },
        [STATUS]: statuspageSummary({ id: 'nyfqtg3bpllm', name: 'REST API' }, 'under_maintenance'),
      },
      expect: EXPECT.vendorError,
    },
    status_page_broken: {
      answers: { '*': { status: 500, text: 'error' }, [STATUS]: edgePage(500) },
      expect: EXPECT.vendorError,
    },
    server_error_html: { answers: { '*': edgePage(502) }, expect: EXPECT.vendorError },
    edge_page: { answers: { '*': edgePage(200) }, expect: EXPECT.unexpected },
    edge_page_at_token_endpoint: {
      answers: { [TOKEN]: edgePage(403) },
      expect: { ...EXPECT.unexpected, credentials: 'unproven' },
    },
    token_endpoint_limited: {
      answers: {
        [TOKEN]: { status: 429, headers: { 'retry-after': '30' }, text: 'Too Many Requests' },
      },
      expect: EXPECT.proofLimited,
    },
    token_endpoint_down: {
      answers: { [TOKEN]: { status: 503, text: 'unavailable' } },
      expect: EXPECT.vendorError,
    },
    server_to_server: {
      env: { ZOOM_ACCOUNT_ID: 'sbxZoomAcct-0123456789' },
      expect: EXPECT.healthy,
    },
    app_type_without_account: {
      answers: { [TOKEN]: answers.unsupportedGrant },
      expect: EXPECT.unproven,
    },
    control_accepted: { answers: { [TOKEN]: answers.badCode }, expect: EXPECT.unproven },
  },
};

function answerToken(
  request: SandboxRequest,
  accepted: Readonly<Record<string, string>>,
): SandboxAnswer {
  const { basic, form } = request;
  if (!basic || !form.grant_type) return answers.missingParameter;
  const known = basic.user === accepted.ZOOM_API_KEY && basic.password === accepted.ZOOM_API_SECRET;
  if (!known) return answers.invalidClient;
  switch (form.grant_type) {
    case 'authorization_code':
      return answers.badCode;
    case 'refresh_token':
      return answers.badRefreshToken;
    case 'account_credentials':
      return form.account_id === accepted.ZOOM_ACCOUNT_ID
        ? token(SANDBOX_TOKEN)
        : refuse('invalid_request', 'Bad request');
    default:
      return answers.unsupportedGrant;
  }
}
