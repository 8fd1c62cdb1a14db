import type { AnswerRule } from '../../core/answer';
import type { CredentialProof, Probe } from '../integration';
import { BOGUS_GRANT } from '../probe-values';

/** Refusals look the same at both endpoints: as JSON or as plain text. */
const refusals: readonly AnswerRule[] = [
  {
    status: 400,
    text: /app has been disabled/i,
    means: 'credentials_rejected',
    note: 'the Dropbox app is disabled; look at it in the Dropbox App Console',
  },
  {
    status: [400, 401],
    text: /invalid_client/,
    means: 'credentials_rejected',
    note: 'renew DROPBOX_APP_KEY and DROPBOX_APP_SECRET in the Dropbox App Console; a new app may need some minutes',
  },
];

/**
 * For the day when the echo is withdrawn: it is only a preview. No negative control runs against
 * this answer, so it can refuse but not prove.
 */
const refreshProbe: Probe = {
  request: ({ urls, env }) => ({
    method: 'POST',
    url: `${urls.auth}/oauth2/token`,
    form: {
      grant_type: 'refresh_token',
      refresh_token: BOGUS_GRANT,
      client_id: env('DROPBOX_APP_KEY'),
      client_secret: env('DROPBOX_APP_SECRET'),
    },
  }),
  answers: [
    // Code and explanation may share one text: `invalid_client: Invalid client_id or client_secret`.
    {
      status: 400,
      json: { error: /^invalid_grant\b/ },
      means: 'unproven',
      note: 'the app check did not echo and only a weaker check passed; see whether Dropbox still offers /2/check/app',
    },
    ...refusals,
    {
      status: 400,
      json: { error: /^(invalid_request|unsupported_grant_type)\b/ },
      means: 'check_failed',
    },
  ],
};

/** Has Dropbox echo a value that only an authenticated app gets back. */
export const echoProof: CredentialProof = {
  proves: ['DROPBOX_APP_KEY', 'DROPBOX_APP_SECRET'],
  request: ({ urls, env, nonce }) => ({
    method: 'POST',
    url: `${urls.api}/2/check/app`,
    basic: [env('DROPBOX_APP_KEY'), env('DROPBOX_APP_SECRET')],
    json: { query: `probe-${nonce}` },
  }),
  answers: ({ nonce }) => [
    { status: 200, json: { result: `probe-${nonce}` }, means: 'accepted' },
    ...refusals,
    {
      status: 401,
      json: { error_summary: /^invalid_access_token\b/ },
      means: 'credentials_rejected',
      note: 'Dropbox did not take the pair for an app; check DROPBOX_APP_KEY and DROPBOX_APP_SECRET',
    },
    {
      status: 403,
      json: { error_summary: /^invalid_account_type\b/ },
      means: 'permission_missing',
      note: 'Dropbox refuses this type of app or account; check it in the Dropbox App Console',
    },
    // Plain text about the call itself: Dropbox did not get as far as the pair.
    { status: 400, text: /^Error in call to API function/, means: 'check_failed' },
    { status: 409, json: { error_summary: String }, means: 'check_failed' },
  ],
  fallback: { on: ['unexpected_response'], probe: refreshProbe },
};
