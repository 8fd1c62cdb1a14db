import type { AnswerRule } from '../../core/answer';
import type { CredentialProof } from '../integration';

/** Faults that Stripe answers below 500; they may meet any request. */
export const stripeFaults: readonly AnswerRule[] = [
  // Older API versions limit with 400; the SDKs read both (stripe-node, Error.ts).
  {
    status: 400,
    json: { 'error.code': /^(rate_limit|lock_timeout)$/ },
    means: 'rate_limited',
  },
  { status: 400, json: { 'error.type': 'rate_limit_error' }, means: 'rate_limited' },
  { status: 409, json: { 'error.type': String }, means: 'vendor_error' },
];

const balance: AnswerRule = { status: 200, json: { object: 'balance' }, means: 'accepted' };

const refusals: readonly AnswerRule[] = [
  {
    status: 401,
    json: { 'error.message': /^you did not provide an api key/i },
    means: 'check_failed',
    note: 'the request reached Stripe without the key; see whether a proxy removes the Authorization header',
  },
  {
    status: 401,
    json: { 'error.type': String, 'error.code': 'api_key_expired' },
    means: 'credentials_rejected',
    note: 'the key behind STRIPE_API_KEY has expired or was rolled; set the new one',
  },
  {
    status: [401, 403],
    json: {
      'error.type': String,
      'error.message': /does not allow requests from your IP address/i,
    },
    means: 'credentials_rejected',
    note: 'the key behind STRIPE_API_KEY is restricted to other IP addresses; allow ours in the Stripe Dashboard',
  },
  // A publishable key gets the 403 of a key without permission, told apart only by its code.
  {
    status: [401, 403],
    json: { 'error.code': 'secret_key_required' },
    means: 'credentials_rejected',
    note: 'STRIPE_API_KEY holds a publishable key; set a secret or restricted key',
  },
  {
    status: 401,
    json: { 'error.type': String },
    means: 'credentials_rejected',
    note: 'renew STRIPE_API_KEY in the Stripe Dashboard',
  },
];

/** Stripe names what a restricted key may not do only after it has recognised the key. */
const withoutBalancePermission = {
  status: 403,
  means: 'accepted',
  note: 'the restricted key may not read the balance; Stripe recognised it, other permissions are not checked',
} as const satisfies AnswerRule;

/** Reads the balance with the key. */
export const keyProof: CredentialProof = {
  proves: ['STRIPE_API_KEY'],
  when: ({ env }) => env('STRIPE_ACCOUNT_ID') === '',
  request: ({ urls, env }) => ({
    method: 'GET',
    url: `${urls.api}/v1/balance`,
    headers: { 'Stripe-Version': '2026-07-29.dahlia' },
    bearer: env('STRIPE_API_KEY'),
  }),
  answers: [
    balance,
    ...refusals,
    { ...withoutBalancePermission, json: { 'error.type': 'invalid_request_error' } },
    ...stripeFaults,
  ],
};

/** Reads the balance of the connected account in `STRIPE_ACCOUNT_ID`. */
export const accountProof: CredentialProof = {
  proves: ['STRIPE_API_KEY', 'STRIPE_ACCOUNT_ID'],
  when: ({ env }) => env('STRIPE_ACCOUNT_ID') !== '',
  request: (context) => {
    const request = keyProof.request(context);
    const account = context.env('STRIPE_ACCOUNT_ID');
    return { ...request, headers: { ...request.headers, 'Stripe-Account': account } };
  },
  answers: [
    balance,
    ...refusals,
    {
      status: 403,
      json: { 'error.code': /^(account_invalid|platform_account_required)$/ },
      means: 'permission_missing',
      note: 'the key has no access to the account in STRIPE_ACCOUNT_ID; correct it or connect the account again',
    },
    // With an account in play, a 403 has more causes than a permission of the key.
    {
      ...withoutBalancePermission,
      json: {
        'error.type': 'invalid_request_error',
        'error.message': /\brequired permissions\b/i,
      },
    },
    ...stripeFaults,
  ],
};
