import {
  edgePage,
  EXPECT,
  statuspageSummary,
  type Accepted,
  type SandboxAnswer,
  type SandboxRequest,
  type VendorSandbox,
} from '../vendor.sandbox';

const BALANCE = 'GET /v1/balance';

interface StripeError {
  readonly type?: string;
  readonly code?: string;
  readonly message: string;
  readonly doc_url?: string;
}

const refuse = (
  status: number,
  error: StripeError,
  headers: Readonly<Record<string, string>> = {},
): SandboxAnswer => ({
  status,
  headers: { 'request-id': 'req_sandbox', ...headers },
  json: { error: { type: 'invalid_request_error', ...error } },
});

const limitedHeaders = {
  'stripe-should-retry': 'true',
  'stripe-rate-limited-reason': 'global-rate',
};

const answers = {
  noKey: refuse(401, {
    message:
      'You did not provide an API key. Send it in the Authorization header as a Bearer token.',
  }),
  invalidKey: refuse(401, { message: 'Invalid API Key provided: sk_test_***dbox' }),
  expiredKey: refuse(401, {
    code: 'api_key_expired',
    doc_url: 'https://stripe.com/docs/error-codes/api-key-expired',
    message: 'Expired API Key provided: rk_test_***ired',
  }),
  publishableKey: refuse(403, {
    code: 'secret_key_required',
    message: 'This API call cannot be made with a publishable API key.',
  }),
  publishableKeyUnauthorized: refuse(401, {
    message: 'This API call cannot be made with a publishable API key.',
  }),
  otherIpAddress: refuse(403, {
    message: 'The API key provided does not allow requests from your IP address (192.0.2.1).',
  }),
  otherIpAddressUnauthorized: refuse(401, {
    message: 'The API key provided does not allow requests from your IP address.',
  }),
  noPermission: refuse(403, {
    message:
      "The provided key 'rk_test_***cted' does not have the required permissions for this endpoint on account 'acct_sandbox'. Having the 'rak_balance_read' permission would allow this request to continue.",
  }),
  noAccess: refuse(403, {
    code: 'account_invalid',
    message: 'The provided key does not have access to the account, or it does not exist.',
  }),
  noPlatform: refuse(403, {
    code: 'platform_account_required',
    message: 'Only Stripe Connect platforms can work with other accounts.',
  }),
  limited: refuse(
    429,
    { type: 'rate_limit_error', code: 'rate_limit', message: 'Request rate limit exceeded.' },
    limitedHeaders,
  ),
  limitedLegacy: refuse(400, { code: 'rate_limit', message: 'Too many requests.' }, limitedHeaders),
  limitedLegacyType: refuse(400, { type: 'rate_limit_error', message: 'Too many requests.' }),
  lockTimeout: refuse(
    429,
    { code: 'lock_timeout', message: 'This object cannot be accessed right now.' },
    { 'stripe-should-retry': 'true' },
  ),
  conflict: refuse(409, { type: 'api_error', message: 'Another request is in progress.' }),
  lockConflict: refuse(409, {
    code: 'lock_timeout',
    message: 'This object cannot be accessed right now.',
  }),
  requestFailed: refuse(402, { type: 'card_error', message: 'The request failed.' }),
  apiError: refuse(
    500,
    { type: 'api_error', message: 'An unknown error occurred.' },
    { 'stripe-should-retry': 'false' },
  ),
  redirect: { status: 302, headers: { location: 'https://login.example/' }, text: '' },
  brokenJson: {
    status: 200,
    headers: { 'content-type': 'application/json' },
    text: '{"object":"balance","available":[',
  },
  empty: { status: 200, text: '' },
} as const satisfies Record<string, SandboxAnswer>;

const keyOf = (kind: 'sk' | 'rk' | 'pk', name: string) => `${kind}_test_sbx${name}`;

