import { Injectable } from '@nestjs/common';
import { defineIntegration } from '../integration';
import { IntegrationHealthIndicator } from '../integration.health';
import {
  githubAppProof,
  oauthAppProof,
  REST_HEADERS,
  restAnswers,
  tokenProof,
  unlimited,
} from './github.proofs';

/** How GitHub is asked and what its answers mean. */
export const github = defineIntegration({
  key: 'github',
  name: 'GitHub',
  consoleUrl: 'https://github.com/settings/developers',
  envPrefix: 'GITHUB',
  requiredEnvVars: ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET', 'GITHUB_TOKEN'],
  hosts: {
    api: 'https://api.github.com',
    auth: 'https://github.com',
    status: 'https://www.githubstatus.com',
  },
  vendorDomains: ['github.com', 'githubusercontent.com', 'ghe.com', 'githubstatus.com'],
  reachability: {
    request: ({ urls }) => ({
      method: 'GET',
      url: `${urls.api}/rate_limit`,
      headers: REST_HEADERS,
    }),
    answers: [
      { status: 200, json: { resources: Object }, means: 'reachable' },
      { status: 200, json: { rate: Object }, means: 'reachable' },
      unlimited('reachable'),
      ...restAnswers,
    ],
  },
  proofs: [tokenProof, oauthAppProof, githubAppProof],
  formats: [
    {
      envVar: 'GITHUB_TOKEN',
      looksLike: /^ghr_/,
      problem: 'is a refresh token, which the API never accepts; set an access token',
    },
    {
      envVar: 'GITHUB_TOKEN',
      looksLike: /^ghs_/,
      problem: 'is an installation token, which lives about an hour; set a longer-lived token',
    },
    {
      envVar: 'GITHUB_TOKEN',
      looksLike: /^(Ov23|Iv1\.|Iv23)/,
      problem: 'looks like a client id; set an access token',
    },
    {
      envVar: 'GITHUB_TOKEN',
      suspicious: (value, env) => value === env('GITHUB_CLIENT_SECRET'),
      problem: 'is the same as GITHUB_CLIENT_SECRET; set an access token',
    },
    {
      envVar: 'GITHUB_TOKEN',
      expected: /^(gh[pou]_[A-Za-z0-9_]{36,255}|github_pat_[A-Za-z0-9_]{82}|[0-9a-f]{40})$/,
      problem: 'does not look like a GitHub token (ghp_, github_pat_, gho_ or ghu_)',
    },
    {
      envVar: 'GITHUB_CLIENT_ID',
      looksLike: /^\d{1,12}$/,
      problem: 'looks like an App ID; set the client id from the same page',
    },
    {
      envVar: 'GITHUB_CLIENT_ID',
      looksLike: /^[0-9a-f]{40}$/,
      problem:
        'looks like a client secret; GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET may be swapped',
    },
    {
      envVar: 'GITHUB_CLIENT_ID',
      expected: /^((Ov|Iv)23[A-Za-z0-9]{16}|Iv1\.[0-9a-f]{16}|[0-9a-f]{20})$/,
      problem: 'does not look like a client id (Ov23, Iv23 or Iv1., or 20 hexadecimal digits)',
    },
    {
      envVar: 'GITHUB_CLIENT_SECRET',
      looksLike: /^(gh[pousr]_|github_pat_)/,
      problem: 'looks like a token; set the client secret of the app',
    },
    {
      envVar: 'GITHUB_CLIENT_SECRET',
      looksLike: /^(Ov23|Iv1\.|Iv23)|^[0-9a-f]{20}$/,
      problem: 'looks like a client id; GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET may be swapped',
    },
    {
      envVar: 'GITHUB_CLIENT_SECRET',
      expected: /^[0-9a-f]{40}$/,
      problem: 'does not look like a client secret (40 hexadecimal digits)',
    },
  ],
  statusPage: { path: '/api/v2/summary.json', format: 'statuspage', components: ['brv1bkgrwx7q'] },
  proofSummary:
    'the token reads its rate limits; the pair reads them as an OAuth app, or checks a bogus token as a GitHub App (`Iv…`)',
  confidence: 0.75,
});

/** GitHub's indicator. */
@Injectable()
export class GitHubHealthIndicator extends IntegrationHealthIndicator {
  readonly definition = github;
}
