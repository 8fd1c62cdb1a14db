import { Injectable } from '@nestjs/common';
import { defineIntegration } from '../integration';
import { IntegrationHealthIndicator } from '../integration.health';
import { echoProof } from './dropbox.proofs';

/** App key and app secret have one shape, so swapped values cannot be told offline. */
const APP_VALUE = /^(?=.*\d)(?=.*[a-z])[0-9a-z]{15}$/;
const ACCESS_TOKEN = /^sl\./;

/** How Dropbox is asked and what its answers mean. */
export const dropbox = defineIntegration({
  key: 'dropbox',
  name: 'Dropbox',
  consoleUrl: 'https://www.dropbox.com/developers/apps',
  envPrefix: 'DROPBOX',
  requiredEnvVars: ['DROPBOX_APP_KEY', 'DROPBOX_APP_SECRET'],
  hosts: {
    api: 'https://api.dropboxapi.com',
    auth: 'https://api.dropboxapi.com',
    status: 'https://status.dropbox.com',
  },
  vendorDomains: ['dropboxapi.com', 'dropbox.com'],
  reachability: {
    request: ({ urls, nonce }) => ({
      method: 'POST',
      url: `${urls.api}/2/check/app`,
      json: { query: nonce },
    }),
    // Without a pair Dropbox refuses; its header or one of its error shapes shows that it was Dropbox.
    answers: [
      { status: [400, 401], headers: { 'x-dropbox-request-id': /./ }, means: 'reachable' },
      { status: [400, 401], text: /^Error in call to API function/, means: 'reachable' },
      { status: [400, 401], json: { error_summary: String }, means: 'reachable' },
      { status: [400, 401], json: { error: /^[a-z]+(_[a-z]+)+(:|$)/ }, means: 'reachable' },
    ],
  },
  proofs: [echoProof],
  formats: [
    {
      envVar: 'DROPBOX_APP_KEY',
      looksLike: ACCESS_TOKEN,
      problem: 'is an access token; set the app key',
    },
    {
      envVar: 'DROPBOX_APP_KEY',
      expected: APP_VALUE,
      problem: 'does not look like a Dropbox app key (15 lower-case letters and digits)',
    },
    {
      envVar: 'DROPBOX_APP_SECRET',
      looksLike: ACCESS_TOKEN,
      problem: 'is an access token; set the app secret',
    },
    {
      envVar: 'DROPBOX_APP_SECRET',
      suspicious: (value, env) => value === env('DROPBOX_APP_KEY'),
      problem: 'is the same as DROPBOX_APP_KEY; set the app secret',
    },
    {
      envVar: 'DROPBOX_APP_SECRET',
      expected: APP_VALUE,
      problem: 'does not look like a Dropbox app secret (15 lower-case letters and digits)',
    },
  ],
  statusPage: {
    path: '/api/v2/summary.json',
    format: 'statuspage',
    components: ['g0f37btkjhcq'],
  },
  proofSummary: 'the app check must echo a new value to the authenticated app',
  confidence: 0.9,
});

/** Dropbox's indicator. */
@Injectable()
export class DropboxHealthIndicator extends IntegrationHealthIndicator {
  readonly definition = dropbox;
}
