import { Injectable } from '@nestjs/common';
import { defineIntegration } from '../integration';
import { IntegrationHealthIndicator } from '../integration.health';
import { malformedRequest, NOTION_HEADERS, pairProof, tokenProof } from './notion.proofs';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** How Notion is asked and what its answers mean. */
export const notion = defineIntegration({
  key: 'notion',
  name: 'Notion',
  consoleUrl: 'https://www.notion.so/profile/integrations',
  envPrefix: 'NOTION',
  requiredEnvVars: ['NOTION_CLIENT_ID', 'NOTION_CLIENT_SECRET'],
  optionalEnvVars: [
    {
      name: 'NOTION_ACCESS_TOKEN',
      purpose: 'is proven too: an access token that the integration holds for a workspace',
    },
  ],
  hosts: {
    api: 'https://api.notion.com',
    auth: 'https://api.notion.com',
    status: 'https://www.notion-status.com',
  },
  vendorDomains: ['notion.com', 'notion.so', 'notion-status.com'],
  reachability: {
    request: ({ urls }) => ({
      method: 'GET',
      url: `${urls.api}/v1/users/me`,
      headers: NOTION_HEADERS,
    }),
    answers: [
      { status: 401, json: { object: 'error', code: 'unauthorized' }, means: 'reachable' },
      ...malformedRequest,
    ],
  },
  proofs: [pairProof, tokenProof],
  formats: [
    {
      envVar: 'NOTION_CLIENT_ID',
      looksLike: /^secret_/,
      problem: 'looks like a secret; NOTION_CLIENT_ID and NOTION_CLIENT_SECRET may be swapped',
    },
    {
      envVar: 'NOTION_CLIENT_ID',
      looksLike: /^ntn_/,
      problem: 'looks like an access token; set the OAuth client id of a public integration',
    },
    {
      envVar: 'NOTION_CLIENT_ID',
      expected: UUID,
      problem: 'does not look like a Notion client id (a UUID with hyphens)',
    },
    {
      envVar: 'NOTION_CLIENT_SECRET',
      looksLike: /^ntn_/,
      problem: 'looks like an access token; set the OAuth client secret of a public integration',
    },
    {
      envVar: 'NOTION_CLIENT_SECRET',
      looksLike: UUID,
      problem: 'looks like the client id; NOTION_CLIENT_ID and NOTION_CLIENT_SECRET may be swapped',
    },
    {
      envVar: 'NOTION_CLIENT_SECRET',
      expected: /^secret_[A-Za-z0-9]{42,43}$/,
      problem:
        'does not look like a Notion client secret (secret_ and 42 or 43 letters and digits)',
    },
    {
      envVar: 'NOTION_ACCESS_TOKEN',
      looksLike: UUID,
      problem: 'looks like the client id; set an access token, or unset it',
    },
    {
      envVar: 'NOTION_ACCESS_TOKEN',
      suspicious: (value, env) => value === env('NOTION_CLIENT_SECRET'),
      problem: 'is the same as NOTION_CLIENT_SECRET; set an access token, or unset it',
    },
  ],
  statusPage: {
    path: '/api/v2/summary.json',
    format: 'statuspage',
    components: [
      '01KK2QB40M8DPAM1W0ASK21666',
      '01KK2QB40MF1A0T2SKSE02084R',
      '01KK2QB40MK48JR4030HR4DY9M',
    ],
  },
  proofSummary:
    'introspection of a bogus token must answer whether it is active, else a bogus code must be refused as `invalid_grant`; with `NOTION_ACCESS_TOKEN` that token must be active',
  confidence: 0.75,
});

/** Notion's indicator. */
@Injectable()
export class NotionHealthIndicator extends IntegrationHealthIndicator {
  readonly definition = notion;
}
