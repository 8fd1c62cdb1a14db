import type { HttpService } from '@nestjs/axios';
import { SecretSource } from '../src/config/secret-source';
import { Settings } from '../src/config/settings';
import { matchAnswer, type AnswerRule } from '../src/core/answer';
import { combineProofs, type ProofOutcome } from '../src/core/combine-proofs';
import { formatWarnings } from '../src/core/credential-format';
import { isRefusal, type Finding, type ProbeResult } from '../src/core/finding';
import { MAX_WAIT_MS } from '../src/core/retry-after';
import { decide } from '../src/core/verdict';
import { urlEnvVars } from '../src/integrations/base-urls';
import { HttpProbe } from '../src/integrations/http-probe';
import type { IntegrationDefinition, Probe, ProbeContext } from '../src/integrations/integration';
import type {
  IntegrationHealthIndicator,
  ProofResult,
} from '../src/integrations/integration.health';
import {
  EXPECT,
  type SandboxAnswer,
  type SandboxRequest,
  type Scenario,
  type VendorSandbox,
} from '../src/integrations/vendor.sandbox';
import { answer } from './sandbox/sandbox-server';

/** The shape of one variable: what it may look like, what is near it, and what it is taken for. */
export interface Shape {
  readonly good: readonly string[];
  /** Values that are called malformed. */
  readonly bad: readonly string[];
  /** What else may be pasted here, with words of the warning. */
  readonly confused?: readonly (readonly [value: string, says: RegExp])[];
}

/** What people and clients rely on in a definition. */
export interface DefinitionFacts {
  readonly key: string;
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  /** Variables that no call proves. */
  readonly unprovable?: readonly string[];
  readonly statusPage: readonly [format: string, url: string, ...components: string[]];
}

/** One answer to one probe, and what it means; `undefined` when no row of the vendor names it. */
export type NamedAnswer = readonly [
  probe: Probe,
  status: number,
  body: unknown,
  means: Finding | undefined,
  headers?: Readonly<Record<string, string>>,
];

