import {
  edgePage,
  EXPECT,
  statuspageSummary,
  type Accepted,
  type SandboxAnswer,
  type SandboxRequest,
  type VendorSandbox,
} from '../vendor.sandbox';

const TOKEN = 'POST /oauth2/v1/tokens/bearer';
const COMPANY = 'GET /v3/company/0/companyinfo/0';

const TID = { intuit_tid: '1-sandbox-0000000000000000' };

const refuse = (status: number, error: string, description?: string): SandboxAnswer => ({
  status,
  headers: TID,
  json: { ...(description !== undefined && { error_description: description }), error },
});

const fault = (status: number, code: string, message: string, type: string): SandboxAnswer => ({
  status,
  headers: TID,
  json: {
    Fault: { Error: [{ Message: message, Detail: 'Sandbox', code }], type },
    time: '2026-01-01T00:00:00.000Z',
  },
});

const answers = {
  invalidClient: refuse(401, 'invalid_client'),
  badRefreshToken: refuse(400, 'invalid_grant', 'Incorrect or invalid refresh token'),
  badCode: refuse(400, 'invalid_grant', 'Invalid authorization code'),
  missingParameter: refuse(400, 'invalid_request'),
  unsupportedGrant: refuse(400, 'unsupported_grant_type'),
  unauthenticated: {
    status: 401,
    headers: TID,
    json: {
      warnings: null,
      fault: {
        error: [
          {
            message: 'message=AuthenticationFailed; errorCode=003200; statusCode=401',
            detail: 'Malformed bearer token',
            code: '3200',
            element: null,
          },
        ],
        type: 'AUTHENTICATION',
      },
    },
  },
  throttled: fault(429, '003001', 'ThrottleExceeded', 'THROTTLE'),
} as const satisfies Record<string, SandboxAnswer>;

/** The token endpoint answered, but not in a form that any row names. */
const ODD_PROOF = { ...EXPECT.unexpected, credentials: 'unproven' } as const;

