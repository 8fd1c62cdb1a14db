import { SecretSource } from '../config/secret-source';
import { Settings } from '../config/settings';
import type { ProbeResult } from '../core/finding';
import type { IntegrationDefinition } from '../integrations/integration';
import { IntegrationHealthIndicator } from '../integrations/integration.health';
import type { StatusPageReader } from '../integrations/status-page.service';
import { stripe } from '../integrations/stripe/stripe.health';
import { Clock } from './clock';
import { Monitor } from './monitor.service';

const MANY = 1000;
const INTERVAL_MS = 30_000;
const TIMEOUT_MS = 5000;

/** Notes when it is asked, and answers after some time or, with none, at the limit of a check. */
class PlayedIndicator extends IntegrationHealthIndicator {
  readonly definition: IntegrationDefinition;
  readonly askedAt: number[] = [];

  constructor(
    number: number,
    private readonly answerMs: number | undefined,
  ) {
    super();
    this.definition = { ...stripe, key: `stripe-${number}`, requiredEnvVars: [] };
  }

  override configuration() {
    return { required: [], present: [], missing: [], warnings: [] };
  }

  override isMock() {
    return false;
  }

  override fingerprint() {
    return '';
  }

  override probeApi(): Promise<ProbeResult> {
    this.askedAt.push(Date.now());
    const result: ProbeResult =
      this.answerMs === undefined
        ? { finding: 'timeout', latencyMs: TIMEOUT_MS }
        : { finding: 'reachable', latencyMs: this.answerMs };
    return new Promise((resolve) => setTimeout(resolve, result.latencyMs, result));
  }

  override proveCredentials() {
    return Promise.resolve([]);
  }

  override runNegativeControl() {
    return Promise.resolve([]);
  }
}

let monitor: Monitor | undefined;

function watchOver(indicators: readonly PlayedIndicator[]): void {
  const statusPages = { read: () => Promise.resolve(undefined) } as unknown as StatusPageReader;
  const secrets = new SecretSource({}, []);
  monitor = new Monitor(indicators, new Settings(), secrets, new Clock(), statusPages);
  monitor.onApplicationBootstrap();
}

function played(count: number, answerMs: (number: number) => number | undefined) {
  return Array.from(
    { length: count },
    (_, number) => new PlayedIndicator(number, answerMs(number)),
  );
}

/** The longest time between two looks at one integration, milliseconds. */
function longestPause({ askedAt }: PlayedIndicator): number {
  return Math.max(...askedAt.slice(1).map((at, index) => at - askedAt[index]!));
}

function askedBy(indicators: readonly PlayedIndicator[]): number {
  return indicators.filter(({ askedAt }) => askedAt.length > 0).length;
}

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
});

afterEach(() => {
  monitor?.beforeApplicationShutdown();
  jest.useRealTimers();
});

it('checks ten integrations at once when the service has started', async () => {
  const indicators = played(10, () => 50);
  watchOver(indicators);
  await jest.advanceTimersByTimeAsync(200);
  expect(askedBy(indicators)).toBe(10);
});

it('spreads the first checks of a thousand integrations, and makes all of them in an interval', async () => {
  const indicators = played(MANY, () => 50);
  watchOver(indicators);
  await jest.advanceTimersByTimeAsync(1200);
  expect(askedBy(indicators)).toBeLessThan(100);
  await jest.advanceTimersByTimeAsync(INTERVAL_MS);
  expect(askedBy(indicators)).toBe(MANY);
});

it('keeps the time of all others while the vendors of most integrations hang', async () => {
  const indicators = played(MANY, (number) => (number % 10 === 0 ? 50 : undefined));
  watchOver(indicators);
  await jest.advanceTimersByTimeAsync(5 * INTERVAL_MS);
  const answering = indicators.filter((_, number) => number % 10 === 0);
  const pauses = answering.map(longestPause);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(1.1 * INTERVAL_MS + TIMEOUT_MS);
});