/** What is promised of one vendor's integration. */
export interface VendorPromise {
  readonly facts: DefinitionFacts;
  readonly indicator: new () => IntegrationHealthIndicator;
  readonly sandbox: VendorSandbox;
  /** What the container would inject beside what every indicator gets. */
  readonly members?: (http: HttpProbe) => object;
  /** Variables beside those that the sandbox accepts, for questions that only they lead to. */
  readonly variants?: readonly Readonly<Record<string, string>>[];
  /** What the vendor is asked when nothing it answers is understood, so with every fallback. */
  readonly questions: readonly string[];
  readonly shapes: Readonly<Record<string, Shape>>;
  /** Answers beside those that the sandbox plays; texts are no JSON. */
  readonly answers?: readonly NamedAnswer[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What holds for every vendor. It is played without sockets and without a container: in the time
 * that one situation takes over the network, all of them are judged here.
 */
export function vendorContract(promise: VendorPromise): void {
  describe('the definition', () => {
    isWellFormed(new promise.indicator().definition, promise.facts);
  });

  describe.each(Object.entries(promise.sandbox.scenarios))('%s', (_name, scenario) => {
    judgesScenario(promise, scenario);
  });

  it('asks exactly these questions', async () => {
    const { credentials, optional } = promise.sandbox;
    const silent = { answers: { '*': { status: 404, json: {} } }, expect: EXPECT.unexpected };
    const asked = await Promise.all(
      [{}, { ...optional }, ...(promise.variants ?? [])].map(async (variant) => {
        const env = { ...credentials, ...variant };
        const vendor = new PlayedVendor(promise, silent);
        await ask(vendor.indicator(env));
        return vendor.received.map((request) => describeRequest(request, env));
      }),
    );
    expect([...new Set(asked.flat())].sort()).toEqual([...promise.questions].sort());
  });

  it('names what other answers mean', () => {
    const misread = (promise.answers ?? []).filter(
      ([probe, status, body, means, headers]) => readAs(probe, status, body, headers) !== means,
    );
    expect(misread).toEqual([]);
  });

  describe.each(Object.entries(promise.shapes))('%s', (envVar, shape) => {
    recognisesShape(promise, envVar, shape);
  });

  it('knows the shape of every variable that has one', () => {
    const { formats } = new promise.indicator().definition;
    const shaped = new Set(formats.map(({ envVar }) => envVar));
    expect([...shaped].sort()).toEqual(Object.keys(promise.shapes).sort());
  });
}

function isWellFormed(definition: IntegrationDefinition, facts: DefinitionFacts): void {
  const { envPrefix, hosts, vendorDomains, statusPage, proofs } = definition;
  const optionalNames = (definition.optionalEnvVars ?? []).map(({ name }) => name);
  const variables = [...definition.requiredEnvVars, ...optionalNames];
  const proven = new Set(proofs.flatMap(({ proves }) => proves));

  it('has the promised names', () => {
    const { key, name, aliases, requiredEnvVars } = definition;
    expect([key, name, aliases, requiredEnvVars, optionalNames]).toEqual([
      facts.key,
      facts.name,
      facts.aliases,
      facts.required,
      facts.optional ?? [],
    ]);
    expect(key).toMatch(/^[a-z]+$/);
  });

  it('names its variables by its prefix', () => {
    const names = [...variables, ...Object.values(urlEnvVars(definition)).flat()];
    expect(names.filter((name) => !name.startsWith(`${envPrefix}_`))).toEqual([]);
    expect(names.filter((name) => !/^[A-Z][A-Z_]+$/.test(name))).toEqual([]);
  });

  it('says what its optional variables are for, and calls only addresses public', () => {
    for (const { name, purpose, secret } of definition.optionalEnvVars ?? []) {
      expect(purpose).toMatch(/\w \w+ \w/);
      expect(secret ?? true).toBe(!name.endsWith('_URL'));
    }
  });

  it('talks to the vendor only, over TLS', () => {
    for (const host of Object.values(hosts)) {
      const { protocol, hostname, href } = new URL(host);
      expect([protocol, href]).toEqual(['https:', `${host}/`]);
      expect(vendorDomains.some((d) => hostname === d || hostname.endsWith(`.${d}`))).toBe(true);
    }
    expect(vendorDomains.filter((domain) => !/^[a-z-]+\.[a-z]+$/.test(domain))).toEqual([]);
    expect(new URL(definition.consoleUrl).protocol).toBe('https:');
  });

  it('checks the shape of its own variables, in words of their own', () => {
    for (const { envVar, problem } of definition.formats) {
      expect(variables).toContain(envVar);
      expect(problem).toMatch(/^(is|looks|does not look) /);
    }
    const checked = new Set(definition.formats.map(({ envVar }) => envVar));
    expect(definition.requiredEnvVars.filter((name) => !checked.has(name))).toEqual([]);
  });

  it('says where the vendor tells of its state', () => {
    const { path, format, components = [] } = statusPage;
    expect([format, hosts.status + path, ...components]).toEqual(facts.statusPage);
  });

  it('says what proves the credentials, and how sure that is', () => {
    expect(definition.proofSummary).toMatch(/(\w+\W+){8}/);
    expect(definition.confidence).toBeGreaterThanOrEqual(0.5);
    expect(definition.confidence).toBeLessThan(1);
  });

  it('proves what can be proven', () => {
    expect(variables.filter((name) => !proven.has(name))).toEqual(facts.unprovable ?? []);
    expect([...proven].filter((name) => !variables.includes(name))).toEqual([]);
    const unprovable = definition.unprovableEnvVars ?? [];
    expect(unprovable).toEqual(definition.requiredEnvVars.filter((name) => !proven.has(name)));
  });

  it('controls every proof that rests on a bad grant, with a variable that it proves', () => {
    // Only a deliberately bad grant is refused with 400 and accepted with that.
    const onBadGrant = proofs.filter((proof) => readsAsAccepted(proof, 400));
    expect(onBadGrant.filter(({ control }) => control === undefined)).toEqual([]);
    const foreign = proofs.filter(({ proves, control }) => control && !proves.includes(control));
    expect(foreign).toEqual([]);
  });

  it('asks for the proofs that fit what is configured', () => {
    const applying = (names: readonly string[]) =>
      proofs
        .filter(({ when }) => when?.(contextWith(names)) ?? true)
        .flatMap(({ proves }) => proves);
    const withoutOptional = applying(definition.requiredEnvVars);
    expect(withoutOptional.filter((name) => optionalNames.includes(name))).toEqual([]);
    expect(applying(variables).sort()).toEqual([...proven].sort());
  });
}

function rulesOf({ answers }: Probe): readonly AnswerRule[] {
  return typeof answers === 'function' ? answers(contextWith([])) : answers;
}

function readsAsAccepted(probe: Probe, status: number): boolean {
  return rulesOf(probe).some(
    (rule) => rule.means === 'accepted' && [rule.status].flat().includes(status),
  );
}

function readAs(
  probe: Probe,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Finding | undefined {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const json = typeof body === 'string' ? undefined : body;
  const rule = matchAnswer({ status, headers, text, json }, rulesOf(probe));
  return rule && !isBadlyExplained({ finding: rule.means, latencyMs: 0, ...rule })
    ? rule.means
    : undefined;
}

/** A context in which only these variables are set. */
function contextWith(names: readonly string[]): ProbeContext {
  return {
    urls: { api: 'https://a', auth: 'https://b', status: 'https://c' },
    env: (name) => (names.includes(name) ? 'value' : ''),
    nonce: 'nonce',
    now: 0,
  };
}

function judgesScenario(promise: VendorPromise, scenario: Scenario): void {
  it('is judged for what it is, with words that explain it', async () => {
    const env = { ...promise.sandbox.credentials, ...scenario.env };
    const indicator = new PlayedVendor(promise, scenario).indicator(env);
    const findings = await ask(indicator);
    expect(judge(indicator, findings)).toEqual(scenario.expect);
    const proofs = [...findings.proofs, ...findings.controls].map(({ result }) => result);
    expect([findings.api, ...proofs].filter(isBadlyExplained)).toEqual([]);
    expect([findings.api, ...proofs].filter(isLimitWithoutEnd)).toEqual([]);
  });
}

function recognisesShape(promise: VendorPromise, envVar: string, shape: Shape): void {
  const { good, bad, confused = [] } = shape;
  const says = (value: string) => problemWith(promise, { [envVar]: value }, { about: envVar });

  it('raises no warning when it looks right', () => {
    expect(good.filter((value) => says(value) !== undefined)).toEqual([]);
  });

  it('raises a warning of its own when it is near that', () => {
    const uncalled = bad
      .map((value) => [value, says(value) ?? 'nothing'] as const)
      .filter(([, said]) => !/^does not look like a|^is half/.test(said));
    expect(uncalled).toEqual([]);
  });

  it('is recognised as something else', () => {
    const unlike = confused
      .map(([value, expected]) => ({ value, expected, said: says(value) ?? 'nothing' }))
      .filter(({ said, expected }) => !expected.test(said));
    expect(unlike).toEqual([]);
  });
}

/** The warning about one variable when these values stand in for those that the sandbox accepts. */
export function problemWith(
  { indicator: Indicator, sandbox }: VendorPromise,
  values: Readonly<Record<string, string>>,
  { about, production = false }: { about: string; production?: boolean },
): string | undefined {
  const env = { ...sandbox.credentials, ...sandbox.optional, ...values };
  const { formats } = new Indicator().definition;
  return formatWarnings([about], formats, (name) => env[name] ?? '', production)[0]?.problem;
}

/** What a probe hands to its HTTP client. */
interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?: string;
}

/** Plays one vendor in one situation, and remembers what it was asked. */
export class PlayedVendor {
  readonly received: SandboxRequest[] = [];

  constructor(
    private readonly promise: VendorPromise,
    private readonly scenario: Scenario,
  ) {}

  /** The indicator as the container would build it. */
  indicator(env: Environment): IntegrationHealthIndicator {
    const { indicator: Indicator, members } = this.promise;
    const http = new HttpProbe(this.client);
    const secrets = new SecretSource(env);
    const indicator = new Indicator();
    Object.assign<object, object>(indicator, {
      http,
      secrets,
      settings: new Settings(),
      ...members?.(http),
    });
    return indicator;
  }

  /** Stands in for the HTTP client of probes. */
  private get client(): HttpService {
    const request = async (sent: Sent) => {
      const received = toSandboxRequest(sent);
      this.received.push(received);
      return toResponse(
        answer({ vendor: this.promise.sandbox, scenario: this.scenario }, received),
      );
    };
    return { axiosRef: { request } } as unknown as HttpService;
  }
}

function toSandboxRequest({ method, url, headers, data = '' }: Sent): SandboxRequest {
  const { pathname, searchParams } = new URL(url);
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const [scheme, credentials = ''] = (headers.Authorization ?? '').split(/ (.*)/s);
  const [user = '', password = ''] = Buffer.from(credentials, 'base64').toString().split(/:(.*)/s);
  const isForm = headers['Content-Type'] === 'application/x-www-form-urlencoded';
  return {
    method,
    path: pathname,
    query: searchParams,
    headers: { 'user-agent': 'integration-health', ...Object.fromEntries(lowerCase) },
    url,
    form: isForm ? Object.fromEntries(new URLSearchParams(data)) : {},
    json: isForm || data === '' ? undefined : JSON.parse(data),
    ...(scheme === 'Basic' && { basic: { user, password } }),
    ...(scheme === 'Bearer' && { bearer: credentials }),
  };
}

function toResponse({ status, headers, json, text = '' }: SandboxAnswer) {
  const type = json === undefined ? 'text/plain' : 'application/json';
  const data = Buffer.from(json === undefined ? text : JSON.stringify(json));
  return { status, headers: { 'content-type': type, ...headers }, data };
}

/** Everything that one complete check finds. */
export interface Findings {
  readonly api: ProbeResult;
  readonly proofs: readonly ProofResult[];
  readonly controls: readonly ProofResult[];
}

/** Runs one complete check with its negative controls. */
export async function ask(indicator: IntegrationHealthIndicator): Promise<Findings> {
  const { signal } = new AbortController();
  const [api, proofs, controls] = await Promise.all([
    indicator.probeApi(signal),
    indicator.proveCredentials(signal),
    indicator.runNegativeControl(signal),
  ]);
  return { api, proofs, controls };
}

/** What a first check says of an integration. */
function judge(indicator: IntegrationHealthIndicator, findings: Findings): Scenario['expect'] {
  const { name, requiredEnvVars } = indicator.definition;
  const outcomes = findings.proofs.map((proof) => outcomeOf(proof, findings));
  const combined = combineProofs(outcomes, requiredEnvVars);
  const evidence = {
    name,
    configuration: indicator.configuration(),
    api: { ...findings.api, at: 0 },
    ...('conclusive' in combined
      ? { credentials: { ...combined.conclusive, at: 0 } }
      : { inconclusive: { ...combined.fault, at: 0 } }),
  };
  const { status, reason, credentials } = decide(evidence, 0, 1);
  return { status, reason, credentials: credentials.status };
}

function outcomeOf({ proof, result }: ProofResult, { controls }: Findings): ProofOutcome {
  const control = controls.find((candidate) => candidate.proof === proof);
  return { proves: proof.proves, result, ...(control && { control: settle(control.result) }) };
}

function settle({ finding }: ProbeResult): NonNullable<ProofOutcome['control']> {
  if (isRefusal(finding)) return 'refused';
  return finding === 'accepted' ? 'accepted' : 'unsettled';
}

function isBadlyExplained({ finding, note }: ProbeResult): boolean {
  return note === undefined ? isRefusal(finding) : !/\w \w/.test(note);
}

function isLimitWithoutEnd({ finding, waitMs = 0 }: ProbeResult): boolean {
  return finding === 'rate_limited' && (waitMs <= 0 || waitMs > MAX_WAIT_MS);
}

/** What the HTTP client and the kinds of body and of login bring along. */
const ORDINARY_HEADERS = new Set(['user-agent', 'content-type']);

/** A request with the names of variables in place of their values. */
function describeRequest(request: SandboxRequest, env: Environment): string {
  const { method, url, headers, basic, bearer, form, json } = request;
  const special = Object.entries(headers).filter(
    ([name, value]) => !ORDINARY_HEADERS.has(name) && !/^(Basic|Bearer) /.test(value ?? ''),
  );
  const sent = [
    `${method} ${url}`,
    ...special.map(([name, value]) => `${name}: ${value}`),
    ...(basic ? [`basic ${basic.user}:${basic.password}`] : []),
    ...(bearer === undefined ? [] : [`bearer ${bearer}`]),
    ...Object.entries(form).map(([name, value]) => `${name}=${value}`),
    ...(json === undefined ? [] : [JSON.stringify(json)]),
  ].join(' | ');
  return Object.entries(env)
    .reduce((text, [name, value = '']) => {
      const corrupted = new RegExp(`${RegExp.escape(value.slice(0, -1))}.`, 'g');
      return text.replaceAll(value, name).replaceAll(corrupted, `corrupted ${name}`);
    }, sent)
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'NONCE')
    .replaceAll(/(?<=oauth_(timestamp|signature)=")[^"]+/g, '…');
}

const MIXED = 'Ab3dEf6hIj9lMn2pQr5tUv8xYz1bCd4fGh7jKl0nOp3rSt6vWx9zAb2dEf5hIj8l';

/** So many letters of an alphabet, in its order. */
export function take(alphabet: string, length: number): string {
  return alphabet.repeat(Math.ceil(length / alphabet.length)).slice(0, length);
}

/** So many hexadecimal digits. */
export const hex = (length: number): string => take('0123456789abcdef', length);

/** So many letters of both cases and digits. */
export const mixed = (length: number): string => take(MIXED, length);

/** A value with something before or behind it. */
export const around = (value: string): string[] => [`x${value}`, `${value}!`, `!${value}`];

/** A value of fixed length, made wrong in one place. */
export const oneOff = (value: string): string[] => [
  value.slice(0, -1),
  `${value}a`,
  `${value.slice(0, -1)}!`,
  ...around(value),
];
