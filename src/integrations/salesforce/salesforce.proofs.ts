import type { AnswerRule } from '../../core/answer';
import type { CredentialProof, Probe, ProbeContext, ProbeRequest } from '../integration';
import { BOGUS_GRANT } from '../probe-values';

/** Rows for what can stand in the way of every answer of Salesforce. */
export const edgeAnswers: readonly AnswerRule[] = [
  // Salesforce answers 503 during maintenance windows, whatever the body.
  { status: 503, means: 'vendor_maintenance' },
  {
    status: [400, 401, 403, 420, 429],
    text: /\b(rate_limit_exceeded|login_rate_exceeded)\b/i,
    means: 'rate_limited',
  },
  // A routing fault at the edge that goes away by itself.
  { status: 420, means: 'vendor_error' },
];

const oauthAnswers: readonly AnswerRule[] = [
  ...edgeAnswers,
  {
    status: [400, 401],
    json: { error: /^invalid_client(_id|_credentials)?$/ },
    means: 'credentials_rejected',
    note: 'check SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET; an app of a sandbox needs SALESFORCE_LOGIN_URL, a new app needs ten minutes',
  },
  {
    status: [400, 401, 403],
    json: { error: 'inactive_org' },
    means: 'permission_missing',
    note: 'the Salesforce organization is locked, closed or suspended',
  },
  {
    status: [400, 401, 403],
    json: { error: 'inactive_user' },
    means: 'permission_missing',
    note: 'the Salesforce user is inactive; activate it or sign in as another',
  },
  {
    status: 400,
    json: { error: /^(invalid_request|unsupported_grant_type|unsupported_token_type)$/ },
    means: 'check_failed',
  },
];

/** Salesforce's token endpoint reads the client from the body only, so both endpoints get it there. */
function post(
  { urls, env }: ProbeContext,
  path: string,
  form: Readonly<Record<string, string>>,
): ProbeRequest {
  return {
    method: 'POST',
    url: `${urls.auth}${path}`,
    form: {
      ...form,
      client_id: env('SALESFORCE_CLIENT_ID'),
      client_secret: env('SALESFORCE_CLIENT_SECRET'),
    },
  };
}

const refreshRequest: Probe['request'] = (context) =>
  post(context, '/services/oauth2/token', {
    grant_type: 'refresh_token',
    refresh_token: BOGUS_GRANT,
  });

/** Has Salesforce look at a bogus token; only a known client is told about tokens. */
export const pairProof: CredentialProof = {
  proves: ['SALESFORCE_CLIENT_ID', 'SALESFORCE_CLIENT_SECRET'],
  control: 'SALESFORCE_CLIENT_SECRET',
  request: (context) =>
    post(context, '/services/oauth2/introspect', {
      token: BOGUS_GRANT,
      token_type_hint: 'access_token',
    }),
  answers: [
    { status: 200, json: { active: Boolean }, means: 'accepted' },
    { status: 400, json: { error: /^invalid_(grant|token)$/ }, means: 'accepted' },
    ...oauthAnswers,
  ],
  fallback: {
    on: ['unexpected_response', 'check_failed'],
    probe: {
      request: refreshRequest,
      answers: [
        { status: 400, json: { error: 'invalid_grant' }, means: 'accepted' },
        ...oauthAnswers,
      ],
    },
  },
};

const TOKEN_REFUSED = 'sign in again and renew SALESFORCE_REFRESH_TOKEN';

/** Has Salesforce look at the real refresh token, without using it up. */
export const refreshTokenProof: CredentialProof = {
  proves: ['SALESFORCE_REFRESH_TOKEN'],
  when: ({ env }) => env('SALESFORCE_REFRESH_TOKEN') !== '',
  request: (context) =>
    post(context, '/services/oauth2/introspect', {
      token: context.env('SALESFORCE_REFRESH_TOKEN'),
      token_type_hint: 'refresh_token',
    }),
  answers: [
    { status: 200, json: { active: true }, means: 'accepted' },
    { status: 200, json: { active: false }, means: 'credentials_rejected', note: TOKEN_REFUSED },
    {
      status: 400,
      json: { error: /^invalid_(grant|token)$/ },
      means: 'credentials_rejected',
      note: TOKEN_REFUSED,
    },
    ...oauthAnswers,
  ],
  // Never redeems the real token; tells a refused client from a token that cannot be looked at.
  fallback: {
    on: ['unexpected_response', 'check_failed'],
    probe: {
      request: refreshRequest,
      answers: [
        {
          status: 400,
          json: { error: 'invalid_grant' },
          means: 'unproven',
          note: 'Salesforce did not say whether SALESFORCE_REFRESH_TOKEN is active; allow the app to introspect tokens',
        },
        ...oauthAnswers,
      ],
    },
  },
};
