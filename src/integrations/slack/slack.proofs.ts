import type { AnswerRule } from '../../core/answer';
import type { CredentialProof, Probe } from '../integration';

/** Shaped like a code, because Slack refuses an empty one before it looks at the pair. */
const BOGUS_CODE = `1111111111.2222222222222.${'0'.repeat(64)}`;

// Slack reports nearly everything with status 200; other statuses carry no code of its own.
const failure = (error: RegExp): Pick<AnswerRule, 'status' | 'json'> => ({
  status: 200,
  json: { ok: false, error },
});

/** Errors that any method may report. */
const commonAnswers: readonly AnswerRule[] = [
  { ...failure(/^ratelimited$/), means: 'rate_limited' },
  {
    ...failure(/^(fatal_error|internal_error|service_unavailable)$/),
    means: 'vendor_error',
  },
  {
    ...failure(/^(org_login_required|team_added_to_org)$/),
    means: 'vendor_maintenance',
    note: 'the workspace is being migrated',
  },
  {
    ...failure(
      /^(invalid_form_data|invalid_post_type|missing_post_type|invalid_charset|invalid_arg_name|request_timeout)$/,
    ),
    means: 'check_failed',
  },
];

const networkAnswer: AnswerRule = {
  ...failure(/^(accesslimited|access_denied)$/),
  means: 'credentials_rejected',
  note: "Slack refuses requests from this network; check the app's and the workspace's network policy",
};

/** Asks Slack's own test method. */
export const apiTest: Probe = {
  request: ({ urls }) => ({ method: 'POST', url: `${urls.api}/api/api.test` }),
  answers: [{ status: 200, json: { ok: true }, means: 'reachable' }, ...commonAnswers],
};

/** Offers a bogus code with the pair: `invalid_code` counts if a corrupted secret is refused. */
export const pairProof: CredentialProof = {
  proves: ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'],
  control: 'SLACK_CLIENT_SECRET',
  request: ({ urls, env }) => ({
    method: 'POST',
    url: `${urls.auth}/api/oauth.v2.access`,
    basic: [env('SLACK_CLIENT_ID'), env('SLACK_CLIENT_SECRET')],
    form: { code: BOGUS_CODE },
  }),
  answers: [
    { ...failure(/^(invalid_code|code_already_used|code_expired)$/), means: 'accepted' },
    {
      ...failure(/^invalid_client_id$/),
      means: 'credentials_rejected',
      note: 'Slack does not know the client id; check SLACK_CLIENT_ID under Basic Information of the app',
    },
    {
      ...failure(/^bad_client_secret$/),
      means: 'credentials_rejected',
      note: 'the client secret is wrong; renew SLACK_CLIENT_SECRET under Basic Information of the app',
    },
    networkAnswer,
    {
      ...failure(
        /^(bad_redirect_uri|oauth_authorization_url_mismatch|invalid_grant_type|pkce_not_allowed|invalid_code_verifier)$/,
      ),
      means: 'check_failed',
    },
    ...commonAnswers,
  ],
};

/** Asks whose token the bot token is; needs no scope. */
export const botProof: CredentialProof = {
  proves: ['SLACK_BOT_TOKEN'],
  when: ({ env }) => env('SLACK_BOT_TOKEN') !== '',
  request: ({ urls, env }) => ({
    method: 'POST',
    url: `${urls.api}/api/auth.test`,
    bearer: env('SLACK_BOT_TOKEN'),
  }),
  answers: [
    { status: 200, json: { ok: true }, means: 'accepted' },
    {
      ...failure(/^(invalid_auth|not_authed|token_revoked|token_expired)$/),
      means: 'credentials_rejected',
      note: 'Slack refuses SLACK_BOT_TOKEN; install the app again and set the new bot token',
    },
    {
      ...failure(/^account_inactive$/),
      means: 'credentials_rejected',
      note: 'the bot user or its workspace is deactivated; install the app again',
    },
    {
      ...failure(/^(missing_scope|no_permission)$/),
      means: 'permission_missing',
      note: 'the bot token lacks a scope; add it to the app and install the app again',
    },
    networkAnswer,
    ...commonAnswers,
  ],
};
