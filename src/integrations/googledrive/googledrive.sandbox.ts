import {
  edgePage,
  EXPECT,
  type Accepted,
  type SandboxAnswer,
  type SandboxRequest,
  type Scenario,
  type VendorSandbox,
} from '../vendor.sandbox';

const TOKEN = 'POST /token';
const ABOUT = 'GET /drive/v3/about';

const REFRESH_TOKEN = '1//0sbxGoogleRefreshToken-not-real';
/** A client for which every foreign refresh token is another client's. */
const STRICT_CLIENT = '123456789012-sbxstrictclient0123456789abcdefg.apps.googleusercontent.com';

const oauthError = (status: number, error: string, description?: string): SandboxAnswer => ({
  status,
  json: { error, ...(description !== undefined && { error_description: description }) },
});

const driveError = (code: number, reason: string, message: string): SandboxAnswer => ({
  status: code,
  json: { error: { errors: [{ domain: 'usageLimits', reason, message }], code, message } },
});

const answers = {
  badToken: oauthError(400, 'invalid_grant', 'Bad Request'),
  revokedToken: oauthError(400, 'invalid_grant', 'Token has been expired or revoked.'),
  foreignToken: oauthError(401, 'unauthorized_client', 'Unauthorized'),
  unknownClient: oauthError(401, 'invalid_client', 'The OAuth client was not found.'),
  wrongSecret: oauthError(401, 'invalid_client', 'The provided client secret is invalid.'),
  noClient: oauthError(400, 'invalid_request', 'Could not determine client ID from request.'),
  noSecret: oauthError(400, 'invalid_request', 'client_secret is missing.'),
  noRefreshToken: oauthError(400, 'invalid_request', 'Missing required parameter: refresh_token'),
  badGrantType: oauthError(400, 'unsupported_grant_type', 'Invalid grant_type: x'),
  unregistered: {
    status: 403,
    json: {
      error: {
        code: 403,
        message: "Method doesn't allow unregistered callers.",
        errors: [{ domain: 'global', reason: 'forbidden', message: 'Unregistered caller.' }],
        status: 'PERMISSION_DENIED',
      },
    },
  },
  noFields: driveError(400, 'required', "The 'fields' parameter is required for this method."),
} as const satisfies Record<string, SandboxAnswer>;

const atToken = (answer: SandboxAnswer, expect: Scenario['expect']): Scenario => ({
  answers: { [TOKEN]: answer },
  expect,
});

const atDrive = (answer: SandboxAnswer, expect: Scenario['expect']): Scenario => ({
  answers: { [ABOUT]: answer },
  expect,
});

const UNEXPECTED_PROOF = { ...EXPECT.unexpected, credentials: 'unproven' } as const;
const DRIVE_LIMITED = { ...EXPECT.rateLimited, credentials: 'pass' } as const;

