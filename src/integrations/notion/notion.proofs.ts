import type { AnswerRule } from '../../core/answer';
import type { CredentialProof, Probe } from '../integration';
import { BOGUS_GRANT, BOGUS_REDIRECT } from '../probe-values';

/** Notion refuses requests that name no version of its API. */
export const NOTION_HEADERS = { 'Notion-Version': '2022-06-28' } as const;

const BOGUS_TOKEN = 'health-probe-invalid-token';

const RENEW =
  'renew NOTION_CLIENT_ID and NOTION_CLIENT_SECRET in the Notion integration settings; only public integrations have them';

/** Notion's OAuth endpoints name an error in `error`, its gateway and the rest of the API in `code`. */
function named(status: number, code: string | RegExp, row: Pick<AnswerRule, 'means' | 'note'>) {
  return [
    { status, json: { error: code }, ...row },
    { status, json: { code }, ...row },
  ] satisfies AnswerRule[];
}

const refusedClient = named(401, 'invalid_client', { means: 'credentials_rejected', note: RENEW });

/** The rows by which Notion calls our own request malformed. */
export const malformedRequest: readonly AnswerRule[] = named(
  400,
  /^(invalid_request|validation_error|missing_version)$/,
  { means: 'check_failed' },
);

const introspection = (token: (env: (name: string) => string) => string): Probe['request'] => {
  return ({ urls, env }) => ({
    method: 'POST',
    url: `${urls.auth}/v1/oauth/introspect`,
    headers: NOTION_HEADERS,
    basic: [env('NOTION_CLIENT_ID'), env('NOTION_CLIENT_SECRET')],
    json: { token: token(env) },
  });
};

const codeProof: Probe = {
  request: ({ urls, env }) => ({
    method: 'POST',
    url: `${urls.auth}/v1/oauth/token`,
    headers: NOTION_HEADERS,
    basic: [env('NOTION_CLIENT_ID'), env('NOTION_CLIENT_SECRET')],
    json: {
      grant_type: 'authorization_code',
      code: BOGUS_GRANT,
      redirect_uri: BOGUS_REDIRECT,
    },
  }),
  answers: [
    ...named(400, 'invalid_grant', { means: 'accepted' }),
    ...refusedClient,
    ...malformedRequest,
  ],
};

/** Asks about a bogus token: Notion says whether it is active only to a client that it knows. */
export const pairProof: CredentialProof = {
  proves: ['NOTION_CLIENT_ID', 'NOTION_CLIENT_SECRET'],
  control: 'NOTION_CLIENT_SECRET',
  request: introspection(() => BOGUS_TOKEN),
  answers: [
    { status: 200, json: { active: Boolean }, means: 'accepted' },
    ...refusedClient,
    ...malformedRequest,
  ],
  // Notion documents a 400 of introspection only as an empty object (reference/introspect-token).
  fallback: { on: ['unexpected_response', 'check_failed'], probe: codeProof },
};

/** Asks about the configured token: it must be active and belong to the pair's integration. */
export const tokenProof: CredentialProof = {
  proves: ['NOTION_ACCESS_TOKEN'],
  when: ({ env }) => env('NOTION_ACCESS_TOKEN') !== '',
  request: introspection((env) => env('NOTION_ACCESS_TOKEN')),
  answers: [
    { status: 200, json: { active: true }, means: 'accepted' },
    {
      status: 200,
      json: { active: false },
      means: 'credentials_rejected',
      note: 'NOTION_ACCESS_TOKEN is not active for this integration; connect the workspace again',
    },
    ...refusedClient,
    ...malformedRequest,
  ],
};
