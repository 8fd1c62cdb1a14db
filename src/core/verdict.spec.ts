import * as fc from 'fast-check';
import type { Configuration, CredentialEvidence, Evidence, Timed } from './evidence';
import { isRefusal, REFUSALS, type Fault, type Finding } from './finding';
import { REASONS, type Reason, type Status } from './status';
import { VENDOR_STATUSES, type VendorStatus } from './vendor-status';
import { decide, type CheckStatus } from './verdict';

const STALE_AFTER_MS = 180_000;

const FAULTS: readonly Fault[] = [
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
const FINDINGS: readonly Finding[] = ['reachable', 'accepted', 'unproven', ...REFUSALS, ...FAULTS];
const CREDENTIALS: readonly CredentialEvidence['finding'][] = ['accepted', 'unproven', ...REFUSALS];

/** One combination of everything that the verdict depends on. */
interface Cell {
  readonly missing: boolean;
  readonly api: Finding | undefined;
  readonly credentials: CredentialEvidence['finding'] | undefined;
  readonly inconclusive: Fault | undefined;
  readonly stale: boolean;
  readonly vendorStatus: VendorStatus | undefined;
}

/** What the contract lets a client see of it. */
interface Seen {
  readonly status: Status;
  readonly reason: Reason;
  readonly api: CheckStatus;
  readonly credentials: CheckStatus;
}

type Rule<Outcome> = readonly [
  says: string,
  holds: (cell: Cell) => boolean,
  then: (cell: Cell) => Outcome,
];

/** The vendor did not answer the proof as a living vendor does; a limit and our own fault are not that. */
const proofFoundOutage = ({ inconclusive }: Cell): boolean =>
  inconclusive !== undefined && !['rate_limited', 'check_failed'].includes(inconclusive);

/** Status, reason and API check; the first rule that holds decides. */
const VERDICT_RULES: readonly Rule<Omit<Seen, 'credentials'>>[] = [
  [
    'a missing variable wins over everything',
    ({ missing }) => missing,
    () => ({ status: 'unhealthy', reason: 'not_configured', api: 'skip' }),
  ],
  [
    'without an answer of the API there is no verdict',
    ({ api }) => api === undefined,
    () => ({ status: 'unknown', reason: 'not_checked', api: 'skip' }),
  ],
  [
    'an old answer is no verdict',
    ({ stale }) => stale,
    () => ({ status: 'unknown', reason: 'stale', api: 'skip' }),
  ],
  [
    'our own fault is no verdict on the vendor',
    ({ api }) => api === 'check_failed',
    () => ({ status: 'unknown', reason: 'check_failed', api: 'skip' }),
  ],
  [
    'a fault of the API decides',
    ({ api }) => FAULTS.includes(api as Fault),
    ({ api }) => ({ status: 'degraded', reason: api as Fault, api: 'fail' }),
  ],
  [
    'the probe of the API says nothing of credentials, whatever it finds',
    ({ api }) => api !== 'reachable',
    () => ({ status: 'degraded', reason: 'unexpected_response', api: 'fail' }),
  ],
  [
    'a vendor that does not answer the proof is a vendor that does not answer',
    proofFoundOutage,
    ({ inconclusive }) => ({ status: 'degraded', reason: inconclusive!, api: 'fail' }),
  ],
  [
    'without any verdict on credentials the limit or fault of the proof is named',
    ({ credentials, inconclusive }) => credentials === undefined && inconclusive !== undefined,
    ({ inconclusive }) => ({ status: 'unknown', reason: inconclusive!, api: 'pass' }),
  ],
  [
    'without any proof yet there is no verdict',
    ({ credentials }) => credentials === undefined,
    () => ({ status: 'unknown', reason: 'not_checked', api: 'pass' }),
  ],
  [
    'refused credentials degrade',
    ({ credentials }) => isRefusal(credentials!),
    ({ credentials }) => ({ status: 'degraded', reason: credentials as Reason, api: 'pass' }),
  ],
  ['the rest is well', () => true, () => ({ status: 'healthy', reason: 'ok', api: 'pass' })],
];

/** The credentials check; the first rule that holds decides. */
const CREDENTIALS_RULES: readonly Rule<CheckStatus>[] = [
  ['nothing is asked before the API is', ({ missing, api }) => missing || !api, () => 'skip'],
  ['accepted stays accepted', ({ credentials }) => credentials === 'accepted', () => 'pass'],
  ['unproven stays so', ({ credentials }) => credentials === 'unproven', () => 'unproven'],
  ['a refusal stays one', ({ credentials }) => credentials !== undefined, () => 'fail'],
  [
    'a living vendor that settled nothing leaves them unproven',
    ({ api, inconclusive }) =>
      api === 'reachable' &&
      (inconclusive === 'check_failed' || inconclusive === 'unexpected_response'),
    () => 'unproven',
  ],
  ['the rest was never asked', () => true, () => 'skip'],
];

function expected(cell: Cell): Seen {
  const verdict = { ...apply(VERDICT_RULES, cell), credentials: apply(CREDENTIALS_RULES, cell) };
  // The vendor's own page only ever tells a server error from maintenance.
  return verdict.reason === 'vendor_error' && cell.vendorStatus === 'maintenance'
    ? { ...verdict, reason: 'vendor_maintenance' }
    : verdict;
}

function apply<Outcome>(rules: readonly Rule<Outcome>[], cell: Cell): Outcome {
  return rules.find(([, holds]) => holds(cell))![2](cell);
}

const configuration = (missing: boolean): Configuration => ({
  required: ['ACME_KEY', 'ACME_SECRET'],
  present: missing ? ['ACME_KEY'] : ['ACME_KEY', 'ACME_SECRET'],
  missing: missing ? ['ACME_SECRET'] : [],
  warnings: [],
});

const timed = (finding: Finding, at = 0): Timed => ({ finding, latencyMs: 12, at });

function evidenceOf({
  missing,
  api,
  credentials,
  inconclusive,
  vendorStatus,
}: Omit<Cell, 'stale'>): Evidence {
  return {
    name: 'Acme',
    configuration: configuration(missing),
    ...(api && { api: timed(api) }),
    ...(credentials && { credentials: { finding: credentials, unprovenEnvVars: [], at: 0 } }),
    ...(inconclusive && { inconclusive: timed(inconclusive) }),
    ...(vendorStatus && { vendorStatus }),
  };
}

function seen(evidence: Evidence, now: number): Seen {
  const { status, reason, apiAccess, credentials } = decide(evidence, now, STALE_AFTER_MS);
  return { status, reason, api: apiAccess.status, credentials: credentials.status };
}

const cellsOf = (missing: boolean, api: Finding | undefined): Cell[] =>
  [undefined, ...CREDENTIALS].flatMap((credentials) =>
    [undefined, ...FAULTS].flatMap((inconclusive) =>
      [false, true].flatMap((stale) =>
        ([undefined, 'maintenance'] as const).map((vendorStatus) => {
          return { missing, api, credentials, inconclusive, stale, vendorStatus };
        }),
      ),
    ),
  );

const nameOf = ({ credentials, inconclusive, stale, vendorStatus }: Cell): string =>
  `credentials ${credentials}, inconclusive ${inconclusive}, ${stale ? 'stale' : 'fresh'}, page ${vendorStatus}`;

describe.each([
  ['complete', false],
  ['incomplete', true],
])('the decision table, configuration %s', (_name, missing) => {
  it.each([undefined, ...FINDINGS])('api %s', (api) => {
    const cells = cellsOf(missing, api);
    const actual = cells.map((cell) => [
      nameOf(cell),
      seen(evidenceOf(cell), cell.stale ? STALE_AFTER_MS : STALE_AFTER_MS - 1),
    ]);
    expect(actual).toHaveLength(240);
    expect(actual).toEqual(cells.map((cell) => [nameOf(cell), expected(cell)]));
  });
});

it.each(VERDICT_RULES.map(([says], index) => [says, index] as const))(
  'the table holds a cell where %s',
  (_says, index) => {
    const cells = [false, true].flatMap((missing) =>
      [undefined, ...FINDINGS].flatMap((api) => cellsOf(missing, api)),
    );
    const decidedBy = cells.map((cell) => VERDICT_RULES.findIndex(([, holds]) => holds(cell)));
    expect(decidedBy).toContain(index);
  },
);

describe('the verdict', () => {
  const at = 1_000_000;
  const base: Evidence = { name: 'Acme', configuration: configuration(false) };
  const accepted: CredentialEvidence = { finding: 'accepted', unprovenEnvVars: ['ACME_HOOK'], at };
  const of = (evidence: Partial<Evidence>, now = at + 1000) =>
    decide({ ...base, ...evidence }, now, STALE_AFTER_MS);

  it('carries times, latency and what nothing proved', () => {
    expect(of({ api: timed('reachable', at), credentials: { ...accepted, at: at - 5 } })).toEqual({
      status: 'healthy',
      reason: 'ok',
      message: 'Acme integration is operational',
      configuration: base.configuration,
      apiAccess: {
        status: 'pass',
        message: 'Successfully connected to Acme API',
        at,
        latencyMs: 12,
      },
      credentials: {
        status: 'pass',
        message:
          'Acme accepted the credentials: no call proved ACME_HOOK; no more than the shape is known',
        at: at - 5,
      },
      unprovenEnvVars: ['ACME_HOOK'],
      checkedAt: at,
      validUntil: at + STALE_AFTER_MS,
    });
  });

  it('says nothing but the missing configuration while variables are missing', () => {
    const missing = configuration(true);
    expect(
      of({ configuration: missing, api: timed('reachable', at), credentials: accepted }),
    ).toEqual({
      status: 'unhealthy',
      reason: 'not_configured',
      message: 'Acme integration is not properly configured',
      configuration: missing,
      apiAccess: {
        status: 'skip',
        message: 'API access check skipped due to missing configuration',
      },
      credentials: {
        status: 'skip',
        message: 'Credential check skipped due to missing configuration',
      },
      unprovenEnvVars: [],
    });
  });

  it('says before the first check that there was none', () => {
    expect(of({})).toEqual({
      status: 'unknown',
      reason: 'not_checked',
      message: 'Acme integration has not been checked yet',
      configuration: base.configuration,
      apiAccess: { status: 'skip', message: 'API access has not been checked yet' },
      credentials: { status: 'skip', message: 'Credentials have not been checked yet' },
      unprovenEnvVars: [],
    });
  });

  it('keeps the verdict on credentials when the answer of the API is stale', () => {
    expect(of({ api: timed('timeout', at), credentials: accepted }, at + STALE_AFTER_MS)).toEqual({
      status: 'unknown',
      reason: 'stale',
      message: 'Acme integration was last checked too long ago',
      configuration: base.configuration,
      apiAccess: {
        status: 'skip',
        message: 'The last API access check is too old to count',
        at,
      },
      credentials: expect.objectContaining({ status: 'pass', at }),
      unprovenEnvVars: ['ACME_HOOK'],
      checkedAt: at,
    });
  });

  it('names no unproven variables where there is no verdict on credentials', () => {
    expect(of({ api: timed('reachable', at) }).unprovenEnvVars).toEqual([]);
    expect(of({ api: timed('reachable', at) }, at + STALE_AFTER_MS).unprovenEnvVars).toEqual([]);
  });

  it('tells of a failed API what failed, when and how long it took', () => {
    const api = { ...timed('vendor_error', at), note: 'the vendor says sorry' };
    expect(of({ api })).toMatchObject({
      message: 'Acme answered with a server error: the vendor says sorry',
      apiAccess: {
        status: 'fail',
        message: 'Acme answered with a server error: the vendor says sorry',
        at,
        latencyMs: 12,
      },
    });
  });

  it('tells of a vendor that does not answer the proof what the proof met', () => {
    const inconclusive = { ...timed('vendor_maintenance', at), note: 'back soon' };
    expect(of({ api: timed('reachable', at), credentials: accepted, inconclusive })).toMatchObject({
      status: 'degraded',
      reason: 'vendor_maintenance',
      message: 'Acme is under maintenance: back soon',
      apiAccess: { status: 'fail', message: 'Acme is under maintenance: back soon', at },
      credentials: { status: 'pass' },
    });
  });

  it('adds to a failure of the vendor what its own page says', () => {
    const api = { ...timed('vendor_error', at), note: 'sorry' };
    expect(of({ api, vendorStatus: 'partial_outage' }).message).toBe(
      'Acme answered with a server error: sorry; its status page reports a partial outage',
    );
    expect(of({ api, vendorStatus: 'maintenance' }).message).toBe(
      'Acme is under maintenance: sorry; its status page reports maintenance',
    );
  });

  it('does not explain a failure of the API with the note of the proof', () => {
    const inconclusive = { ...timed('vendor_error', at), note: 'the token endpoint is down' };
    expect(of({ api: timed('timeout', at), inconclusive }).message).toBe(
      'Acme did not answer in time',
    );
  });

  it('does not explain a failure of the proof with the note of the API', () => {
    const api = { ...timed('reachable', at), note: 'answered as documented' };
    expect(of({ api, inconclusive: timed('timeout', at) }).message).toBe(
      'Acme did not answer in time',
    );
  });

  it('dates unproven credentials by the proof that settled nothing', () => {
    const inconclusive = { ...timed('check_failed', at - 7), note: 'a proxy is in between' };
    expect(of({ api: timed('reachable', at), inconclusive }).credentials).toEqual({
      status: 'unproven',
      message: 'Our own request to Acme failed: a proxy is in between',
      at: at - 7,
    });
  });

  it('dates no credentials that were never looked at', () => {
    const { credentials } = of({ api: timed('reachable', at), inconclusive: timed('timeout', at) });
    expect(credentials).toEqual({ status: 'skip', message: 'Acme did not answer in time' });
  });

  it('explains an operational integration whose credentials nothing can prove', () => {
    const credentials = { ...accepted, finding: 'unproven' } as const;
    expect(of({ api: timed('reachable', at), credentials }).message).toBe(
      'Acme integration is operational: Acme credentials could not be proven: ' +
        'no call proved ACME_HOOK; no more than the shape is known',
    );
  });
});

describe('freshness', () => {
  const holdUntil = 3_600_000;
  const limited = { ...evidenceOf({ ...blank(), api: 'rate_limited' }), holdUntil };
  const reachable = { ...evidenceOf({ ...blank(), api: 'reachable' }), holdUntil };

  function blank() {
    return {
      missing: false,
      api: undefined,
      credentials: undefined,
      inconclusive: undefined,
      vendorStatus: undefined,
    };
  }

  it('lets a rate limit stand as long as the vendor asked for silence, and a check longer', () => {
    const end = holdUntil + STALE_AFTER_MS;
    expect(decide(limited, end - 1, STALE_AFTER_MS).reason).toBe('rate_limited');
    expect(decide(limited, end - 1, STALE_AFTER_MS).validUntil).toBe(end);
    expect(decide(limited, end, STALE_AFTER_MS).reason).toBe('stale');
  });

  it('counts a rate limit from its answer when the silence is over', () => {
    const late = { ...limited, api: timed('rate_limited', holdUntil + 5) };
    expect(decide(late, holdUntil + 5, STALE_AFTER_MS).validUntil).toBe(
      holdUntil + 5 + STALE_AFTER_MS,
    );
  });

  it('lets no silence prolong any other answer', () => {
    expect(decide(reachable, STALE_AFTER_MS, STALE_AFTER_MS).reason).toBe('stale');
  });
});

describe('for any evidence', () => {
  const time = fc.integer({ min: 0, max: 4 * STALE_AFTER_MS });
  const note = fc.string({ minLength: 1 });
  const timedResult = fc.record<Timed>(
    { finding: fc.constantFrom(...FINDINGS), latencyMs: fc.nat(), at: time, note },
    { requiredKeys: ['finding', 'latencyMs', 'at'] },
  );
  const proof = fc.record<CredentialEvidence>(
    {
      finding: fc.constantFrom(...CREDENTIALS),
      unprovenEnvVars: fc.subarray(['ACME_KEY', 'ACME_SECRET']),
      at: time,
      note,
    },
    { requiredKeys: ['finding', 'unprovenEnvVars', 'at'] },
  );
  const evidence = fc
    .record(
      {
        missing: fc.boolean(),
        api: timedResult,
        credentials: proof,
        inconclusive: timedResult,
        holdUntil: time,
        vendorStatus: fc.constantFrom(...VENDOR_STATUSES),
      },
      { requiredKeys: ['missing'] },
    )
    .map(({ missing, ...rest }): Evidence => ({
      name: 'Acme',
      configuration: configuration(missing),
      ...rest,
    }));

  const always = (holds: (given: Evidence, now: number) => void) =>
    fc.assert(fc.property(evidence, time, holds), { numRuns: 500 });

  it('healthy needs all variables, a fresh answer of the API and credentials not refused', () => {
    always((given, now) => {
      if (decide(given, now, STALE_AFTER_MS).status !== 'healthy') return;
      expect(given.configuration.missing).toEqual([]);
      expect(given.api?.finding).toBe('reachable');
      expect(now - given.api!.at).toBeLessThan(STALE_AFTER_MS);
      expect(['accepted', 'unproven']).toContain(given.credentials?.finding);
    });
  });

  it('only a proof that refused them makes credentials refused', () => {
    always((given, now) => {
      const { reason, credentials } = decide(given, now, STALE_AFTER_MS);
      const refused = given.credentials !== undefined && isRefusal(given.credentials.finding);
      expect(REFUSALS.includes(reason as never) && !refused).toBe(false);
      expect(credentials.status === 'fail' && !refused).toBe(false);
    });
  });

  it('a missing variable wins', () => {
    always((given, now) => {
      const { status, reason } = decide(given, now, STALE_AFTER_MS);
      const missing = given.configuration.missing.length > 0;
      expect([status === 'unhealthy', reason === 'not_configured']).toEqual([missing, missing]);
    });
  });

  it('status and reason fit each other', () => {
    const fitting: Record<Reason, readonly Status[]> = {
      ok: ['healthy'],
      not_configured: ['unhealthy'],
      not_checked: ['unknown'],
      stale: ['unknown'],
      check_failed: ['unknown'],
      rate_limited: ['degraded', 'unknown'],
      credentials_rejected: ['degraded'],
      credentials_locked: ['degraded'],
      permission_missing: ['degraded'],
      vendor_error: ['degraded'],
      vendor_maintenance: ['degraded'],
      timeout: ['degraded'],
      dns_failure: ['degraded'],
      connection_failed: ['degraded'],
      tls_failure: ['degraded'],
      unexpected_response: ['degraded'],
    };
    expect(Object.keys(fitting).sort()).toEqual([...REASONS].sort());
    always((given, now) => {
      const { status, reason } = decide(given, now, STALE_AFTER_MS);
      expect(fitting[reason]).toContain(status);
    });
  });

  it('every message says something', () => {
    always((given, now) => {
      const { message, apiAccess, credentials } = decide(given, now, STALE_AFTER_MS);
      for (const text of [message, apiAccess.message, credentials.message]) {
        expect(text.length).toBeGreaterThan(10);
        expect(text).not.toMatch(/undefined|\[object/);
      }
    });
  });

  it('nothing changes before the verdict turns stale', () => {
    always((given, now) => {
      const first = decide(given, now, STALE_AFTER_MS);
      const end = first.validUntil ?? now + 10 * STALE_AFTER_MS;
      expect(decide(given, end - 1, STALE_AFTER_MS)).toEqual(first);
      const later = decide(given, end, STALE_AFTER_MS).reason;
      expect(later).toBe(first.validUntil === undefined ? first.reason : 'stale');
    });
  });
});
