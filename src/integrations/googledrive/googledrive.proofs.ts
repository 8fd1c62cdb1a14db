import type { AnswerRule } from '../../core/answer';
import type { CredentialProof, ProbeContext, ProbeRequest } from '../integration';

/** Shaped like a refresh token, so that nothing but its being unknown can be refused. */
const BOGUS_REFRESH_TOKEN = '1//0probe-not-a-real-token';

const CONSENT_LOST =
  'the consent behind GOOGLE_REFRESH_TOKEN expired or was revoked; obtain a new token';

// Google's wording changes over time, its codes do not: only `error` is read.
const clientAnswers: readonly AnswerRule[] = [
  {
    status: [400, 401],
    json: { error: 'invalid_client' },
    means: 'credentials_rejected',
    note: 'the client id is unknown or the secret is wrong; renew GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET in the Google Cloud console',
  },
  {
    status: [400, 401],
    json: { error: 'deleted_client' },
    means: 'credentials_rejected',
    note: 'the OAuth client was deleted; create a new one in the Google Cloud console',
  },
  {
    status: [400, 401],
    json: { error: 'disabled_client' },
    means: 'credentials_rejected',
    note: 'the OAuth client is disabled; enable it in the Google Cloud console',
  },
  // Missing parameters are reported before the client is looked at.
  {
    status: 400,
    json: { error: /^(invalid_request|unsupported_grant_type)$/ },
    means: 'check_failed',
  },
  { status: 403, json: { error: 'rate_limit_exceeded' }, means: 'rate_limited' },
];

/** Offers a bogus refresh token with the pair: `invalid_grant` shows that the pair was accepted. */
export const pairProof: CredentialProof = {
  proves: ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
  control: 'GOOGLE_CLIENT_SECRET',
  request: (context) => refresh(context, BOGUS_REFRESH_TOKEN),
  answers: [
    acceptedClient(400, 'invalid_grant'),
    // The token is taken for another client's; ours was recognised before that.
    acceptedClient(401, 'unauthorized_client'),
    ...clientAnswers,
  ],
};

/** Redeems the real refresh token, which Google leaves valid. */
export const consentProof: CredentialProof = {
  proves: ['GOOGLE_REFRESH_TOKEN'],
  when: ({ env }) => env('GOOGLE_REFRESH_TOKEN') !== '',
  request: (context) => refresh(context, context.env('GOOGLE_REFRESH_TOKEN')),
  answers: [
    { status: 200, json: { access_token: String }, means: 'accepted' },
    {
      status: 400,
      json: { error: 'invalid_grant' },
      means: 'credentials_rejected',
      note: CONSENT_LOST,
    },
    {
      status: 401,
      json: { error: 'unauthorized_client' },
      means: 'credentials_rejected',
      note: 'GOOGLE_REFRESH_TOKEN belongs to another OAuth client; obtain one with this client',
    },
    ...clientAnswers,
  ],
};

function refresh({ urls, env }: ProbeContext, token: string): ProbeRequest {
  return {
    method: 'POST',
    url: `${urls.auth}/token`,
    form: {
      grant_type: 'refresh_token',
      refresh_token: token,
      client_id: env('GOOGLE_CLIENT_ID'),
      client_secret: env('GOOGLE_CLIENT_SECRET'),
    },
  };
}

function acceptedClient(status: number, error: string): AnswerRule {
  return {
    status,
    json: { error },
    means: 'accepted',
    note: 'the OAuth client is valid; access to Drive itself is not tested',
  };
}