/** How Google's token endpoint and Drive answer. */
export const googledriveSandbox: VendorSandbox = {
  credentials: {
    GOOGLE_CLIENT_ID: '123456789012-sbxgoogledriveclient0123456789ab.apps.googleusercontent.com',
    GOOGLE_CLIENT_SECRET: 'sbxGoogleSecret-not-real',
  },
  optional: { GOOGLE_REFRESH_TOKEN: REFRESH_TOKEN },
  routes: {
    [TOKEN]: answerToken,
    [ABOUT]: ({ query }) => (query.get('fields') ? answers.unregistered : answers.noFields),
    'GET /appsstatus/dashboard/incidents.json': () => ({
      status: 200,
      json: [
        {
          id: 'sandbox-incident',
          begin: '2026-09-18T05:00:00+00:00',
          end: '2026-09-18T06:30:00+00:00',
          severity: 'low',
          status_impact: 'SERVICE_INFORMATION',
          service_name: 'Google Drive',
          affected_products: [{ title: 'Google Drive', id: 'VHNA7p3Z5p3iakj5sA8V' }],
          most_recent_update: { when: '2026-09-18T06:30:00+00:00', status: 'AVAILABLE', text: '' },
          uri: 'incidents/sandbox-incident',
        },
      ],
    }),
  },
  scenarios: {
    ok: { expect: EXPECT.healthy },
    wrong_id: {
      accepts: {
        GOOGLE_CLIENT_ID:
          '123456789012-sbxanotherclient0123456789abcdef.apps.googleusercontent.com',
      },
      expect: EXPECT.rejected,
    },
    wrong_secret: {
      accepts: { GOOGLE_CLIENT_SECRET: 'sbxGoogleSecret-renewed-' },
      expect: EXPECT.rejected,
    },
    missing_parameters: atToken(answers.noSecret, EXPECT.ourFault),
    client_id_not_determined: atToken(answers.noClient, EXPECT.ourFault),
    refresh_token_not_sent: atToken(answers.noRefreshToken, EXPECT.ourFault),
    unsupported_grant_type: atToken(answers.badGrantType, EXPECT.ourFault),
    invalid_client_older_text: atToken(
      oauthError(401, 'invalid_client', 'Unauthorized'),
      EXPECT.rejected,
    ),
    invalid_client_as_400: atToken(
      oauthError(400, 'invalid_client', 'The OAuth client was not found.'),
      EXPECT.rejected,
    ),
    deleted_client: atToken(
      oauthError(401, 'deleted_client', 'The OAuth client was deleted.'),
      EXPECT.rejected,
    ),
    disabled_client: atToken(
      oauthError(401, 'disabled_client', 'The OAuth client was disabled.'),
      EXPECT.rejected,
    ),
    token_taken_for_another_clients: {
      env: { GOOGLE_CLIENT_ID: STRICT_CLIENT },
      accepts: { GOOGLE_CLIENT_ID: STRICT_CLIENT },
      expect: EXPECT.healthy,
    },
    control_accepted: atToken(answers.badToken, EXPECT.unproven),
    consent: { env: { GOOGLE_REFRESH_TOKEN: REFRESH_TOKEN }, expect: EXPECT.healthy },
    consent_revoked: {
      env: { GOOGLE_REFRESH_TOKEN: REFRESH_TOKEN },
      accepts: { GOOGLE_REFRESH_TOKEN: '1//0sbxGoogleRefreshToken-of-later' },
      expect: EXPECT.rejected,
    },
    consent_of_another_client: {
      env: { GOOGLE_CLIENT_ID: STRICT_CLIENT, GOOGLE_REFRESH_TOKEN: REFRESH_TOKEN },
      accepts: {
        GOOGLE_CLIENT_ID: STRICT_CLIENT,
        GOOGLE_REFRESH_TOKEN: '1//0sbxGoogleRefreshToken-of-strict',
      },
      expect: EXPECT.rejected,
    },
    consent_with_wrong_secret: {
      env: { GOOGLE_REFRESH_TOKEN: REFRESH_TOKEN },
      accepts: { GOOGLE_CLIENT_SECRET: 'sbxGoogleSecret-renewed-' },
      expect: EXPECT.rejected,
    },
    rate_limited: {
      answers: {
        '*': {
          ...driveError(429, 'rateLimitExceeded', 'Rate Limit Exceeded'),
          headers: { 'retry-after': '45' },
        },
      },
      expect: EXPECT.rateLimited,
    },
    drive_rate_limit: atDrive(
      driveError(403, 'rateLimitExceeded', 'Rate Limit Exceeded'),
      DRIVE_LIMITED,
    ),
    drive_user_rate_limit: atDrive(
      driveError(403, 'userRateLimitExceeded', 'User Rate Limit Exceeded'),
      DRIVE_LIMITED,
    ),
    drive_daily_limit: atDrive(
      driveError(403, 'dailyLimitExceeded', 'Daily Limit Exceeded'),
      DRIVE_LIMITED,
    ),
    drive_daily_limit_for_unregistered: atDrive(
      driveError(403, 'dailyLimitExceededUnreg', 'Daily Limit for Unauthenticated Use Exceeded.'),
      EXPECT.healthy,
    ),
    drive_login_required: atDrive(driveError(401, 'required', 'Login Required'), EXPECT.healthy),
    drive_server_error: atDrive(driveError(500, 'backendError', 'Backend Error'), {
      ...EXPECT.vendorError,
      credentials: 'pass',
    }),
    token_limited_403: atToken(oauthError(403, 'rate_limit_exceeded'), EXPECT.proofLimited),
    token_limited_429: atToken(
      { ...oauthError(429, 'rate_limit_exceeded'), headers: { 'retry-after': '30' } },
      EXPECT.proofLimited,
    ),
    maintenance: {
      answers: { '*': { status: 503, text: 'Down for scheduled maintenance.' } },
      expect: EXPECT.maintenance,
    },
    server_error: {
      answers: { '*': driveError(500, 'internalError', 'Internal Error') },
      expect: EXPECT.vendorError,
    },
    server_error_html: { answers: { '*': edgePage(502) }, expect: EXPECT.vendorError },
    gateway_timeout: { answers: { '*': edgePage(504) }, expect: EXPECT.vendorError },
    token_endpoint_down: atToken(
      { status: 503, json: { error: 'internal_failure' } },
      EXPECT.vendorError,
    ),
    edge_page: { answers: { '*': edgePage(200) }, expect: EXPECT.unexpected },
    edge_forbids: { answers: { '*': edgePage(403) }, expect: EXPECT.unexpected },
    edge_unauthorized_at_token_endpoint: atToken(edgePage(401), UNEXPECTED_PROOF),
    edge_forbids_at_token_endpoint: atToken(edgePage(403), UNEXPECTED_PROOF),
    login_page: {
      answers: {
        '*': { status: 302, headers: { location: 'https://login.example/portal' }, text: '' },
      },
      expect: EXPECT.unexpected,
    },
    unknown_error_code: atToken(oauthError(400, 'something_new'), UNEXPECTED_PROOF),
    broken_json: atToken(
      {
        status: 400,
        headers: { 'content-type': 'application/json' },
        text: '{"error": "invalid_grant"',
      },
      UNEXPECTED_PROOF,
    ),
    empty_body: { answers: { '*': { status: 200, text: '' } }, expect: EXPECT.unexpected },
  },
};

function answerToken({ form }: SandboxRequest, accepted: Accepted): SandboxAnswer {
  if (!form.client_id) return answers.noClient;
  if (!form.client_secret) return answers.noSecret;
  if (form.grant_type !== 'refresh_token') return answers.badGrantType;
  if (!form.refresh_token) return answers.noRefreshToken;
  if (form.client_id !== accepted.GOOGLE_CLIENT_ID) return answers.unknownClient;
  if (form.client_secret !== accepted.GOOGLE_CLIENT_SECRET) return answers.wrongSecret;
  if (form.refresh_token === accepted.GOOGLE_REFRESH_TOKEN) {
    return {
      status: 200,
      json: {
        access_token: 'sandbox-google-access-token',
        expires_in: 3599,
        scope: 'https://www.googleapis.com/auth/drive.file',
        token_type: 'Bearer',
      },
    };
  }
  if (form.client_id === STRICT_CLIENT) return answers.foreignToken;
  return form.refresh_token === REFRESH_TOKEN ? answers.revokedToken : answers.badToken;
}