/** How QuickBooks answers. */
export const quickbooksSandbox: VendorSandbox = {
  credentials: {
    QUICKBOOKS_CLIENT_ID: 'ABSandboxOnly0SandboxOnly0SandboxOnly0SandboxOnly0',
    QUICKBOOKS_CLIENT_SECRET: 'SbxSecret0SbxSecret0SbxSecret0SbxSecret0',
  },
  routes: {
    [TOKEN]: (request, accepted) => answerToken(request, accepted),
    [COMPANY]: () => answers.unauthenticated,
    'GET /api/v2/summary.json': () =>
      statuspageSummary({ id: 'sandboxintuit', name: 'Accounting API' }),
  },
  scenarios: {
    ok: { expect: EXPECT.healthy },
    wrong_id: {
      accepts: { QUICKBOOKS_CLIENT_ID: 'ABSandboxOfAnotherAppSandboxOfAnotherAppSandbox000' },
      expect: EXPECT.rejected,
    },
    wrong_secret: {
      accepts: { QUICKBOOKS_CLIENT_SECRET: 'SbxRenewedSecretSbxRenewedSecretSbxRenew' },
      expect: EXPECT.rejected,
    },
    wrong_client_as_bad_request: {
      answers: { [TOKEN]: refuse(400, 'invalid_client') },
      expect: EXPECT.rejected,
    },
    missing_parameters: { answers: { [TOKEN]: answers.missingParameter }, expect: EXPECT.ourFault },
    unsupported_grant_type: {
      answers: { [TOKEN]: answers.unsupportedGrant },
      expect: EXPECT.ourFault,
    },
    api_fault_with_capital: {
      answers: { [COMPANY]: fault(401, '3200', 'AuthenticationFailed', 'AUTHENTICATION') },
      expect: EXPECT.healthy,
    },
    api_application_not_authorized: {
      answers: { [COMPANY]: fault(403, '3100', 'ApplicationAuthorizationFailed', 'AUTHORIZATION') },
      expect: EXPECT.healthy,
    },
    api_unauthorized_without_body: {
      answers: { [COMPANY]: { status: 401, headers: TID, text: '' } },
      expect: EXPECT.healthy,
    },
    api_down: {
      answers: { [COMPANY]: edgePage(503) },
      expect: { ...EXPECT.vendorError, credentials: 'pass' },
    },
    edge_page_at_api: {
      answers: { [COMPANY]: edgePage(401) },
      expect: { ...EXPECT.unexpected, credentials: 'pass' },
    },
    rate_limited: { answers: { '*': answers.throttled }, expect: EXPECT.rateLimited },
    rate_limited_with_seconds: {
      answers: { '*': { ...answers.throttled, headers: { ...TID, 'retry-after': '120' } } },
      expect: EXPECT.rateLimited,
    },
    rate_limited_with_date: {
      answers: {
        '*': {
          ...answers.throttled,
          headers: { ...TID, 'retry-after': 'Thu, 01 Jan 2099 00:00:00 GMT' },
        },
      },
      expect: EXPECT.rateLimited,
    },
    token_endpoint_limited: {
      answers: { [TOKEN]: { status: 429, headers: TID, text: '' } },
      expect: EXPECT.proofLimited,
    },
    maintenance: {
      answers: { '*': { status: 503, text: 'The service is down for scheduled maintenance.' } },
      expect: EXPECT.maintenance,
    },
    server_error: {
      answers: { '*': fault(500, '10000', 'InternalServerError', 'SystemFault') },
      expect: EXPECT.vendorError,
    },
    server_error_html: { answers: { '*': edgePage(502) }, expect: EXPECT.vendorError },
    service_unavailable: {
      answers: { '*': { status: 503, text: 'Service Unavailable' } },
      expect: EXPECT.vendorError,
    },
    gateway_timeout: { answers: { '*': edgePage(504) }, expect: EXPECT.vendorError },
    token_endpoint_down: {
      answers: { [TOKEN]: refuse(500, 'server_error') },
      expect: EXPECT.vendorError,
    },
    token_endpoint_maintenance: {
      answers: { [TOKEN]: { status: 503, text: 'Planned maintenance in progress' } },
      expect: EXPECT.maintenance,
    },
    edge_page: { answers: { '*': edgePage(200) }, expect: EXPECT.unexpected },
    edge_page_forbidden: { answers: { '*': edgePage(403) }, expect: EXPECT.unexpected },
    redirect_to_login: {
      answers: {
        '*': { status: 302, headers: { location: 'https://accounts.intuit.com/' }, text: '' },
      },
      expect: EXPECT.unexpected,
    },
    edge_page_at_token_endpoint: { answers: { [TOKEN]: edgePage(403) }, expect: ODD_PROOF },
    proxy_unauthorized_at_token_endpoint: {
      answers: { [TOKEN]: edgePage(401) },
      expect: ODD_PROOF,
    },
    plain_text_at_token_endpoint: {
      answers: { [TOKEN]: { status: 400, text: 'Bad Request: invalid_grant' } },
      expect: ODD_PROOF,
    },
    broken_json_at_token_endpoint: {
      answers: {
        [TOKEN]: {
          status: 400,
          headers: { ...TID, 'content-type': 'application/json' },
          text: '{"error":"invalid_grant"',
        },
      },
      expect: ODD_PROOF,
    },
    empty_body_at_token_endpoint: {
      answers: { [TOKEN]: { status: 401, headers: TID, text: '' } },
      expect: ODD_PROOF,
    },
    redirect_at_token_endpoint: {
      answers: {
        [TOKEN]: { status: 302, headers: { location: 'https://accounts.intuit.com/' }, text: '' },
      },
      expect: ODD_PROOF,
    },
    control_accepted: {
      answers: { [TOKEN]: answers.badRefreshToken },
      expect: EXPECT.unproven,
    },
    control_accepted_without_description: {
      answers: { [TOKEN]: refuse(400, 'invalid_grant') },
      expect: EXPECT.unproven,
    },
  },
};

function answerToken({ basic, form }: SandboxRequest, accepted: Accepted): SandboxAnswer {
  const known =
    basic?.user === accepted.QUICKBOOKS_CLIENT_ID &&
    basic?.password === accepted.QUICKBOOKS_CLIENT_SECRET;
  if (!known) return answers.invalidClient;
  switch (form.grant_type) {
    case undefined:
      return answers.missingParameter;
    case 'refresh_token':
      return form.refresh_token ? answers.badRefreshToken : answers.missingParameter;
    case 'authorization_code':
      return form.code && form.redirect_uri ? answers.badCode : answers.missingParameter;
    default:
      return answers.unsupportedGrant;
  }
}
