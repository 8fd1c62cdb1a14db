import { join } from 'node:path';
import { isInstalled } from './machine';
import type { Options } from './options';
import type { Processes } from './processes';

const WRK_REPORT = join(__dirname, 'wrk-report.lua');
const AUTOCANNON = require.resolve('autocannon');

/** What a load saw. */
export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  /** Milliseconds. */
  readonly p99: number;
}

/** What to send. */
export interface LoadWish {
  readonly url: string;
  readonly connections: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends requests from a process of its own, pinned beside the target. */
export class LoadGenerator {
  readonly name: 'wrk' | 'autocannon';

  constructor(
    private readonly processes: Processes,
    private readonly core: number | undefined,
    wish: Options['generator'],
  ) {
    this.name = wish ?? (isInstalled('wrk') ? 'wrk' : 'autocannon');
  }

  /** As much as the target can answer for some seconds. */
  forSeconds(wish: LoadWish, seconds: number): Promise<Load> {
    return this.name === 'wrk'
      ? this.wrk(wish, seconds)
      : this.autocannon(wish, ['-d', `${seconds}`]);
  }

  /** A fixed number of requests. */
  exactly(wish: LoadWish, requests: number): Promise<Load> {
    return this.autocannon(wish, ['-a', String(requests)]);
  }

  private async wrk({ url, connections, headers }: LoadWish, seconds: number): Promise<Load> {
    const output = await this.processes.run(
      'wrk',
      ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '15s', '-s', WRK_REPORT].concat(
        headerArgs(headers),
        url,
      ),
      { core: this.core },
    );
    const { requests, duration, p50, p99, failures } = JSON.parse(
      /^RESULT (.*)$/m.exec(output)?.[1] ?? '{}',
    ) as Record<'requests' | 'duration' | 'p50' | 'p99' | 'failures', number>;
    refuseFailures(url, failures);
    return { requests, perSecond: (requests * 1e6) / duration, p50: p50 / 1000, p99: p99 / 1000 };
  }

  private async autocannon(
    { url, connections, headers }: LoadWish,
    amount: readonly string[],
  ): Promise<Load> {
    const output = await this.processes.run(
      process.execPath,
      [AUTOCANNON, '--json', '--no-progress', '-c', String(connections), ...amount].concat(
        headerArgs(headers),
        url,
      ),
      { core: this.core },
    );
    const { requests, latency, duration, errors, non2xx } = JSON.parse(output) as {
      requests: { total: number };
      latency: { p50: number; p99: number };
      duration: number;
      errors: number;
      non2xx: number;
    };
    refuseFailures(url, errors + non2xx);
    const { total } = requests;
    return { requests: total, perSecond: total / duration, p50: latency.p50, p99: latency.p99 };
  }
}

function headerArgs(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
}

/** A rate of refusals says nothing about answers. */
function refuseFailures(url: string, failures: number): void {
  if (failures > 0) throw new Error(`${failures} requests to ${new URL(url).pathname} failed`);
}
