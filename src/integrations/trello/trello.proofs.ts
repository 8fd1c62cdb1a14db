import type { AnswerRule } from '../../core/answer';
import type { CredentialProof, Probe } from '../integration';
import { authorizationHeader, signedHeader, type Parameter } from './oauth1';

const KEY_UNKNOWN = 'Trello does not know TRELLO_API_KEY; copy it from the Power-Up admin page';

/** Trello's own words are plain text; a page that merely quotes them is not Trello's API. */
export const INVALID_KEY = /^[^<]*\binvalid key\b/i;

/** Faults that Trello answers below 500; they may meet any request. */
export const trelloFaults: readonly AnswerRule[] = [
  // A part of the request failed on Trello's side (Atlassian's staff, community topic 40134).
  { status: 449, means: 'vendor_error' },
  // Trello's error page links its status page (read by Trello's own web client).
  {
    status: [200, 400, 401, 403, 404],
    text: /^\s*<[^]*\bstatus\.atlassian\.com\b/i,
    means: 'vendor_error',
  },
];

const keyUnknown: AnswerRule = {
  status: 401,
  text: INVALID_KEY,
  means: 'credentials_rejected',
  note: KEY_UNKNOWN,
};

const member = (token?: (env: (name: string) => string) => string): Probe['request'] => {
  return ({ urls, env }) => ({
    method: 'GET',
    url: `${urls.api}/1/members/me?fields=id`,
    headers: {
      Authorization: authorizationHeader([
        ['oauth_consumer_key', env('TRELLO_API_KEY')],
        ...(token ? [['oauth_token', token(env)] satisfies Parameter] : []),
      ]),
    },
  });
};

/** Tells an unknown key from a fault of Trello; it never proves anything. */
const keyProbe: Probe = { request: member(), answers: [keyUnknown, ...trelloFaults] };

/** Asks for an OAuth request token: the signature proves the secret, and the secret the key. */
export const signatureProof: CredentialProof = {
  proves: ['TRELLO_API_KEY', 'TRELLO_API_SECRET'],
  request: ({ urls, env, nonce, now }) => {
    const method = 'POST';
    const url = `${urls.auth}/1/OAuthGetRequestToken`;
    const consumerKey = env('TRELLO_API_KEY');
    const consumerSecret = env('TRELLO_API_SECRET');
    const timestamp = Math.floor(now / 1000);
    return {
      method,
      url,
      headers: {
        Authorization: signedHeader({ method, url, consumerKey, consumerSecret, nonce, timestamp }),
      },
    };
  },
  answers: [
    {
      status: 200,
      text: /^(?=(\S*&)?oauth_token=\w)(?=(\S*&)?oauth_token_secret=\w)[^\s<]+\s*$/,
      means: 'accepted',
    },
    // A wrong secret is a 500 at Trello (node-trello 20, py-trello 180), so the words decide.
    {
      status: [400, 401, 500],
      text: /^[^<]*\binvalid signature\b/i,
      means: 'credentials_rejected',
      note: 'TRELLO_API_SECRET does not belong to TRELLO_API_KEY; copy the secret again, and see that our clock is right',
    },
    keyUnknown,
    {
      status: [400, 401, 403, 404, 500],
      text: /^[^<]*\bapp not found\b/i,
      means: 'credentials_rejected',
      note: KEY_UNKNOWN,
    },
    { status: 400, text: /^\s*(null)?\s*$|^[^<]*\bbad request\b/i, means: 'check_failed' },
    ...trelloFaults,
  ],
  // A key's limit counts in windows of ten seconds (Trello's rate limits page).
  defaultWaitMs: 10_000,
  fallback: { on: ['vendor_error'], probe: keyProbe },
};

/** Reads the id of the token's member. */
export const tokenProof: CredentialProof = {
  proves: ['TRELLO_API_TOKEN'],
  when: ({ env }) => env('TRELLO_API_TOKEN') !== '',
  request: member((env) => env('TRELLO_API_TOKEN')),
  answers: [
    { status: 200, json: { id: String }, means: 'accepted' },
    {
      status: 401,
      text: /^[^<]*\binvalid token\b/i,
      means: 'credentials_rejected',
      note: 'TRELLO_API_TOKEN was revoked, has expired or belongs to another key; create a new one with TRELLO_API_KEY',
    },
    keyUnknown,
    ...trelloFaults,
  ],
};