/** Keys whose holder meets one certain answer: the API answers without a key as always. */
const personas: Readonly<Record<string, SandboxAnswer>> = {
  [keyOf('rk', 'RestrictedKey')]: answers.noPermission,
  [keyOf('rk', 'ExpiredKey')]: answers.expiredKey,
  [keyOf('pk', 'PublishableKey')]: answers.publishableKey,
  [keyOf('pk', 'PublishableKeyRefused')]: answers.publishableKeyUnauthorized,
  [keyOf('sk', 'OtherIpAddress')]: answers.otherIpAddress,
  [keyOf('sk', 'OtherIpAddressRefused')]: answers.otherIpAddressUnauthorized,
  [keyOf('sk', 'NoPlatformKey')]: answers.noPlatform,
  [keyOf('sk', 'LimitedKey')]: answers.limited,
  [keyOf('sk', 'LimitedLegacyKey')]: answers.limitedLegacy,
  [keyOf('sk', 'LimitedLegacyTypeKey')]: answers.limitedLegacyType,
  [keyOf('sk', 'LockTimeoutKey')]: answers.lockTimeout,
  [keyOf('sk', 'ConflictKey')]: answers.conflict,
  [keyOf('sk', 'LockConflictKey')]: answers.lockConflict,
  [keyOf('sk', 'RequestFailedKey')]: answers.requestFailed,
  [keyOf('sk', 'ApiErrorKey')]: answers.apiError,
  [keyOf('sk', 'ForbiddenPageKey')]: edgePage(403),
  [keyOf('sk', 'UnauthorizedPageKey')]: edgePage(401),
  [keyOf('sk', 'BrokenJsonKey')]: answers.brokenJson,
};

const holding = (kind: 'sk' | 'rk' | 'pk', name: string) => ({
  STRIPE_API_KEY: keyOf(kind, name),
});

const ACCOUNT_ID = 'acct_sbxAccount000001';
const unproven = { ...EXPECT.unexpected, credentials: 'unproven' } as const;
const missingPermission = {
  status: 'degraded',
  reason: 'permission_missing',
  credentials: 'fail',
} as const;

