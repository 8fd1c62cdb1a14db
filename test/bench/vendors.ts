import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { DEFINITIONS, type IntegrationKey } from '../../src/integrations/integrations.catalog';
import { sandboxEnv } from '../sandbox/sandbox-env';
import { nextMessage, type Processes } from './processes';
import type { VendorsAnswer, VendorsCommand } from './vendors-process';

const SCRIPT = join(__dirname, 'vendors-process.ts');

/** The played vendors, in a process of their own. */
export class Vendors {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {}

  /** Starts them on a free port. */
  static async start(processes: Processes, core: number | undefined): Promise<Vendors> {
    const child = processes.startNode(['-r', '@swc-node/register', SCRIPT], {
      core,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const { url } = await nextMessage<VendorsAnswer>(child);
    return new Vendors(child, url);
  }

  /** Makes one vendor, or all of them, take some time to answer. */
  async delay(ms: number, key?: IntegrationKey): Promise<void> {
    await this.send({ delayMs: ms, ...(key !== undefined && { key }) });
  }

  /** How many requests reached the vendors since this was last asked. */
  async takeRequestCount(): Promise<number> {
    return (await this.send({})).requests;
  }

  /** The variables with which the service meets the vendors. */
  env(): Record<string, string> {
    return sandboxEnv({ urlOf: (key) => this.urlOf(key) });
  }

  /** What a plain ping would ask: URLs that answer 200 without credentials. */
  pingUrls(): Record<string, string> {
    return Object.fromEntries(
      DEFINITIONS.map(({ key, statusPage }) => [key, this.urlOf(key) + statusPage.path]),
    );
  }

  private urlOf(key: string): string {
    return `${this.url}/${key}`;
  }

  private send(command: VendorsCommand): Promise<VendorsAnswer> {
    const answer = nextMessage<VendorsAnswer>(this.child);
    this.child.send(command);
    return answer;
  }
}
