import { Injectable } from '@nestjs/common';
import { defineIntegration } from '../integration';
import { IntegrationHealthIndicator } from '../integration.health';
import { BOGUS_GRANT } from '../probe-values';

/** Intuit asks for a minute of silence after every 429 and sends no header that says so. */
const WAIT_MS = 60_000;

/** How QuickBooks is asked and what its answers mean. */
export const quickbooks = defineIntegration({
  key: 'quickbooks',
  name: 'QuickBooks',
  consoleUrl: 'https://developer.intuit.com/app/developer/dashboard',
  envPrefix: 'QUICKBOOKS',
  requiredEnvVars: ['QUICKBOOKS_CLIENT_ID', 'QUICKBOOKS_CLIENT_SECRET'],
  hosts: {
    api: 'https://quickbooks.api.intuit.com',
    auth: 'https://oauth.platform.intuit.com',
    status: 'https://status.developer.intuit.com',
  },
  vendorDomains: ['intuit.com'],
  reachability: {
    request: ({ urls }) => ({ method: 'GET', url: `${urls.api}/v3/company/0/companyinfo/0` }),
    answers: [
      // The capital depends on the service behind the gateway.
      { status: [401, 403], json: { Fault: Object }, means: 'reachable' },
      { status: [401, 403], json: { fault: Object }, means: 'reachable' },
      { status: 401, headers: { intuit_tid: /\S/ }, means: 'reachable' },
    ],
    defaultWaitMs: WAIT_MS,
  },
  proofs: [
    {
      // A refresh token rather than a code: no redirect URI takes part.
      proves: ['QUICKBOOKS_CLIENT_ID', 'QUICKBOOKS_CLIENT_SECRET'],
      control: 'QUICKBOOKS_CLIENT_SECRET',
      request: ({ urls, env }) => ({
        method: 'POST',
        url: `${urls.auth}/oauth2/v1/tokens/bearer`,
        basic: [env('QUICKBOOKS_CLIENT_ID'), env('QUICKBOOKS_CLIENT_SECRET')],
        form: { grant_type: 'refresh_token', refresh_token: BOGUS_GRANT },
      }),
      answers: [
        { status: 400, json: { error: 'invalid_grant' }, means: 'accepted' },
        {
          status: [400, 401],
          json: { error: 'invalid_client' },
          means: 'credentials_rejected',
          note: 'renew QUICKBOOKS_CLIENT_ID and QUICKBOOKS_CLIENT_SECRET in the Intuit developer dashboard',
        },
        {
          status: 400,
          json: { error: /^(invalid_request|unsupported_grant_type)$/ },
          means: 'check_failed',
        },
      ],
      defaultWaitMs: WAIT_MS,
    },
  ],
  formats: [
    {
      envVar: 'QUICKBOOKS_CLIENT_ID',
      looksLike: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
      problem: "looks like Intuit's app id; set the client id from the keys page",
    },
    {
      envVar: 'QUICKBOOKS_CLIENT_ID',
      suspicious: (value, env) => value.length < env('QUICKBOOKS_CLIENT_SECRET').length,
      problem:
        'is shorter than the secret; QUICKBOOKS_CLIENT_ID and QUICKBOOKS_CLIENT_SECRET may be swapped',
    },
    {
      envVar: 'QUICKBOOKS_CLIENT_ID',
      expected: /^[A-Za-z0-9]{40,60}$/,
      problem: 'does not look like an Intuit client id (about 50 letters and digits)',
    },
    {
      envVar: 'QUICKBOOKS_CLIENT_SECRET',
      looksLike: /^AB[A-Za-z0-9]{48}$/,
      problem: 'looks like a client id; set the client secret',
    },
    {
      envVar: 'QUICKBOOKS_CLIENT_SECRET',
      expected: /^[A-Za-z0-9]{40}$/,
      problem: 'does not look like an Intuit client secret (40 letters and digits)',
    },
  ],
  statusPage: { path: '/api/v2/summary.json', format: 'statuspage' },
  proofSummary:
    'a bogus refresh token must be refused as `invalid_grant`; development and production keys look the same to this proof',
  confidence: 0.85,
});

/** QuickBooks' indicator. */
@Injectable()
export class QuickBooksHealthIndicator extends IntegrationHealthIndicator {
  readonly definition = quickbooks;
}
