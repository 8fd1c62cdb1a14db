import type { CredentialProof, Probe } from '../integration';
import { BOGUS_GRANT, BOGUS_REDIRECT } from '../probe-values';

const RENEW = 'renew ZOOM_API_KEY and ZOOM_API_SECRET in the Zoom App Marketplace';

const tokenAnswers: Probe['answers'] = [
  { status: 400, json: { error: 'invalid_grant' }, means: 'accepted' },
  // Older answers carry `invalid_request` with the same reasons (devforum 12302, mattermost-plugin-zoom 203).
  { status: 400, json: { reason: /^invalid authorization code/i }, means: 'accepted' },
  { status: [400, 401], json: { reason: /^invalid token!?$/i }, means: 'accepted' },
  {
    status: [400, 401],
    json: { error: 'invalid_client' },
    means: 'credentials_rejected',
    note: RENEW,
  },
  {
    status: [400, 401],
    json: { reason: /\b(disabled|deactivated)\b/i },
    means: 'credentials_rejected',
    note: 'the Zoom app is disabled; activate it in the Zoom App Marketplace',
  },
  // The app type decides about this before the secret proves anything (Zoom's S2S troubleshooting page).
  {
    status: 400,
    json: { reason: /^unsupported grant type/i },
    means: 'unproven',
    note: 'the app type does not allow this proof; set ZOOM_ACCOUNT_ID to prove a Server-to-Server app',
  },
  {
    status: 400,
    json: { error: 'unsupported_grant_type' },
    means: 'unproven',
    note: 'the app type does not allow this proof; set ZOOM_ACCOUNT_ID to prove a Server-to-Server app',
  },
  { status: 400, json: { error: 'invalid_request' }, means: 'check_failed' },
];

const refreshProof: Probe = {
  request: ({ urls, env }) => ({
    method: 'POST',
    url: `${urls.auth}/oauth/token`,
    basic: [env('ZOOM_API_KEY'), env('ZOOM_API_SECRET')],
    form: { grant_type: 'refresh_token', refresh_token: BOGUS_GRANT },
  }),
  answers: tokenAnswers,
};

/** Offers a bogus code with the pair: `invalid_grant` shows that the pair was accepted. */
export const pairProof: CredentialProof = {
  proves: ['ZOOM_API_KEY', 'ZOOM_API_SECRET'],
  when: ({ env }) => env('ZOOM_ACCOUNT_ID') === '',
  control: 'ZOOM_API_SECRET',
  request: ({ urls, env }) => ({
    method: 'POST',
    url: `${urls.auth}/oauth/token`,
    basic: [env('ZOOM_API_KEY'), env('ZOOM_API_SECRET')],
    form: { grant_type: 'authorization_code', code: BOGUS_GRANT, redirect_uri: BOGUS_REDIRECT },
  }),
  answers: tokenAnswers,
  // A redirect URI that the app does not list is refused before the code (error 4709).
  fallback: { on: ['check_failed', 'unexpected_response'], probe: refreshProof },
};

/** Mints a token; the indicator asks it only when no token is cached. */
export const accountProof: CredentialProof = {
  proves: ['ZOOM_API_KEY', 'ZOOM_API_SECRET', 'ZOOM_ACCOUNT_ID'],
  when: ({ env }) => env('ZOOM_ACCOUNT_ID') !== '',
  request: ({ urls, env }) => ({
    method: 'POST',
    url: `${urls.auth}/oauth/token`,
    basic: [env('ZOOM_API_KEY'), env('ZOOM_API_SECRET')],
    form: { grant_type: 'account_credentials', account_id: env('ZOOM_ACCOUNT_ID') },
  }),
  answers: [
    { status: 200, json: { access_token: String }, means: 'accepted' },
    {
      status: 400,
      json: { error: 'unsupported_grant_type' },
      means: 'unproven',
      note: 'the app is not a Server-to-Server app; unset ZOOM_ACCOUNT_ID or use one',
    },
    {
      status: 400,
      json: { reason: /^unsupported grant type/i },
      means: 'unproven',
      note: 'the app is not a Server-to-Server app; unset ZOOM_ACCOUNT_ID or use one',
    },
    { status: 400, json: { error: 'invalid_client' }, means: 'credentials_rejected', note: RENEW },
    // Every credential fault of this grant is a 400 in Zoom's shape (Zoom's Server-to-Server page).
    {
      status: 400,
      json: { error: String, reason: String },
      means: 'credentials_rejected',
      note: 'check ZOOM_ACCOUNT_ID and the Server-to-Server app',
    },
  ],
};