/** How Stripe answers. */
export const stripeSandbox: VendorSandbox = {
  credentials: {
    STRIPE_API_KEY: keyOf('sk', 'StripeKey'),
    STRIPE_WEBHOOK_SECRET: `whsec_${'sbxWebhookSecret'.padEnd(32, '0')}`,
  },
  optional: { STRIPE_ACCOUNT_ID: ACCOUNT_ID },
  routes: {
    [BALANCE]: (request, accepted) => answerBalance(request, accepted),
    'GET /api/v2/summary.json': () => statuspageSummary({ id: '2p0n66vlgnn2', name: 'Stripe API' }),
  },
  scenarios: {
    ok: { expect: EXPECT.healthy },
    wrong_id: {
      accepts: { STRIPE_API_KEY: keyOf('sk', 'KeyOfAnotherAccount') },
      expect: EXPECT.rejected,
    },
    wrong_secret: {
      accepts: { STRIPE_API_KEY: keyOf('sk', 'RenewedKey') },
      expect: EXPECT.rejected,
    },
    wrong_webhook_secret: {
      accepts: { STRIPE_WEBHOOK_SECRET: `whsec_${'sbxOtherSecret'.padEnd(32, '1')}` },
      expect: EXPECT.healthy,
    },
    missing_parameters: { answers: { [BALANCE]: answers.noKey }, expect: EXPECT.ourFault },
    restricted_key: { env: holding('rk', 'RestrictedKey'), expect: EXPECT.healthy },
    expired_key: { env: holding('rk', 'ExpiredKey'), expect: EXPECT.rejected },
    publishable_key: { env: holding('pk', 'PublishableKey'), expect: EXPECT.rejected },
    publishable_key_unauthorized: {
      env: holding('pk', 'PublishableKeyRefused'),
      expect: EXPECT.rejected,
    },
    key_for_other_ip_address: { env: holding('sk', 'OtherIpAddress'), expect: EXPECT.rejected },
    key_for_other_ip_address_unauthorized: {
      env: holding('sk', 'OtherIpAddressRefused'),
      expect: EXPECT.rejected,
    },
    connected_account: { env: { STRIPE_ACCOUNT_ID: ACCOUNT_ID }, expect: EXPECT.healthy },
    connected_account_unknown: {
      env: { STRIPE_ACCOUNT_ID: 'acct_sbxAccount000002' },
      expect: missingPermission,
    },
    connected_account_without_platform: {
      env: { ...holding('sk', 'NoPlatformKey'), STRIPE_ACCOUNT_ID: ACCOUNT_ID },
      expect: missingPermission,
    },
    connected_account_restricted_key: {
      env: { ...holding('rk', 'RestrictedKey'), STRIPE_ACCOUNT_ID: ACCOUNT_ID },
      expect: EXPECT.healthy,
    },
    rate_limited: { answers: { '*': answers.limited }, expect: EXPECT.rateLimited },
    rate_limited_legacy: { answers: { '*': answers.limitedLegacy }, expect: EXPECT.rateLimited },
    key_limited: { env: holding('sk', 'LimitedKey'), expect: EXPECT.proofLimited },
    key_limited_legacy: { env: holding('sk', 'LimitedLegacyKey'), expect: EXPECT.proofLimited },
    key_limited_legacy_type: {
      env: holding('sk', 'LimitedLegacyTypeKey'),
      expect: EXPECT.proofLimited,
    },
    lock_timeout: { env: holding('sk', 'LockTimeoutKey'), expect: EXPECT.proofLimited },
    conflict: { env: holding('sk', 'ConflictKey'), expect: EXPECT.vendorError },
    lock_timeout_conflict: { env: holding('sk', 'LockConflictKey'), expect: EXPECT.vendorError },
    request_failed: { env: holding('sk', 'RequestFailedKey'), expect: unproven },
    maintenance: {
      answers: { '*': { status: 503, text: 'Stripe is down for maintenance.' } },
      expect: EXPECT.maintenance,
    },
    server_error: { answers: { '*': answers.apiError }, expect: EXPECT.vendorError },
    server_error_html: { answers: { '*': edgePage(502) }, expect: EXPECT.vendorError },
    server_error_with_key: { env: holding('sk', 'ApiErrorKey'), expect: EXPECT.vendorError },
    edge_page: { answers: { '*': edgePage(200) }, expect: EXPECT.unexpected },
    edge_page_forbidden: { answers: { '*': edgePage(403) }, expect: EXPECT.unexpected },
    edge_page_forbidden_with_key: { env: holding('sk', 'ForbiddenPageKey'), expect: unproven },
    edge_page_unauthorized_with_key: {
      env: holding('sk', 'UnauthorizedPageKey'),
      expect: unproven,
    },
    login_redirect: { answers: { '*': answers.redirect }, expect: EXPECT.unexpected },
    broken_json: { answers: { '*': answers.brokenJson }, expect: EXPECT.unexpected },
    broken_json_with_key: { env: holding('sk', 'BrokenJsonKey'), expect: unproven },
    empty_body: { answers: { '*': answers.empty }, expect: EXPECT.unexpected },
  },
};

function answerBalance(
  { bearer, basic, headers }: SandboxRequest,
  accepted: Accepted,
): SandboxAnswer {
  const key = bearer ?? basic?.user;
  if (!key) return answers.noKey;
  const persona = personas[key];
  if (persona) return persona;
  if (key !== accepted.STRIPE_API_KEY) return answers.invalidKey;
  const account = headers['stripe-account'];
  if (account !== undefined && account !== accepted.STRIPE_ACCOUNT_ID) return answers.noAccess;
  const amounts = [{ amount: 0, currency: 'usd', source_types: { card: 0 } }];
  return {
    status: 200,
    headers: { 'request-id': 'req_sandbox' },
    json: {
      object: 'balance',
      livemode: key.includes('_live_'),
      available: amounts,
      pending: amounts,
    },
  };
}
