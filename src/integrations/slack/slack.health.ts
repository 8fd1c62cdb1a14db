import { Injectable } from '@nestjs/common';
import { defineIntegration } from '../integration';
import { IntegrationHealthIndicator } from '../integration.health';
import { apiTest, botProof, pairProof } from './slack.proofs';

const TOKEN = /^(xox[a-z]|xapp)[-.]/;
const SECRET = /^[0-9a-f]{32}$/;
const CLIENT_ID = /^\d{9,14}\.\d{9,14}$/;
const VERIFICATION_TOKEN = /^[A-Za-z0-9]{24}$/;
const APP_ID = /^A[A-Z0-9]{10}$/;

/** How Slack is asked and what its answers mean. */
export const slack = defineIntegration({
  key: 'slack',
  name: 'Slack',
  consoleUrl: 'https://api.slack.com/apps',
  envPrefix: 'SLACK',
  requiredEnvVars: ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET'],
  optionalEnvVars: [
    { name: 'SLACK_BOT_TOKEN', purpose: 'proves that the app is still installed in a workspace' },
  ],
  unprovableEnvVars: ['SLACK_SIGNING_SECRET'],
  hosts: {
    api: 'https://slack.com',
    auth: 'https://slack.com',
    status: 'https://slack-status.com',
  },
  vendorDomains: ['slack.com', 'slack-gov.com', 'slack-status.com'],
  reachability: apiTest,
  proofs: [pairProof, botProof],
  formats: [
    {
      envVar: 'SLACK_CLIENT_ID',
      looksLike: TOKEN,
      problem: 'is a token; set the client id',
    },
    {
      envVar: 'SLACK_CLIENT_ID',
      looksLike: SECRET,
      problem: 'looks like a secret; SLACK_CLIENT_ID may be swapped with another value',
    },
    {
      envVar: 'SLACK_CLIENT_ID',
      looksLike: APP_ID,
      problem: 'is an app id; set the client id, two numbers with a dot between',
    },
    {
      envVar: 'SLACK_CLIENT_ID',
      looksLike: /^\d+$/,
      problem: 'is half a client id; both numbers and the dot between are needed',
    },
    {
      envVar: 'SLACK_CLIENT_ID',
      expected: CLIENT_ID,
      problem: 'does not look like a Slack client id (two numbers with a dot between)',
    },
    {
      envVar: 'SLACK_CLIENT_SECRET',
      looksLike: TOKEN,
      problem: 'is a token; set the client secret',
    },
    {
      envVar: 'SLACK_CLIENT_SECRET',
      looksLike: CLIENT_ID,
      problem: 'is a client id; SLACK_CLIENT_ID and SLACK_CLIENT_SECRET may be swapped',
    },
    {
      envVar: 'SLACK_CLIENT_SECRET',
      looksLike: VERIFICATION_TOKEN,
      problem: 'looks like an old verification token; set the client secret',
    },
    {
      envVar: 'SLACK_CLIENT_SECRET',
      expected: SECRET,
      problem: 'does not look like a Slack client secret (32 hexadecimal digits)',
    },
    {
      envVar: 'SLACK_SIGNING_SECRET',
      looksLike: TOKEN,
      problem: 'is a token; set the signing secret',
    },
    {
      envVar: 'SLACK_SIGNING_SECRET',
      looksLike: CLIENT_ID,
      problem: 'is a client id; set the signing secret',
    },
    {
      envVar: 'SLACK_SIGNING_SECRET',
      looksLike: VERIFICATION_TOKEN,
      problem: 'looks like an old verification token; set the signing secret',
    },
    {
      envVar: 'SLACK_SIGNING_SECRET',
      suspicious: (value, env) => value === env('SLACK_CLIENT_SECRET'),
      problem: 'is the same as SLACK_CLIENT_SECRET; the two secrets differ',
    },
    {
      envVar: 'SLACK_SIGNING_SECRET',
      expected: SECRET,
      problem: 'does not look like a Slack signing secret (32 hexadecimal digits)',
    },
    // With token rotation a bot token begins with xoxe.xoxb-.
    {
      envVar: 'SLACK_BOT_TOKEN',
      expected: /^(xoxe\.)?xoxb-/,
      problem: 'does not look like a Slack bot token (it begins with xoxb-)',
    },
  ],
  statusPage: {
    path: '/api/v2.0.0/current',
    format: 'slack',
    components: ['Apps/Integrations/APIs', 'Login/SSO', 'Connectivity'],
  },
  proofSummary:
    'a bogus code must be refused as `invalid_code`, and with a corrupted secret as `bad_client_secret`; with `SLACK_BOT_TOKEN` also `auth.test`',
  confidence: 0.5,
});

/** Slack's indicator. */
@Injectable()
export class SlackHealthIndicator extends IntegrationHealthIndicator {
  readonly definition = slack;
}
