import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Inject } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { SecretSource } from '../config/secret-source';
import { Settings } from '../config/settings';
import { formatWarnings } from '../core/credential-format';
import type { ProbeResult } from '../core/finding';
import type { Configuration } from '../core/evidence';
import type { Verdict } from '../core/verdict';
import { baseUrlsOf, isMock } from './base-urls';
import { HttpProbe } from './http-probe';
import type { CredentialProof, IntegrationDefinition, ProbeContext } from './integration';

const FINGERPRINT_KEY = randomBytes(32);

/** `api` asks whether the vendor answers, `credentials` proves them, `control` tries corrupted ones. */
export type ProbeKind = 'api' | 'credentials' | 'control';

/** A proof's result beside the proof that gave it. */
export interface ProofResult {
  readonly proof: CredentialProof;
  readonly result: ProbeResult;
}

/**
 * Runs an integration's definition: asks its vendor and says what the answers mean. Never throws.
 * A vendor's own indicator only names its definition.
 */
export abstract class IntegrationHealthIndicator {
  abstract readonly definition: IntegrationDefinition;

  /** How many probes of each kind were sent so far. */
  readonly probesSent: Record<ProbeKind, number> = { api: 0, credentials: 0, control: 0 };

  @Inject(HttpProbe) protected readonly http!: HttpProbe;
  @Inject(SecretSource) private readonly secrets!: SecretSource;
  @Inject(Settings) private readonly settings!: Settings;
  @Inject(HealthIndicatorService) private readonly terminus!: HealthIndicatorService;

  /** Which variables are there; reads no network and no disk. */
  configuration(): Configuration {
    const { requiredEnvVars: required, optionalEnvVars = [], formats } = this.definition;
    const isSet = (name: string) => this.secrets.get(name) !== undefined;
    const all = [...required, ...optionalEnvVars.map(({ name }) => name)];
    const twice = all.filter((name) => this.secrets.isGivenTwice(name));
    return {
      required,
      present: required.filter(isSet),
      missing: required.filter((name) => !isSet(name)),
      warnings: [
        ...formatWarnings(all, formats, (name) => this.env(name), this.isProduction),
        ...twice.map((envVar) => ({
          env_var: envVar,
          problem: `is given itself and as ${envVar}_FILE; the file is not used`,
        })),
      ],
    };
  }

  /** Whether a base URL points to a host that is not the vendor's. */
  isMock(): boolean {
    return isMock(this.definition, this.baseUrls());
  }

  /** Differs when any variable of this integration differs; keyed anew in every process. */
  fingerprint(): string {
    const { requiredEnvVars, optionalEnvVars = [] } = this.definition;
    const values = [...requiredEnvVars, ...optionalEnvVars.map(({ name }) => name)].map((name) =>
      this.env(name),
    );
    return createHmac('sha256', FINGERPRINT_KEY).update(JSON.stringify(values)).digest('base64');
  }

  /** Asks whether the vendor's API answers. */
  probeApi(signal: AbortSignal): Promise<ProbeResult> {
    this.probesSent.api += 1;
    return this.http.ask(this.definition.reachability, this.context(), signal);
  }

  /** Runs every proof that applies to what is configured. */
  proveCredentials(signal: AbortSignal): Promise<ProofResult[]> {
    const context = this.context();
    const proofs = this.applicableProofs(context);
    this.probesSent.credentials += proofs.length;
    return Promise.all(
      proofs.map(async (proof) => ({
        proof,
        result: await this.prove(proof, context, signal),
      })),
    );
  }

  /** Asks again with corrupted secrets, for every proof that a careless vendor could fake. */
  runNegativeControl(signal: AbortSignal): Promise<ProofResult[]> {
    const context = this.context();
    const controlled = this.applicableProofs(context).filter(
      ({ control }) => control !== undefined,
    );
    this.probesSent.control += controlled.length;
    return Promise.all(
      controlled.map(async (proof) => ({
        proof,
        result: await this.prove(proof, corrupted(context, proof.control!), signal),
      })),
    );
  }

  /** The verdict in Terminus' words: `unknown` is degraded, `degraded` and `unhealthy` are down. */
  report({ status, reason }: Pick<Verdict, 'status' | 'reason'>): HealthIndicatorResult {
    const session = this.terminus.check(this.definition.key);
    if (status === 'healthy') return session.up({ reason });
    return status === 'unknown' ? session.degraded({ reason }) : session.down({ reason });
  }

  protected prove(
    proof: CredentialProof,
    context: ProbeContext,
    signal: AbortSignal,
  ): Promise<ProbeResult> {
    return this.http.ask(proof, context, signal);
  }

  private applicableProofs(context: ProbeContext): CredentialProof[] {
    return this.definition.proofs.filter(({ when }) => when?.(context) ?? true);
  }

  /** What probes may use now. */
  context(): ProbeContext {
    return {
      urls: this.baseUrls(),
      env: (name) => this.env(name),
      nonce: randomUUID(),
      now: Date.now(),
    };
  }

  private baseUrls() {
    return baseUrlsOf(this.definition, (name) => this.secrets.get(name));
  }

  private env(name: string): string {
    return this.secrets.get(name) ?? '';
  }

  private get isProduction(): boolean {
    return this.settings.NODE_ENV === 'production';
  }
}

/** The same context with one variable changed in its last character, so that its shape stays. */
function corrupted(context: ProbeContext, envVar: string): ProbeContext {
  return {
    ...context,
    env: (name) => (name === envVar ? corrupt(context.env(name)) : context.env(name)),
  };
}

function corrupt(value: string): string {
  return value.slice(0, -1) + (value.endsWith('0') ? '1' : '0');
}
