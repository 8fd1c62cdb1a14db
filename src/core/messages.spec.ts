import type { CredentialEvidence } from './evidence';
import { REFUSALS, type Fault } from './finding';
import * as messages from './messages';
import { REASONS } from './status';

const evidence = (
  finding: CredentialEvidence['finding'],
  rest: Partial<CredentialEvidence> = {},
): CredentialEvidence => ({ finding, unprovenEnvVars: [], at: 0, ...rest });

const FAULTS: Readonly<Record<Fault, string>> = {
  rate_limited: 'Acme limits our requests',
  vendor_error: 'Acme answered with a server error',
  vendor_maintenance: 'Acme is under maintenance',
  timeout: 'Acme did not answer in time',
  dns_failure: 'The host name of Acme could not be resolved',
  connection_failed: 'No connection to Acme could be made',
  tls_failure: 'No trusted TLS connection to Acme could be made',
  unexpected_response: 'Acme answered in an unexpected form',
  check_failed: 'Our own request to Acme failed',
};

const REFUSED = {
  credentials_rejected: 'Acme refused the credentials',
  credentials_locked: 'Acme locked the credentials out',
  permission_missing: 'Acme knows the credentials but denies permission',
} as const;

it('says that the API answered', () => {
  expect(messages.connected('Acme')).toBe('Successfully connected to Acme API');
});

describe.each(Object.entries(FAULTS) as [Fault, string][])('%s', (fault, sentence) => {
  it('is said in one sentence', () => {
    expect(messages.fault('Acme', fault)).toBe(sentence);
    expect(messages.summary('Acme', fault, undefined, {})).toBe(sentence);
  });

  it('is said with the note of the answer, not with what is known of the credentials', () => {
    const credentials = evidence('credentials_rejected', { note: 'renew them' });
    expect(messages.fault('Acme', fault, 'see there')).toBe(`${sentence}: see there`);
    expect(messages.summary('Acme', fault, 'see there', { credentials })).toBe(
      `${sentence}: see there`,
    );
  });
});

describe.each(REFUSALS)('%s', (finding) => {
  it('is said with what to do', () => {
    const refused = evidence(finding, { note: 'renew ACME_KEY', unprovenEnvVars: ['ACME_HOOK'] });
    expect(messages.credentials('Acme', evidence(finding))).toBe(REFUSED[finding]);
    expect(messages.credentials('Acme', refused)).toBe(`${REFUSED[finding]}: renew ACME_KEY`);
    expect(messages.summary('Acme', finding, undefined, { credentials: refused })).toBe(
      `${REFUSED[finding]}: renew ACME_KEY`,
    );
  });

  it('is said without evidence too', () => {
    expect(messages.summary('Acme', finding, undefined, {})).toBe(REFUSED[finding]);
  });
});

describe('credentials', () => {
  it.each<[string, CredentialEvidence, string]>([
    ['accepted', evidence('accepted'), 'Acme accepted the credentials'],
    [
      'accepted with a note',
      evidence('accepted', { note: 'access itself is not tested' }),
      'Acme accepted the credentials: access itself is not tested',
    ],
    [
      'accepted in part',
      evidence('accepted', { unprovenEnvVars: ['ACME_HOOK', 'ACME_SIGN'] }),
      'Acme accepted the credentials: no call proved ACME_HOOK, ACME_SIGN; no more than the shape is known',
    ],
    [
      'accepted in part with a note',
      evidence('accepted', { note: 'restricted', unprovenEnvVars: ['ACME_HOOK'] }),
      'Acme accepted the credentials: restricted: no call proved ACME_HOOK; no more than the shape is known',
    ],
    ['unproven', evidence('unproven'), 'Acme credentials could not be proven'],
    [
      'unproven with a note, which says more than the names',
      evidence('unproven', { note: 'set ACME_TOKEN', unprovenEnvVars: ['ACME_KEY'] }),
      'Acme credentials could not be proven: set ACME_TOKEN',
    ],
    [
      'unproven by name',
      evidence('unproven', { unprovenEnvVars: ['ACME_KEY'] }),
      'Acme credentials could not be proven: no call proved ACME_KEY; no more than the shape is known',
    ],
  ])('%s', (_name, given, sentence) => {
    expect(messages.credentials('Acme', given)).toBe(sentence);
  });
});

describe('the summary', () => {
  it.each([
    ['ok', 'Acme integration is operational'],
    ['not_configured', 'Acme integration is not properly configured'],
    ['not_checked', 'Acme integration has not been checked yet'],
    ['stale', 'Acme integration was last checked too long ago'],
  ] as const)('of %s', (reason, sentence) => {
    expect(messages.summary('Acme', reason, undefined, {})).toBe(sentence);
    expect(messages.summary('Acme', reason, 'a note', { credentials: evidence('accepted') })).toBe(
      sentence,
    );
  });

  it('of an operational integration says what could not be proven', () => {
    const credentials = evidence('unproven', { note: 'set ACME_TOKEN' });
    expect(messages.summary('Acme', 'ok', undefined, { credentials })).toBe(
      'Acme integration is operational: Acme credentials could not be proven: set ACME_TOKEN',
    );
  });
});

describe("the vendor's own page", () => {
  it.each([
    ['operational', 'reports no incident'],
    ['degraded', 'reports degraded service'],
    ['maintenance', 'reports maintenance'],
    ['partial_outage', 'reports a partial outage'],
    ['major_outage', 'reports a major outage'],
  ] as const)('that says %s explains a fault of the vendor', (vendorStatus, words) => {
    expect(messages.explained('Acme is down', 'timeout', vendorStatus)).toBe(
      `Acme is down; its status page ${words}`,
    );
  });

  it.each(REASONS)(
    'explains %s exactly when the vendor may be at fault, not the way to it',
    (reason) => {
      const mayBeTheirs = [
        'vendor_error',
        'vendor_maintenance',
        'timeout',
        'connection_failed',
        'unexpected_response',
      ];
      const message = messages.explained('Acme is down', reason, 'degraded');
      expect(message !== 'Acme is down').toBe(mayBeTheirs.includes(reason));
      expect(messages.explained('Acme is down', reason, undefined)).toBe('Acme is down');
    },
  );
});

it('says that an integration changes too often to be believed', () => {
  const thresholds = { unsteadyChanges: 5, unsteadyWindowMs: 600_000, steadyMs: 120_400 };
  expect(messages.unsteady('Acme is down', 'degraded', thresholds)).toBe(
    'Acme is down (unsteady: more than 5 changes in 600 s; shown as degraded until steady for 120 s)',
  );
});
