import { Injectable } from '@nestjs/common';
import { valueAt } from '../../core/answer';
import { defineIntegration } from '../integration';
import { IntegrationHealthIndicator } from '../integration.health';
import { consentProof, pairProof } from './googledrive.proofs';

/** Drive names its rate limits in a 403; `dailyLimitExceededUnreg` only says that no key was sent. */
const RATE_LIMIT_REASONS = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'dailyLimitExceeded',
]);

const API_KEY = /^AIza[\w-]{35}$/;
const ACCESS_TOKEN = /^ya29\./;
const REFRESH_TOKEN = /^1\/\//;
const CLIENT_ID = /\.apps\.googleusercontent\.com$/;
const NEW_SECRET = /^GOCSPX-/;

/** How Google Drive is asked and what its answers mean. */
export const googledrive = defineIntegration({
  key: 'googledrive',
  name: 'Google Drive',
  aliases: ['google-drive', 'google_drive'],
  consoleUrl: 'https://console.cloud.google.com/apis/credentials',
  envPrefix: 'GOOGLE',
  requiredEnvVars: ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'],
  optionalEnvVars: [
    {
      name: 'GOOGLE_REFRESH_TOKEN',
      purpose: "proves that a user's consent is still in force",
    },
  ],
  hosts: {
    api: 'https://www.googleapis.com',
    auth: 'https://oauth2.googleapis.com',
    status: 'https://www.google.com',
  },
  vendorDomains: ['googleapis.com', 'google.com'],
  reachability: {
    request: ({ urls }) => ({ method: 'GET', url: `${urls.api}/drive/v3/about?fields=user` }),
    answers: [
      {
        status: 403,
        json: { 'error.errors': { matches: namesRateLimit } },
        means: 'rate_limited',
      },
      {
        status: [401, 403],
        json: { 'error.code': Number, 'error.message': String },
        means: 'reachable',
      },
    ],
  },
  proofs: [pairProof, consentProof],
  formats: [
    {
      envVar: 'GOOGLE_CLIENT_ID',
      looksLike: NEW_SECRET,
      problem: 'is a client secret; GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET may be swapped',
    },
    {
      envVar: 'GOOGLE_CLIENT_ID',
      looksLike: API_KEY,
      problem: 'is an API key; set the OAuth client id',
    },
    {
      envVar: 'GOOGLE_CLIENT_ID',
      looksLike: ACCESS_TOKEN,
      problem: 'is an access token; set the OAuth client id',
    },
    {
      envVar: 'GOOGLE_CLIENT_ID',
      looksLike: REFRESH_TOKEN,
      problem: 'is a refresh token; set the OAuth client id',
    },
    {
      envVar: 'GOOGLE_CLIENT_ID',
      looksLike: /^\d{21}$/,
      problem: "is a service account's id; set the OAuth client id",
    },
    {
      envVar: 'GOOGLE_CLIENT_ID',
      expected: /^\d{6,}-[0-9a-z]{32}\.apps\.googleusercontent\.com$/,
      problem: 'does not look like a Google client id (it ends in .apps.googleusercontent.com)',
    },
    {
      envVar: 'GOOGLE_CLIENT_SECRET',
      looksLike: CLIENT_ID,
      problem: 'is a client id; GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET may be swapped',
    },
    {
      envVar: 'GOOGLE_CLIENT_SECRET',
      looksLike: API_KEY,
      problem: 'is an API key; set the OAuth client secret',
    },
    {
      envVar: 'GOOGLE_CLIENT_SECRET',
      looksLike: ACCESS_TOKEN,
      problem: 'is an access token; set the OAuth client secret',
    },
    {
      envVar: 'GOOGLE_CLIENT_SECRET',
      looksLike: REFRESH_TOKEN,
      problem: 'is a refresh token; set the OAuth client secret',
    },
    {
      envVar: 'GOOGLE_CLIENT_SECRET',
      expected: /^(GOCSPX-[A-Za-z0-9_-]{28}|[A-Za-z0-9_-]{24})$/,
      problem: 'does not look like a Google client secret (GOCSPX- and 28 more, or 24 characters)',
    },
    {
      envVar: 'GOOGLE_REFRESH_TOKEN',
      looksLike: ACCESS_TOKEN,
      problem: 'is an access token, which lives an hour; set the refresh token',
    },
    {
      envVar: 'GOOGLE_REFRESH_TOKEN',
      expected: REFRESH_TOKEN,
      problem: 'does not look like a Google refresh token (it begins with 1//)',
    },
  ],
  statusPage: {
    path: '/appsstatus/dashboard/incidents.json',
    format: 'google',
    components: ['VHNA7p3Z5p3iakj5sA8V'],
  },
  proofSummary:
    'a bogus refresh token must be refused as `invalid_grant`; with `GOOGLE_REFRESH_TOKEN` a real one must be redeemed',
  confidence: 0.75,
});

function namesRateLimit(errors: unknown): boolean {
  return (
    Array.isArray(errors) &&
    errors.some((error) => RATE_LIMIT_REASONS.has(valueAt(error, 'reason') as string))
  );
}

/** Google Drive's indicator. */
@Injectable()
export class GoogleDriveHealthIndicator extends IntegrationHealthIndicator {
  readonly definition = googledrive;
}
