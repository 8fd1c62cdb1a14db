import { Injectable } from '@nestjs/common';
import { defineIntegration } from '../integration';
import { IntegrationHealthIndicator } from '../integration.health';
import { INVALID_KEY, signatureProof, tokenProof, trelloFaults } from './trello.proofs';

/** How Trello is asked and what its answers mean. */
export const trello = defineIntegration({
  key: 'trello',
  name: 'Trello',
  consoleUrl: 'https://trello.com/power-ups/admin',
  envPrefix: 'TRELLO',
  requiredEnvVars: ['TRELLO_API_KEY', 'TRELLO_API_SECRET'],
  optionalEnvVars: [
    { name: 'TRELLO_API_TOKEN', purpose: "is proven too: a user's token, made with the key" },
  ],
  hosts: {
    api: 'https://api.trello.com',
    auth: 'https://trello.com',
    status: 'https://trello.status.atlassian.com',
  },
  vendorDomains: ['trello.com', 'atlassian.com'],
  reachability: {
    request: ({ urls }) => ({ method: 'GET', url: `${urls.api}/1/members/me` }),
    answers: [
      { status: 401, text: INVALID_KEY, means: 'reachable' },
      { status: 401, text: /^\s*"?unauthorized\b/i, means: 'reachable' },
      ...trelloFaults,
    ],
  },
  proofs: [signatureProof, tokenProof],
  formats: [
    {
      envVar: 'TRELLO_API_KEY',
      suspicious: (value, env) => value.length === 64 && env('TRELLO_API_SECRET').length === 32,
      problem: 'looks like the secret; TRELLO_API_KEY and TRELLO_API_SECRET may be swapped',
    },
    {
      envVar: 'TRELLO_API_KEY',
      expected: /^.{32}$/,
      problem: 'does not look like a Trello API key (32 characters)',
    },
    {
      envVar: 'TRELLO_API_KEY',
      expected: /^[0-9a-f]{32}$/,
      problem: 'does not look like a Trello API key (digits and the letters a to f)',
    },
    {
      envVar: 'TRELLO_API_SECRET',
      looksLike: /^ATTA/,
      problem: "looks like a user's token; set the secret of the Power-Up's API key",
    },
    {
      envVar: 'TRELLO_API_SECRET',
      suspicious: (value, env) => value.length === 32 && env('TRELLO_API_KEY').length === 64,
      problem: 'looks like the key; TRELLO_API_KEY and TRELLO_API_SECRET may be swapped',
    },
    {
      envVar: 'TRELLO_API_SECRET',
      expected: /^[0-9a-f]{64}$/,
      problem: 'does not look like a Trello API secret (64 digits and letters a to f)',
    },
    {
      envVar: 'TRELLO_API_TOKEN',
      suspicious: (value, env) => value === env('TRELLO_API_SECRET'),
      problem: "is the same as TRELLO_API_SECRET; set a user's token, or unset it",
    },
    {
      envVar: 'TRELLO_API_TOKEN',
      suspicious: (value, env) => value === env('TRELLO_API_KEY'),
      problem: "is the same as TRELLO_API_KEY; set a user's token, or unset it",
    },
    {
      envVar: 'TRELLO_API_TOKEN',
      expected: /^(ATTA\w+|[0-9a-f]{64})$/,
      problem: 'does not look like a Trello token (ATTA and more, or 64 digits and letters a to f)',
    },
  ],
  statusPage: {
    path: '/api/v2/summary.json',
    format: 'statuspage',
    components: ['y1nllgnkxn9d', 'hsr3nvlz0k2l'],
  },
  proofSummary:
    'a request token must be given for a request signed with the secret; with `TRELLO_API_TOKEN` its member must be readable',
  confidence: 0.65,
});

/** Trello's indicator. */
@Injectable()
export class TrelloHealthIndicator extends IntegrationHealthIndicator {
  readonly definition = trello;
}
