import {
  around,
  mixed,
  oneOff,
  problemWith,
  vendorContract,
  type NamedAnswer,
  type VendorPromise,
} from '../../../test/vendor.contract';
import { stripe, StripeHealthIndicator } from './stripe.health';
import { accountProof, keyProof } from './stripe.proofs';
import { stripeSandbox } from './stripe.sandbox';

const promise: VendorPromise = {
  facts: {
    key: 'stripe',
    name: 'Stripe',
    required: ['STRIPE_API_KEY', 'STRIPE_WEBHOOK_SECRET'],
    optional: ['STRIPE_ACCOUNT_ID'],
    unprovable: ['STRIPE_WEBHOOK_SECRET'],
    statusPage: ['statuspage', 'https://www.stripestatus.com/api/v2/summary.json', '2p0n66vlgnn2'],
  },
  indicator: StripeHealthIndicator,
  sandbox: stripeSandbox,
  questions: [
    'GET https://api.stripe.com/v1/balance | accept: application/json',
    'GET https://api.stripe.com/v1/balance | accept: application/json | stripe-version: 2026-07-29.dahlia | bearer STRIPE_API_KEY',
    'GET https://api.stripe.com/v1/balance | accept: application/json | stripe-version: 2026-07-29.dahlia | stripe-account: STRIPE_ACCOUNT_ID | bearer STRIPE_API_KEY',
  ],
  answers: [
    [stripe.reachability, 401, { error: { type: 'invalid_request_error' } }, 'reachable'],
    [stripe.reachability, 401, { error: { message: 'no' } }, 'reachable'],
    [stripe.reachability, 401, { error: {} }, undefined],
    [stripe.reachability, 403, { error: { type: 'invalid_request_error' } }, undefined],
    ...[stripe.reachability, keyProof, accountProof].flatMap((probe): NamedAnswer[] => [
      [probe, 400, { error: { code: 'rate_limit' } }, 'rate_limited'],
      [probe, 400, { error: { code: 'lock_timeout' } }, 'rate_limited'],
      [probe, 400, { error: { code: 'no_rate_limit' } }, undefined],
      [probe, 400, { error: { code: 'rate_limits' } }, undefined],
      [probe, 400, { error: { type: 'rate_limit_error' } }, 'rate_limited'],
      [probe, 402, { error: { type: 'rate_limit_error', code: 'rate_limit' } }, undefined],
      [probe, 409, { error: { type: 'idempotency_error' } }, 'vendor_error'],
      [probe, 409, { error: {} }, undefined],
    ]),
    ...[keyProof, accountProof].flatMap((probe): NamedAnswer[] => [
      [probe, 200, { object: 'balance' }, 'accepted'],
      [probe, 200, { object: 'account' }, undefined],
      [probe, 201, { object: 'balance' }, undefined],
      [probe, 401, { error: { message: 'You did not provide an API key. …' } }, 'check_failed'],
      [probe, 401, { error: { message: 'No: You did not provide an API key' } }, undefined],
      [probe, 401, { error: { type: 'x', code: 'api_key_expired' } }, 'credentials_rejected'],
      [probe, 401, { error: { code: 'api_key_expired' } }, undefined],
      [probe, 401, { error: { type: 'x' } }, 'credentials_rejected'],
      [probe, 401, { error: {} }, undefined],
      ...[401, 403].flatMap((status): NamedAnswer[] => [
        [
          probe,
          status,
          { error: { type: 'x', message: 'It does not allow requests from your IP address.' } },
          'credentials_rejected',
        ],
        [probe, status, { error: { code: 'secret_key_required' } }, 'credentials_rejected'],
      ]),
      [
        probe,
        403,
        { error: { message: 'does not allow requests from your IP address' } },
        undefined,
      ],
      [probe, 403, { error: { type: 'x' } }, undefined],
    ]),
    [keyProof, 403, { error: { type: 'invalid_request_error' } }, 'accepted'],
    [keyProof, 404, { error: { type: 'invalid_request_error' } }, undefined],
    [accountProof, 403, { error: { type: 'invalid_request_error' } }, undefined],
    [
      accountProof,
      403,
      {
        error: { type: 'invalid_request_error', message: 'Having the required permissions helps' },
      },
      'accepted',
    ],
    [
      accountProof,
      403,
      { error: { type: 'invalid_request_error', message: 'unrequired permissions' } },
      undefined,
    ],
    [
      accountProof,
      403,
      { error: { type: 'invalid_request_error', message: 'required permissionss' } },
      undefined,
    ],
    [accountProof, 403, { error: { message: 'required permissions' } }, undefined],
    [accountProof, 403, { error: { code: 'account_invalid' } }, 'permission_missing'],
    [accountProof, 403, { error: { code: 'platform_account_required' } }, 'permission_missing'],
    [accountProof, 403, { error: { code: 'no_account_invalid' } }, undefined],
    [accountProof, 403, { error: { code: 'account_invalids' } }, undefined],
    [accountProof, 404, { error: { code: 'account_invalid' } }, undefined],
  ],
  shapes: {
    STRIPE_API_KEY: {
      good: [
        `sk_live_${mixed(24)}`,
        `sk_test_${mixed(10)}`,
        `rk_live_${mixed(99)}`,
        `rk_test_${mixed(247)}`,
      ],
      bad: [
        `sk_live_${mixed(9)}`,
        `sk_live_${mixed(248)}`,
        `sk_dead_${mixed(24)}`,
        `tk_live_${mixed(24)}`,
        `sk_live_${mixed(24)}_`,
        `sk_live${mixed(24)}`,
        ...around(`sk_live_${mixed(24)}`),
        `xpk_live_${mixed(24)}`,
        `xwhsec_${mixed(32)}`,
        `xacct_${mixed(16)}`,
        `xek_${mixed(16)}`,
        `xsk_org_${mixed(16)}`,
      ],
      confused: [
        [`pk_live_${mixed(24)}`, /publishable key/],
        [`whsec_${mixed(32)}`, /webhook secret.*swapped/],
        [`ek_live_${mixed(24)}`, /short-lived key/],
        [`pss_live_${mixed(24)}`, /short-lived key/],
        [`acct_${mixed(16)}`, /account id/],
        [`sk_org_${mixed(24)}`, /organisation's key/],
      ],
    },
    STRIPE_WEBHOOK_SECRET: {
      good: [`whsec_${mixed(32)}`, `whsec_${mixed(64)}`],
      bad: [
        `whsec_${mixed(31)}`,
        mixed(38),
        `whsec_${mixed(32)}_`,
        ...around(`whsec_${mixed(32)}`),
        `xsk_live_${mixed(24)}`,
      ],
      confused: [
        [`sk_live_${mixed(24)}`, /API key.*swapped/],
        [`pk_live_${mixed(24)}`, /API key.*swapped/],
        [`rk_test_${mixed(24)}`, /API key.*swapped/],
      ],
    },
    STRIPE_ACCOUNT_ID: {
      good: [`acct_${mixed(16)}`],
      bad: [...oneOff(`acct_${mixed(16)}`), mixed(16)],
    },
  },
};

vendorContract(promise);

describe('a test key', () => {
  it.each([
    [`sk_test_${mixed(24)}`, true, /test key/],
    [`rk_test_${mixed(24)}`, true, /test key/],
    [`sk_test_${mixed(24)}`, false, /^nothing$/],
    [`sk_live_${mixed(24)}`, true, /^nothing$/],
    [`xsk_test_${mixed(24)}`, true, /does not look like/],
  ])('%s, in production: %s', (value, production, expected) => {
    const about = 'STRIPE_API_KEY';
    expect(problemWith(promise, { [about]: value }, { about, production }) ?? 'nothing').toMatch(
      expected,
    );
  });
});
