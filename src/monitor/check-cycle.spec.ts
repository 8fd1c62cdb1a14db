import type { CombinedProof } from '../core/combine-proofs';
import type { Finding, ProbeResult } from '../core/finding';
import type { CredentialProof } from '../integrations/integration';
import type { IntegrationHealthIndicator, ProofResult } from '../integrations/integration.health';
import { CheckCycle } from './check-cycle';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const NOT_DISCRIMINATING =
  'the vendor accepted a corrupted secret too, so its answer proves nothing';
const CONTROL_UNSETTLED =
  'the negative control did not settle yet, so the answer is not counted as proof';

const PAIR = { proves: ['ACME_ID', 'ACME_SECRET'], control: 'ACME_SECRET' } as const;
const TOKEN = { proves: ['ACME_TOKEN'] } as const;

const result = (finding: Finding, waitMs?: number): ProbeResult => ({
  finding,
  latencyMs: 1,
  ...(waitMs !== undefined && { waitMs }),
});

const of = (proof: object, finding: Finding, waitMs?: number): ProofResult => ({
  proof: proof as CredentialProof,
  result: result(finding, waitMs),
});

/** An indicator whose vendor answers as it is told, and which counts what it is asked. */
class ScriptedIndicator {
  api = result('reachable');
  proofs: readonly ProofResult[] = [of(PAIR, 'accepted')];
  controls: readonly ProofResult[] = [of(PAIR, 'credentials_rejected')];
  readonly asked: string[] = [];
  readonly signals = new Set<AbortSignal>();
  readonly definition = { requiredEnvVars: ['ACME_ID', 'ACME_SECRET'] };
  /** Runs before the controls are answered. */
  meanwhile = () => {};

  async probeApi(signal: AbortSignal): Promise<ProbeResult> {
    this.note('api', signal);
    return this.api;
  }

  async proveCredentials(signal: AbortSignal): Promise<readonly ProofResult[]> {
    this.note('proofs', signal);
    return this.proofs;
  }

  async runNegativeControl(signal: AbortSignal): Promise<readonly ProofResult[]> {
    this.note('controls', signal);
    this.meanwhile();
    return this.controls;
  }

  private note(what: string, signal: AbortSignal): void {
    this.asked.push(what);
    this.signals.add(signal);
  }

  /** What was asked since the last call. */
  takeAsked(): string[] {
    return this.asked.splice(0);
  }
}

let vendor: ScriptedIndicator;
let cycle: CheckCycle;
const { signal } = new AbortController();

beforeEach(() => {
  vendor = new ScriptedIndicator();
  cycle = new CheckCycle(vendor as unknown as IntegrationHealthIndicator);
});

async function prove(now = 0): Promise<CombinedProof | undefined> {
  const { proof } = await cycle.run(true, now, signal);
  return proof;
}

const unproven = (note: string) => ({
  conclusive: { finding: 'unproven', note, unprovenEnvVars: ['ACME_ID', 'ACME_SECRET'] },
});
const accepted = { conclusive: { finding: 'accepted', unprovenEnvVars: [] } };

describe('a check of the API alone', () => {
  it('asks nothing else and says nothing of credentials', async () => {
    expect(await cycle.run(false, 0, signal)).toEqual({ api: result('reachable'), waitMs: 0 });
    expect(vendor.takeAsked()).toEqual(['api']);
  });

  it('names the wait that the vendor asks for', async () => {
    vendor.api = result('rate_limited', 30_000);
    expect((await cycle.run(false, 0, signal)).waitMs).toBe(30_000);
  });
});

describe('a complete check', () => {
  it('asks for everything under one time limit', async () => {
    await prove();
    expect(vendor.takeAsked().sort()).toEqual(['api', 'controls', 'proofs']);
    expect([...vendor.signals]).toEqual([signal]);
  });

  it.each([
    ['the API', 30_000, undefined, undefined],
    ['a proof', 1000, 30_000, 2000],
    ['a control', undefined, undefined, 30_000],
  ])('names the longest wait, of %s', async (_name, api, proof, control) => {
    vendor.api = result('reachable', api);
    vendor.proofs = [of(PAIR, 'rate_limited', proof), of(TOKEN, 'accepted', 5)];
    vendor.controls = [of(PAIR, 'rate_limited', control)];
    expect((await cycle.run(true, 0, signal)).waitMs).toBe(30_000);
  });

  it('names no wait when nobody asks for one', async () => {
    expect((await cycle.run(true, 0, signal)).waitMs).toBe(0);
  });

  it('combines all proofs', async () => {
    vendor.proofs = [of(PAIR, 'accepted'), of(TOKEN, 'credentials_locked')];
    expect(await prove()).toEqual({
      conclusive: { finding: 'credentials_locked', unprovenEnvVars: [] },
    });
  });

  it('hands on the fault that kept a proof from settling', async () => {
    vendor.proofs = [of(PAIR, 'timeout')];
    expect(await prove()).toEqual({ fault: result('timeout') });
  });

  it('counts a proof that needs no control as it is', async () => {
    vendor.proofs = [of({ ...PAIR, control: undefined }, 'accepted')];
    vendor.controls = [];
    expect(await prove()).toEqual(accepted);
  });
});

