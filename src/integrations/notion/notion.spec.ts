import {
  around,
  mixed,
  oneOff,
  vendorContract,
  type NamedAnswer,
} from '../../../test/vendor.contract';
import { notion, NotionHealthIndicator } from './notion.health';
import { pairProof, tokenProof } from './notion.proofs';
import { notionSandbox } from './notion.sandbox';

const UUID = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';

vendorContract({
  facts: {
    key: 'notion',
    name: 'Notion',
    required: ['NOTION_CLIENT_ID', 'NOTION_CLIENT_SECRET'],
    optional: ['NOTION_ACCESS_TOKEN'],
    statusPage: [
      'statuspage',
      'https://www.notion-status.com/api/v2/summary.json',
      '01KK2QB40M8DPAM1W0ASK21666',
      '01KK2QB40MF1A0T2SKSE02084R',
      '01KK2QB40MK48JR4030HR4DY9M',
    ],
  },
  indicator: NotionHealthIndicator,
  sandbox: notionSandbox,
  questions: [
    'GET https://api.notion.com/v1/users/me | accept: application/json | notion-version: 2022-06-28',
    'POST https://api.notion.com/v1/oauth/introspect | accept: application/json | notion-version: 2022-06-28 | basic NOTION_CLIENT_ID:NOTION_CLIENT_SECRET | {"token":"health-probe-invalid-token"}',
    'POST https://api.notion.com/v1/oauth/introspect | accept: application/json | notion-version: 2022-06-28 | basic NOTION_CLIENT_ID:corrupted NOTION_CLIENT_SECRET | {"token":"health-probe-invalid-token"}',
    'POST https://api.notion.com/v1/oauth/token | accept: application/json | notion-version: 2022-06-28 | basic NOTION_CLIENT_ID:NOTION_CLIENT_SECRET | {"grant_type":"authorization_code","code":"health-probe-invalid-grant","redirect_uri":"https://localhost/health-probe"}',
    'POST https://api.notion.com/v1/oauth/token | accept: application/json | notion-version: 2022-06-28 | basic NOTION_CLIENT_ID:corrupted NOTION_CLIENT_SECRET | {"grant_type":"authorization_code","code":"health-probe-invalid-grant","redirect_uri":"https://localhost/health-probe"}',
    'POST https://api.notion.com/v1/oauth/introspect | accept: application/json | notion-version: 2022-06-28 | basic NOTION_CLIENT_ID:NOTION_CLIENT_SECRET | {"token":"NOTION_ACCESS_TOKEN"}',
  ],
  answers: [
    [notion.reachability, 401, { object: 'error', code: 'unauthorized' }, 'reachable'],
    [notion.reachability, 401, { object: 'error', code: 'other' }, undefined],
    [notion.reachability, 401, { code: 'unauthorized' }, undefined],
    [notion.reachability, 403, { object: 'error', code: 'unauthorized' }, undefined],
    [notion.reachability, 400, { code: 'missing_version' }, 'check_failed'],
    [pairProof, 200, { active: false }, 'accepted'],
    [pairProof, 200, { active: true }, 'accepted'],
    [pairProof, 200, { active: 'no' }, undefined],
    [pairProof, 400, { active: false }, undefined],
    ...[pairProof, pairProof.fallback!.probe, tokenProof].flatMap((probe): NamedAnswer[] => [
      [probe, 401, { error: 'invalid_client' }, 'credentials_rejected'],
      [probe, 401, { code: 'invalid_client' }, 'credentials_rejected'],
      [probe, 401, { error: 'unauthorized' }, undefined],
      [probe, 403, { error: 'invalid_client' }, undefined],
      [probe, 400, { error: 'invalid_request' }, 'check_failed'],
      [probe, 400, { error: 'validation_error' }, 'check_failed'],
      [probe, 400, { code: 'missing_version' }, 'check_failed'],
      [probe, 400, { code: 'no_missing_version' }, undefined],
      [probe, 400, { code: 'missing_versions' }, undefined],
      [probe, 400, { error: 'other' }, undefined],
    ]),
    [pairProof.fallback!.probe, 400, { error: 'invalid_grant' }, 'accepted'],
    [pairProof.fallback!.probe, 400, { code: 'invalid_grant' }, 'accepted'],
    [pairProof.fallback!.probe, 401, { code: 'invalid_grant' }, undefined],
    [tokenProof, 200, { active: true }, 'accepted'],
    [tokenProof, 200, { active: false }, 'credentials_rejected'],
    [tokenProof, 200, { active: 'true' }, undefined],
    [tokenProof, 401, { active: true }, undefined],
  ],
  shapes: {
    NOTION_CLIENT_ID: {
      good: [UUID, UUID.toUpperCase()],
      bad: [...oneOff(UUID), UUID.replaceAll('-', ''), UUID.replace('b', 'g')],
      confused: [
        [`secret_${mixed(43)}`, /secret.*swapped/],
        [`ntn_${mixed(40)}`, /access token/],
      ],
    },
    NOTION_CLIENT_SECRET: {
      good: [`secret_${mixed(42)}`, `secret_${mixed(43)}`],
      bad: [
        `secret_${mixed(41)}`,
        `secret_${mixed(44)}`,
        mixed(43),
        `secret_${mixed(41)}_`,
        ...around(`secret_${mixed(43)}`),
      ],
      confused: [
        [UUID, /client id.*swapped/],
        [UUID.toUpperCase(), /client id.*swapped/],
        [`ntn_${mixed(40)}`, /access token/],
      ],
    },
    NOTION_ACCESS_TOKEN: {
      good: [`ntn_${mixed(46)}`, `secret_${mixed(43)}`, `a${UUID}`, `${UUID}a`],
      bad: [],
      confused: [
        [UUID, /client id/],
        [notionSandbox.credentials.NOTION_CLIENT_SECRET!, /same as NOTION_CLIENT_SECRET/],
      ],
    },
  },
});
