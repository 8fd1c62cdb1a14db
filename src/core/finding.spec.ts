import { isFault, isFaultReason, isRefusal, REFUSALS, type Finding } from './finding';
import { REASONS } from './status';

const PROOFS: readonly Finding[] = ['reachable', 'accepted', 'unproven'];
const FAULTS: readonly Finding[] = [
  'rate_limited',
  'vendor_error',
  'vendor_maintenance',
  'timeout',
  'dns_failure',
  'connection_failed',
  'tls_failure',
  'unexpected_response',
  'check_failed',
];

describe('a finding is either a proof, a refusal or a fault', () => {
  it.each(PROOFS)('%s is neither a refusal nor a fault', (finding) => {
    expect([isRefusal(finding), isFault(finding)]).toEqual([false, false]);
  });

  it.each(REFUSALS)('%s is a refusal', (finding) => {
    expect([isRefusal(finding), isFault(finding)]).toEqual([true, false]);
  });

  it.each(FAULTS)('%s is a fault', (finding) => {
    expect([isRefusal(finding), isFault(finding)]).toEqual([false, true]);
  });
});

it.each(REASONS)('the reason %s is a fault exactly when the finding of that name is', (reason) => {
  expect(isFaultReason(reason)).toBe(FAULTS.includes(reason as Finding));
});
