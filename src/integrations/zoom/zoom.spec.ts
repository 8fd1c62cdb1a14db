import type { Cache } from '@nestjs/cache-manager';
import { createCache } from 'cache-manager';
import {
  ask,
  mixed,
  oneOff,
  PlayedVendor,
  problemWith,
  vendorContract,
  type NamedAnswer,
  type VendorPromise,
} from '../../../test/vendor.contract';
import { ZoomTokenService } from './zoom-token.service';
import { zoom, ZoomHealthIndicator } from './zoom.health';
import { accountProof, pairProof } from './zoom.proofs';
import { zoomSandbox } from './zoom.sandbox';

const promise: VendorPromise = {
  facts: {
    key: 'zoom',
    name: 'Zoom',
    required: ['ZOOM_API_KEY', 'ZOOM_API_SECRET'],
    optional: ['ZOOM_ACCOUNT_ID'],
    statusPage: [
      'statuspage',
      'https://www.zoomstatus.com/api/v2/summary.json',
      'nyfqtg3bpllm',
      'rmphw6f34qk9',
    ],
  },
  indicator: ZoomHealthIndicator,
  sandbox: zoomSandbox,
  members: (http) => ({ tokens: new ZoomTokenService(http, createCache() as unknown as Cache) }),
  questions: [
    'GET https://api.zoom.us/v2/users/me | accept: application/json',
    'POST https://zoom.us/oauth/token | accept: application/json | basic ZOOM_API_KEY:ZOOM_API_SECRET | grant_type=authorization_code | code=health-probe-invalid-grant | redirect_uri=https://localhost/health-probe',
    'POST https://zoom.us/oauth/token | accept: application/json | basic ZOOM_API_KEY:corrupted ZOOM_API_SECRET | grant_type=authorization_code | code=health-probe-invalid-grant | redirect_uri=https://localhost/health-probe',
    'POST https://zoom.us/oauth/token | accept: application/json | basic ZOOM_API_KEY:ZOOM_API_SECRET | grant_type=refresh_token | refresh_token=health-probe-invalid-grant',
    'POST https://zoom.us/oauth/token | accept: application/json | basic ZOOM_API_KEY:corrupted ZOOM_API_SECRET | grant_type=refresh_token | refresh_token=health-probe-invalid-grant',
    'POST https://zoom.us/oauth/token | accept: application/json | basic ZOOM_API_KEY:ZOOM_API_SECRET | grant_type=account_credentials | account_id=ZOOM_ACCOUNT_ID',
  ],
  answers: [
    ...[400, 401, 403, 404].map((status): NamedAnswer => [
      zoom.reachability,
      status,
      { code: 124, message: 'no' },
      'reachable',
    ]),
    [zoom.reachability, 401, { code: '124', message: 'no' }, undefined],
    [zoom.reachability, 401, { code: 124 }, undefined],
    [zoom.reachability, 200, { code: 124, message: 'no' }, undefined],
    [pairProof, 400, { error: 'invalid_grant' }, 'accepted'],
    [pairProof, 400, { reason: 'Invalid authorization code 7' }, 'accepted'],
    [pairProof, 400, { reason: 'no invalid authorization code' }, undefined],
    [pairProof, 400, { reason: 'Invalid Token!' }, 'accepted'],
    [pairProof, 401, { reason: 'invalid token' }, 'accepted'],
    [pairProof, 400, { reason: 'invalid token!?' }, undefined],
    [pairProof, 400, { reason: 'an invalid token' }, undefined],
    [pairProof, 400, { error: 'invalid_client' }, 'credentials_rejected'],
    [pairProof, 401, { error: 'invalid_client' }, 'credentials_rejected'],
    [pairProof, 403, { error: 'invalid_client' }, undefined],
    [pairProof, 400, { reason: 'The app is disabled.' }, 'credentials_rejected'],
    [pairProof, 401, { reason: 'Deactivated app' }, 'credentials_rejected'],
    [pairProof, 400, { reason: 'undisabled' }, undefined],
    [pairProof, 400, { reason: 'Unsupported grant type: code' }, 'unproven'],
    [pairProof, 400, { reason: 'an unsupported grant type' }, undefined],
    [pairProof, 400, { error: 'unsupported_grant_type' }, 'unproven'],
    [pairProof, 400, { error: 'invalid_request' }, 'check_failed'],
    [pairProof, 400, { error: 'other' }, undefined],
    [pairProof, 400, {}, undefined],
    [accountProof, 200, { access_token: 'token' }, 'accepted'],
    [accountProof, 200, { access_token: 7 }, undefined],
    [accountProof, 400, { error: 'unsupported_grant_type' }, 'unproven'],
    [accountProof, 400, { reason: 'Unsupported grant type' }, 'unproven'],
    [accountProof, 400, { reason: 'an unsupported grant type' }, undefined],
    [accountProof, 400, { error: 'invalid_client' }, 'credentials_rejected'],
    [
      accountProof,
      400,
      { error: 'invalid_request', reason: 'Bad request' },
      'credentials_rejected',
    ],
    [accountProof, 401, { error: 'invalid_request', reason: 'Bad request' }, undefined],
    [accountProof, 400, { error: 'invalid_request' }, undefined],
    [accountProof, 400, { reason: 'Bad request' }, undefined],
  ],
  shapes: {
    ZOOM_API_KEY: {
      good: [mixed(22), `${mixed(20)}_-`],
      bad: [...oneOff(mixed(22))],
    },
    ZOOM_API_SECRET: {
      good: [mixed(32), mixed(36)],
      bad: [...oneOff(mixed(32)), mixed(33), mixed(35), mixed(37), `${mixed(31)}_`],
    },
    ZOOM_ACCOUNT_ID: { good: [mixed(22), `${mixed(20)}_-`], bad: oneOff(mixed(22)) },
  },
};

vendorContract(promise);

it('mints a token once and proves with it from then on', async () => {
  const { credentials, optional, scenarios } = promise.sandbox;
  const vendor = new PlayedVendor(promise, scenarios.ok!);
  const indicator = vendor.indicator({ ...credentials, ...optional });
  await ask(indicator);
  await ask(indicator);
  expect(vendor.received.filter(({ path }) => path === '/oauth/token')).toHaveLength(1);
});

describe('a swapped pair', () => {
  it.each([
    [mixed(32), mixed(22), /swapped/],
    [mixed(32), mixed(32), /does not look like/],
    [mixed(22), mixed(22), /^nothing$/],
  ])('is recognised by both lengths (%#)', (key, secret, expected) => {
    const values = { ZOOM_API_KEY: key, ZOOM_API_SECRET: secret };
    expect(problemWith(promise, values, { about: 'ZOOM_API_KEY' }) ?? 'nothing').toMatch(expected);
  });
});
