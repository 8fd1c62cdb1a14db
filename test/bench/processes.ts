import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';

const GRACE_MS = 5000;

/** How to start a process. */
export interface Start {
  readonly core?: number | undefined;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdio?: StdioOptions;
}

/** Starts processes, and leaves none behind. */
export class Processes {
  private readonly running = new Set<ChildProcess>();
  private readonly others: (() => Promise<void>)[] = [];
  private closed = false;

  /** Starts a program, pinned to a core when one is given. */
  start(program: string, args: readonly string[], { core, env, stdio }: Start): ChildProcess {
    if (this.closed) throw new Error('The bench was ended');
    const [command, rest] =
      core === undefined ? [program, args] : ['taskset', ['-c', String(core), program, ...args]];
    const child = spawn(command, rest, {
      env: { PATH: process.env.PATH, ...env },
      stdio: stdio ?? ['ignore', 'ignore', 'inherit'],
    });
    this.running.add(child);
    child.once('close', () => this.running.delete(child));
    child.once('error', () => this.running.delete(child));
    return child;
  }

  /** Starts a Node script. */
  startNode(args: readonly string[], start: Start): ChildProcess {
    return this.start(process.execPath, args, start);
  }

  /**
   * Runs a program to its end.
   * @returns its standard output
   * @throws Error when it ends with another code than 0
   */
  async run(program: string, args: readonly string[], start: Start): Promise<string> {
    const child = this.start(program, args, { ...start, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { text: '', errors: '' };
    child.stdout!.on('data', (chunk) => (output.text += String(chunk)));
    child.stderr!.on('data', (chunk) => (output.errors += String(chunk)));
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    if (code !== 0) throw new Error(`${program} ended with ${String(code)}: ${output.errors}`);
    return output.text;
  }

  /** Ends a process; one that does not listen is killed after five seconds. */
  async stop(child: ChildProcess): Promise<void> {
    if (!this.running.has(child)) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    child.kill('SIGTERM');
    await closed;
    clearTimeout(timer);
  }

  /** Ends something else too when everything ends. */
  endWith(stop: () => Promise<void>): void {
    this.others.push(stop);
  }

  /** Ends all processes, and starts no more. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.running].map((child) => this.stop(child)));
    await Promise.all(this.others.splice(0).map((stop) => stop()));
  }
}

/**
 * The next message of a child.
 * @throws Error when it ends without one
 */
export function nextMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('A process of the bench ended early'));
    child.once('close', ended);
    child.once('message', (message) => {
      child.off('close', ended);
      resolve(message as T);
    });
  });
}
