import type { Finding } from '../../core/finding';
import type { Probe } from '../integration';
import {
  hex,
  mixed,
  oneOff,
  vendorContract,
  type NamedAnswer,
} from '../../../test/vendor.contract';
import { SlackHealthIndicator } from './slack.health';
import { apiTest, botProof, pairProof } from './slack.proofs';
import { slackSandbox } from './slack.sandbox';

/** An error as Slack reports it, and the same with other letters around it. */
const failure = (probe: Probe, error: string, means: Finding): NamedAnswer[] => [
  [probe, 200, { ok: false, error }, means],
  [probe, 200, { ok: false, error: `${error}_` }, undefined],
  [probe, 200, { ok: false, error: `_${error}` }, undefined],
  [probe, 200, { error }, undefined],
  [probe, 400, { ok: false, error }, undefined],
];

vendorContract({
  facts: {
    key: 'slack',
    name: 'Slack',
    required: ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET'],
    optional: ['SLACK_BOT_TOKEN'],
    unprovable: ['SLACK_SIGNING_SECRET'],
    statusPage: [
      'slack',
      'https://slack-status.com/api/v2.0.0/current',
      'Apps/Integrations/APIs',
      'Login/SSO',
      'Connectivity',
    ],
  },
  indicator: SlackHealthIndicator,
  sandbox: slackSandbox,
  questions: [
    'POST https://slack.com/api/api.test | accept: application/json',
    'POST https://slack.com/api/oauth.v2.access | accept: application/json | basic SLACK_CLIENT_ID:SLACK_CLIENT_SECRET | code=1111111111.2222222222222.0000000000000000000000000000000000000000000000000000000000000000',
    'POST https://slack.com/api/oauth.v2.access | accept: application/json | basic SLACK_CLIENT_ID:corrupted SLACK_CLIENT_SECRET | code=1111111111.2222222222222.0000000000000000000000000000000000000000000000000000000000000000',
    'POST https://slack.com/api/auth.test | accept: application/json | bearer SLACK_BOT_TOKEN',
  ],
  answers: [
    [apiTest, 200, { ok: true }, 'reachable'],
    [apiTest, 200, { ok: false }, undefined],
    [apiTest, 201, { ok: true }, undefined],
    [botProof, 200, { ok: true }, 'accepted'],
    [botProof, 201, { ok: true }, undefined],
    [pairProof, 200, { ok: true }, undefined],
    ...[apiTest, pairProof, botProof].flatMap((probe) => [
      ...failure(probe, 'ratelimited', 'rate_limited'),
      ...failure(probe, 'fatal_error', 'vendor_error'),
      ...failure(probe, 'internal_error', 'vendor_error'),
      ...failure(probe, 'service_unavailable', 'vendor_error'),
      ...failure(probe, 'org_login_required', 'vendor_maintenance'),
      ...failure(probe, 'team_added_to_org', 'vendor_maintenance'),
      ...failure(probe, 'invalid_form_data', 'check_failed'),
      ...failure(probe, 'request_timeout', 'check_failed'),
    ]),
    ...[pairProof, botProof].flatMap((probe) => [
      ...failure(probe, 'accesslimited', 'credentials_rejected'),
      ...failure(probe, 'access_denied', 'credentials_rejected'),
    ]),
    ...failure(pairProof, 'invalid_code', 'accepted'),
    ...failure(pairProof, 'code_already_used', 'accepted'),
    ...failure(pairProof, 'code_expired', 'accepted'),
    ...failure(pairProof, 'invalid_client_id', 'credentials_rejected'),
    ...failure(pairProof, 'bad_client_secret', 'credentials_rejected'),
    ...failure(pairProof, 'bad_redirect_uri', 'check_failed'),
    ...failure(pairProof, 'invalid_code_verifier', 'check_failed'),
    ...failure(botProof, 'invalid_auth', 'credentials_rejected'),
    ...failure(botProof, 'token_expired', 'credentials_rejected'),
    ...failure(botProof, 'account_inactive', 'credentials_rejected'),
    ...failure(botProof, 'missing_scope', 'permission_missing'),
    ...failure(botProof, 'no_permission', 'permission_missing'),
  ],
  shapes: {
    SLACK_CLIENT_ID: {
      good: ['123456789.987654321', `${'1'.repeat(14)}.${'2'.repeat(14)}`],
      bad: [
        '12345678.987654321',
        '123456789.98765432',
        `${'1'.repeat(15)}.${'2'.repeat(14)}`,
        `${'1'.repeat(14)}.${'2'.repeat(15)}`,
        '123456789x987654321',
        '123456789.987654321.1',
        'a123456789.987654321',
        '123456789.987654321a',
        '1234a56789',
        `${hex(31)}`,
        `${hex(33)}`,
        `x${hex(32)}`,
        'A012345678',
        'A01234567890',
        'xA0123456789',
        'B0123456789',
        'A012345678a',
        'xxoxb-1234567890',
        'xoxb1234567890',
      ],
      confused: [
        ['xoxb-1234567890-abc', /token/],
        ['xoxp-1234567890-abc', /token/],
        ['xapp-1-A0123-abc', /token/],
        ['xoxe.xoxb-1-abc', /token/],
        [hex(32), /secret/],
        ['A0123456789', /app id/],
        ['1234567890', /half a client id/],
      ],
    },
    SLACK_CLIENT_SECRET: {
      good: [hex(32)],
      bad: [...oneOff(hex(32)), hex(32).toUpperCase(), mixed(23), mixed(25), `${mixed(23)}_`],
      confused: [
        ['xoxb-1234567890-abc', /token/],
        ['123456789.987654321', /client id.*swapped/],
        [mixed(24), /verification token/],
      ],
    },
    SLACK_SIGNING_SECRET: {
      good: [`${hex(31)}0`],
      bad: [...oneOff(hex(32)), hex(32).toUpperCase(), mixed(23), mixed(25)],
      confused: [
        ['xoxb-1234567890-abc', /token/],
        ['123456789.987654321', /client id/],
        [mixed(24), /verification token/],
        [slackSandbox.credentials.SLACK_CLIENT_SECRET!, /same as SLACK_CLIENT_SECRET/],
      ],
    },
    SLACK_BOT_TOKEN: {
      good: ['xoxb-1234567890-abc', 'xoxe.xoxb-1-abc'],
      bad: [
        'xoxp-1234567890-abc',
        'xxoxb-1234567890',
        'xoxexoxb-1',
        'xoxb1234567890',
        'axoxe.xoxb-1',
      ],
    },
  },
});