describe('a negative control', () => {
  it.each(['credentials_rejected', 'credentials_locked', 'permission_missing'] as const)(
    'that ends in %s makes the proof count',
    async (finding) => {
      vendor.controls = [of(PAIR, finding)];
      expect(await prove()).toEqual(accepted);
      expect(cycle.hasUnsettledControl).toBe(false);
    },
  );

  it('that is accepted leaves the credentials unproven and says why', async () => {
    vendor.controls = [of(PAIR, 'accepted')];
    expect(await prove()).toEqual(unproven(NOT_DISCRIMINATING));
    expect(cycle.hasUnsettledControl).toBe(false);
  });

  it.each(['timeout', 'rate_limited', 'unproven', 'reachable', 'unexpected_response'] as const)(
    'that ends in %s leaves them unproven for now',
    async (finding) => {
      vendor.controls = [of(PAIR, finding)];
      expect(await prove()).toEqual(unproven(CONTROL_UNSETTLED));
      expect(cycle.hasUnsettledControl).toBe(true);
    },
  );

  it('that was never answered counts as not settled', async () => {
    vendor.controls = [];
    expect(await prove()).toEqual(unproven(CONTROL_UNSETTLED));
  });

  it('never stands in the way of a refusal', async () => {
    vendor.proofs = [of(PAIR, 'credentials_rejected')];
    vendor.controls = [of(PAIR, 'timeout')];
    expect(await prove()).toMatchObject({ conclusive: { finding: 'credentials_rejected' } });
  });

  it('counts only for its own proof', async () => {
    const other = { ...PAIR, proves: ['ACME_SECRET'] };
    vendor.proofs = [of(PAIR, 'accepted'), of(other, 'accepted')];
    vendor.controls = [of(PAIR, 'credentials_rejected'), of(other, 'accepted')];
    expect(await prove()).toEqual({
      conclusive: { finding: 'accepted', unprovenEnvVars: [], note: NOT_DISCRIMINATING },
    });
  });
});

describe('negative controls are asked', () => {
  it('once, and remembered for a day', async () => {
    await prove(0);
    vendor.takeAsked();
    vendor.controls = [of(PAIR, 'accepted')];
    expect(await prove(DAY_MS - 1)).toEqual(accepted);
    expect(vendor.takeAsked()).toEqual(['api', 'proofs']);
  });

  it('again after a day, and then for the next day', async () => {
    await prove(0);
    vendor.controls = [of(PAIR, 'accepted')];
    expect(await prove(DAY_MS)).toEqual(unproven(NOT_DISCRIMINATING));
    vendor.takeAsked();
    expect(await prove(2 * DAY_MS - 1)).toEqual(unproven(NOT_DISCRIMINATING));
    expect(vendor.takeAsked()).not.toContain('controls');
    vendor.controls = [of(PAIR, 'credentials_rejected')];
    expect(await prove(2 * DAY_MS)).toEqual(accepted);
  });

  it('with every complete check until they settle', async () => {
    vendor.controls = [of(PAIR, 'timeout')];
    await prove(0);
    await prove(1000);
    expect(vendor.takeAsked().filter((what) => what === 'controls')).toHaveLength(2);
    vendor.controls = [of(PAIR, 'credentials_rejected')];
    expect(await prove(2000)).toEqual(accepted);
    expect(cycle.hasUnsettledControl).toBe(false);
    vendor.takeAsked();
    await prove(3000);
    expect(vendor.takeAsked()).not.toContain('controls');
  });

  it('never by a check of the API alone', async () => {
    vendor.controls = [of(PAIR, 'timeout')];
    await prove(0);
    vendor.takeAsked();
    await cycle.run(false, 2 * DAY_MS, signal);
    expect(vendor.takeAsked()).toEqual(['api']);
  });

  it('again soon when the daily one did not settle, while the earlier one stands', async () => {
    await prove(0);
    vendor.controls = [of(PAIR, 'timeout')];
    expect(await prove(DAY_MS)).toEqual(accepted);
    expect(cycle.hasUnsettledControl).toBe(false);
    vendor.takeAsked();
    await prove(DAY_MS + 1000);
    expect(vendor.takeAsked()).toContain('controls');
  });

  it('anew when the credentials changed', async () => {
    vendor.controls = [of(PAIR, 'accepted')];
    await prove(0);
    cycle.reset();
    expect(cycle.hasUnsettledControl).toBe(false);
    vendor.controls = [of(PAIR, 'credentials_rejected')];
    expect(await prove(1000)).toEqual(accepted);
  });

  it('anew when the credentials changed while they were asked', async () => {
    vendor.controls = [of(PAIR, 'accepted')];
    vendor.meanwhile = () => cycle.reset();
    await prove(0);
    vendor.meanwhile = () => {};
    vendor.controls = [of(PAIR, 'credentials_rejected')];
    expect(await prove(1000)).toEqual(accepted);
  });
});
