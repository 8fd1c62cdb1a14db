import { INTEGRATION_KEYS, type IntegrationKey } from '../../src/integrations/integrations.catalog';
import { SandboxServer } from '../sandbox/sandbox-server';
import { VENDORS } from '../sandbox/vendors';

/** What the bench may ask of the vendors' process. */
export interface VendorsCommand {
  /** Milliseconds. */
  readonly delayMs?: number;
  /** The vendor that is meant; all when absent. */
  readonly key?: IntegrationKey;
}

/** Sent once when the vendors listen, and after every command. */
export interface VendorsAnswer {
  readonly url: string;
  /** Since the last answer. */
  readonly requests: number;
}

/** Plays the vendors until the bench ends. */
async function main(): Promise<void> {
  const sandbox = await new SandboxServer(VENDORS).start();
  const answer = () => {
    const counts = INTEGRATION_KEYS.map((key) => sandbox.takeRequests(key).length);
    const requests = counts.reduce((sum, count) => sum + count, 0);
    process.send?.({ url: sandbox.url, requests } satisfies VendorsAnswer);
  };
  process.on('message', ({ delayMs, key }: VendorsCommand) => {
    const meant = key === undefined ? INTEGRATION_KEYS : [key];
    if (delayMs !== undefined) for (const each of meant) sandbox.slow(each, delayMs);
    answer();
  });
  process.on('disconnect', () => process.exit());
  answer();
}

void main();
