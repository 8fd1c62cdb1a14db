import { Injectable } from '@nestjs/common';
import { defineIntegration } from '../integration';
import { IntegrationHealthIndicator } from '../integration.health';
import { accountProof, keyProof, stripeFaults } from './stripe.proofs';

/** How Stripe is asked and what its answers mean. */
export const stripe = defineIntegration({
  key: 'stripe',
  name: 'Stripe',
  consoleUrl: 'https://dashboard.stripe.com/apikeys',
  envPrefix: 'STRIPE',
  requiredEnvVars: ['STRIPE_API_KEY', 'STRIPE_WEBHOOK_SECRET'],
  optionalEnvVars: [
    {
      name: 'STRIPE_ACCOUNT_ID',
      purpose: 'proves access to one connected account, sent as Stripe-Account',
    },
  ],
  // Stripe shows an endpoint's secret only once, when the endpoint is created.
  unprovableEnvVars: ['STRIPE_WEBHOOK_SECRET'],
  hosts: {
    api: 'https://api.stripe.com',
    auth: 'https://api.stripe.com',
    status: 'https://www.stripestatus.com',
  },
  vendorDomains: ['stripe.com', 'stripestatus.com'],
  reachability: {
    request: ({ urls }) => ({ method: 'GET', url: `${urls.api}/v1/balance` }),
    answers: [
      { status: 401, json: { 'error.type': String }, means: 'reachable' },
      { status: 401, json: { 'error.message': String }, means: 'reachable' },
      ...stripeFaults,
    ],
  },
  proofs: [keyProof, accountProof],
  formats: [
    {
      envVar: 'STRIPE_API_KEY',
      looksLike: /^pk_/,
      problem: 'looks like a publishable key; set a secret (sk_) or restricted (rk_) key',
    },
    {
      envVar: 'STRIPE_API_KEY',
      looksLike: /^whsec_/,
      problem:
        'looks like a webhook secret; STRIPE_API_KEY and STRIPE_WEBHOOK_SECRET may be swapped',
    },
    {
      envVar: 'STRIPE_API_KEY',
      looksLike: /^(ek|pss)_/,
      problem: "looks like a client's short-lived key; set a secret (sk_) or restricted (rk_) key",
    },
    {
      envVar: 'STRIPE_API_KEY',
      looksLike: /^acct_/,
      problem: 'looks like an account id; set a secret (sk_) or restricted (rk_) key',
    },
    {
      envVar: 'STRIPE_API_KEY',
      looksLike: /^sk_org_/,
      problem: "looks like an organisation's key; set a key of the account itself",
    },
    {
      envVar: 'STRIPE_API_KEY',
      looksLike: /^(sk|rk)_test_/,
      productionOnly: true,
      problem: 'is a test key; set a live key in production',
    },
    {
      envVar: 'STRIPE_API_KEY',
      expected: /^(sk|rk)_(live|test)_[A-Za-z0-9]{10,247}$/,
      problem:
        'does not look like a Stripe key (sk_live_, sk_test_, rk_live_ or rk_test_ and letters and digits)',
    },
    {
      envVar: 'STRIPE_WEBHOOK_SECRET',
      looksLike: /^[spr]k_/,
      problem: 'looks like an API key; STRIPE_API_KEY and STRIPE_WEBHOOK_SECRET may be swapped',
    },
    {
      envVar: 'STRIPE_WEBHOOK_SECRET',
      expected: /^whsec_[A-Za-z0-9]{32,}$/,
      problem:
        'does not look like a Stripe webhook secret (whsec_ and at least 32 letters and digits)',
    },
    {
      envVar: 'STRIPE_ACCOUNT_ID',
      expected: /^acct_[A-Za-z0-9]{16}$/,
      problem: 'does not look like a Stripe account id (acct_ and 16 letters and digits)',
    },
  ],
  statusPage: {
    path: '/api/v2/summary.json',
    format: 'statuspage',
    components: ['2p0n66vlgnn2'],
  },
  proofSummary:
    'the balance must be readable with the key, or refused only for a missing permission; nothing proves the webhook secret',
  confidence: 0.95,
});

/** Stripe's indicator. */
@Injectable()
export class StripeHealthIndicator extends IntegrationHealthIndicator {
  readonly definition = stripe;
}
