import {
  around,
  mixed,
  problemWith,
  vendorContract,
  type VendorPromise,
} from '../../../test/vendor.contract';
import { quickbooks, QuickBooksHealthIndicator } from './quickbooks.health';
import { quickbooksSandbox } from './quickbooks.sandbox';

const UUID = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';

const [pairProof] = quickbooks.proofs;

const promise: VendorPromise = {
  facts: {
    key: 'quickbooks',
    name: 'QuickBooks',
    required: ['QUICKBOOKS_CLIENT_ID', 'QUICKBOOKS_CLIENT_SECRET'],
    statusPage: ['statuspage', 'https://status.developer.intuit.com/api/v2/summary.json'],
  },
  indicator: QuickBooksHealthIndicator,
  sandbox: quickbooksSandbox,
  questions: [
    'GET https://quickbooks.api.intuit.com/v3/company/0/companyinfo/0 | accept: application/json',
    'POST https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer | accept: application/json | basic QUICKBOOKS_CLIENT_ID:QUICKBOOKS_CLIENT_SECRET | grant_type=refresh_token | refresh_token=health-probe-invalid-grant',
    'POST https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer | accept: application/json | basic QUICKBOOKS_CLIENT_ID:corrupted QUICKBOOKS_CLIENT_SECRET | grant_type=refresh_token | refresh_token=health-probe-invalid-grant',
  ],
  answers: [
    [quickbooks.reachability, 401, { Fault: {} }, 'reachable'],
    [quickbooks.reachability, 403, { Fault: {} }, 'reachable'],
    [quickbooks.reachability, 401, { fault: {} }, 'reachable'],
    [quickbooks.reachability, 403, { fault: {} }, 'reachable'],
    [quickbooks.reachability, 401, {}, 'reachable', { intuit_tid: '1-2' }],
    [quickbooks.reachability, 401, {}, undefined, { intuit_tid: ' ' }],
    [quickbooks.reachability, 403, {}, undefined, { intuit_tid: '1-2' }],
    [quickbooks.reachability, 400, { Fault: {} }, undefined],
    [quickbooks.reachability, 401, { Fault: 'none' }, undefined],
    [pairProof!, 400, { error: 'invalid_grant' }, 'accepted'],
    [pairProof!, 401, { error: 'invalid_grant' }, undefined],
    [pairProof!, 400, { error: 'invalid_client' }, 'credentials_rejected'],
    [pairProof!, 401, { error: 'invalid_client' }, 'credentials_rejected'],
    [pairProof!, 403, { error: 'invalid_client' }, undefined],
    [pairProof!, 400, { error: 'invalid_request' }, 'check_failed'],
    [pairProof!, 400, { error: 'unsupported_grant_type' }, 'check_failed'],
    [pairProof!, 400, { error: 'xinvalid_request' }, undefined],
    [pairProof!, 400, { error: 'unsupported_grant_types' }, undefined],
    [pairProof!, 400, {}, undefined],
  ],
  shapes: {
    QUICKBOOKS_CLIENT_ID: {
      good: [`AB${mixed(48)}`, mixed(40), mixed(60)],
      bad: [mixed(61), `${mixed(48)}_A`, ...around(mixed(50)).slice(1)],
      confused: [
        [UUID, /app id/],
        [UUID.toUpperCase(), /app id/],
        [mixed(39), /shorter than the secret/],
      ],
    },
    QUICKBOOKS_CLIENT_SECRET: {
      good: [mixed(40)],
      bad: [mixed(39), mixed(41), `${mixed(39)}!`, ...around(mixed(40))],
      confused: [[`AB${mixed(48)}`, /client id/]],
    },
  },
};

vendorContract(promise);

it('recognises a swapped pair by the longer secret', () => {
  const values = { QUICKBOOKS_CLIENT_ID: mixed(40), QUICKBOOKS_CLIENT_SECRET: mixed(50) };
  expect(problemWith(promise, values, { about: 'QUICKBOOKS_CLIENT_ID' })).toMatch(/swapped/);
});
