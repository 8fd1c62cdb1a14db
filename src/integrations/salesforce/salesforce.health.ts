import { Injectable } from '@nestjs/common';
import { defineIntegration } from '../integration';
import { IntegrationHealthIndicator } from '../integration.health';
import { edgeAnswers, pairProof, refreshTokenProof } from './salesforce.proofs';

const REFRESH_TOKEN = /^5Aep861/;
const ACCESS_TOKEN = /^00D.*!/;

/** How Salesforce is asked and what its answers mean. */
export const salesforce = defineIntegration({
  key: 'salesforce',
  name: 'Salesforce',
  consoleUrl: 'https://login.salesforce.com',
  envPrefix: 'SALESFORCE',
  requiredEnvVars: ['SALESFORCE_CLIENT_ID', 'SALESFORCE_CLIENT_SECRET'],
  optionalEnvVars: [
    {
      name: 'SALESFORCE_LOGIN_URL',
      purpose: 'the My Domain or `https://test.salesforce.com`; an app of a sandbox needs it',
      secret: false,
    },
    {
      name: 'SALESFORCE_REFRESH_TOKEN',
      purpose: 'is shown to be active, without being used up',
    },
  ],
  hosts: {
    api: 'https://login.salesforce.com',
    auth: 'https://login.salesforce.com',
    status: 'https://api.status.salesforce.com',
  },
  authUrlEnvVar: 'SALESFORCE_LOGIN_URL',
  vendorDomains: ['salesforce.com', 'salesforce.mil', 'crmforce.mil', 'sfcrmproducts.cn'],
  reachability: {
    // On the auth base: that is where a My Domain is configured.
    request: ({ urls }) => ({
      method: 'GET',
      url: `${urls.auth}/.well-known/openid-configuration`,
    }),
    answers: [
      { status: 200, json: { token_endpoint: String }, means: 'reachable' },
      { status: 200, json: { introspection_endpoint: String }, means: 'reachable' },
      { status: 200, json: { issuer: String }, means: 'reachable' },
      ...edgeAnswers,
    ],
  },
  proofs: [pairProof, refreshTokenProof],
  formats: [
    {
      envVar: 'SALESFORCE_CLIENT_ID',
      looksLike: /^([A-F0-9]{64}|\d{19})$/,
      problem:
        'looks like the secret; SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET may be swapped',
    },
    ...['SALESFORCE_CLIENT_ID', 'SALESFORCE_CLIENT_SECRET'].flatMap((envVar) => [
      { envVar, looksLike: REFRESH_TOKEN, problem: 'looks like a refresh token' },
      { envVar, looksLike: ACCESS_TOKEN, problem: 'looks like an access token' },
    ]),
    {
      envVar: 'SALESFORCE_CLIENT_ID',
      expected: /^3MVG9[0-9a-zA-Z._+/=]{80,251}$/,
      problem: 'does not look like a consumer key (3MVG9 and about 80 more characters)',
    },
    {
      envVar: 'SALESFORCE_CLIENT_SECRET',
      looksLike: /^3MVG9/,
      problem:
        'looks like the consumer key; SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET may be swapped',
    },
    {
      envVar: 'SALESFORCE_CLIENT_SECRET',
      expected: /^([A-F0-9]{64}|\d{19})$/,
      problem:
        'does not look like a consumer secret (64 upper-case hexadecimal digits, or 19 digits)',
    },
    {
      envVar: 'SALESFORCE_REFRESH_TOKEN',
      looksLike: ACCESS_TOKEN,
      problem: 'looks like an access token; set a refresh token',
    },
    {
      envVar: 'SALESFORCE_REFRESH_TOKEN',
      expected: REFRESH_TOKEN,
      problem: 'does not look like a refresh token (begins with 5Aep861)',
    },
    {
      envVar: 'SALESFORCE_LOGIN_URL',
      looksLike: /\.lightning\.force\.com(\/|:|$)/i,
      problem:
        'is the address of the user interface; set the My Domain, ending in my.salesforce.com',
    },
  ],
  statusPage: { path: '/v1/incidents/active', format: 'salesforce' },
  proofSummary:
    'introspection of a bogus token must answer for it, or a bogus refresh token be refused as `invalid_grant`',
  confidence: 0.6,
});

/** Salesforce's indicator. */
@Injectable()
export class SalesforceHealthIndicator extends IntegrationHealthIndicator {
  readonly definition = salesforce;
}
