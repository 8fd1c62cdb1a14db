import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The service in a process of its own, as `npm start` runs it, but from its sources. */
export class ServiceProcess {
  /** The process is gone, and all that it wrote was read. */
  readonly ended: Promise<Ending>;
  /** The process is gone. */
  readonly exited: Promise<unknown>;
  private readonly child: ChildProcess;
  private out = '';
  private err = '';

  /** @param env all variables of the process beside `PATH` */
  constructor(env: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, ['-r', '@swc-node/register', 'src/main.ts'], {
      cwd: ROOT,
      env: { PATH: process.env.PATH ?? '', DATABASE_URL: 'sqlite::memory:', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout!.setEncoding('utf8').on('data', (chunk: string) => (this.out += chunk));
    this.child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (this.err += chunk));
    this.exited = once(this.child, 'exit');
    this.ended = once(this.child, 'close').then(([code, signal]) => ({ code, signal }) as Ending);
  }

  /** Everything on standard output so far. */
  get output(): string {
    return this.out;
  }

  /** The lines on standard error so far. */
  get errors(): string[] {
    return this.err.split('\n').filter((line) => line !== '');
  }

  /**
   * Waits for the log line that names the address.
   * @throws Error with the standard error when the process ends before
   */
  async listening(): Promise<string> {
    const url = () => /"url":"([^"]+)"/.exec(this.out)?.[1];
    while (url() === undefined) {
      // oxlint-disable-next-line no-await-in-loop -- until the line is there
      const ending = await Promise.race([once(this.child.stdout!, 'data'), this.ended]);
      if ('code' in ending) throw new Error(`The service ended: ${this.err}`);
    }
    return url()!;
  }

  /** Leaves standard output unread from now on: once the pipe is full, whoever writes is blocked. */
  stopReading(): void {
    this.child.stdout!.pause();
  }

  /** Its number, for tools that act on processes. */
  get pid(): number {
    return this.child.pid!;
  }

  /** Sends a signal. */
  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
