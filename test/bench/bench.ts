import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { hasPostgres, startPostgres } from '../helpers/postgres';
import { fetchOnce, firstAnswer, freePort } from './http-client';
import { LoadGenerator, type Load } from './load';
import { cpuMs, residentMiB, type Cores } from './machine';
import type { Options } from './options';
import { nextMessage, Processes } from './processes';
import { HEADERS, LIVE, PAGES, TARGETS, type Page, type Target } from './targets';
import { Vendors } from './vendors';
import { Workspace } from './workspace';

type Environment = Readonly<Record<string, string>>;

/** A target that runs. */
export interface Running {
  readonly label: string;
  readonly url: string;
  /** Processor time so far, milliseconds. */
  cpuMs(): number;
  residentMiB(): number;
  /** The SQLite database of this process, to be read when it has stopped. */
  readonly databaseUrl: string;
  /** Sends a message to a process that listens to them, and resolves with its answer. */
  tell<Answer>(message: object): Promise<Answer>;
  stop(): Promise<void>;
}

/** A target that was started and may not answer yet. */
export interface Started extends Running {
  /** Waits for the first answer to a path, from a process that may not listen yet. */
  firstAnswer(path: string): ReturnType<typeof firstAnswer>;
}

/** What measures work with. */
export class Bench {
  readonly load: LoadGenerator;
  private bodies = '';

  private constructor(
    readonly options: Options,
    private readonly cores: Cores | undefined,
    private readonly processes: Processes,
    private readonly workspace: Workspace,
    readonly vendors: Vendors,
  ) {
    this.load = new LoadGenerator(processes, cores?.load, options.generator);
  }

  /** Starts the vendors and notes what the service answers, for the constant routes to repeat. */
  static async prepare(
    options: Options,
    cores: Cores | undefined,
    processes: Processes,
    workspace: Workspace,
  ): Promise<Bench> {
    const vendors = await Vendors.start(processes, cores?.vendors);
    await vendors.delay(options.vendorDelayMs);
    const bench = new Bench(options, cores, processes, workspace, vendors);
    await bench.noteBodies();
    return bench;
  }

  /** Tells the person at the terminal what is going on. */
  say(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Starts a target; it need not listen yet. */
  async spawn(target: Target, env: Environment = {}): Promise<Started> {
    const port = await freePort();
    const databaseUrl = this.sqliteUrl(String(port));
    const child = this.processes.startNode(target.args(this.workspace), {
      core: this.cores?.target,
      env: {
        ...target.env(this.vendors, this.bodies),
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        ...env,
      },
      ...(target.listens === true && { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
    });
    const url = `http://127.0.0.1:${port}`;
    const pid = child.pid!;
    return {
      label: target.label,
      url,
      cpuMs: () => cpuMs(pid),
      residentMiB: () => residentMiB(pid),
      databaseUrl,
      tell: (message) => {
        const answer = nextMessage<never>(child);
        child.send(message);
        return answer;
      },
      stop: () => this.processes.stop(child),
      firstAnswer: (path) => firstAnswer(url + path, HEADERS, () => isRunning(child)),
    };
  }

  /** Starts a target and waits until it answers from its first verdicts. */
  async start(target: Target, env: Environment = {}): Promise<Running> {
    const started = await this.spawn(target, env);
    await started.firstAnswer(LIVE);
    await this.ask(started, 'overview');
    return started;
  }

  /** One request. */
  ask({ url }: Running, page: Page, giveUpMs?: number) {
    return fetchOnce(url + PAGES[page], HEADERS, giveUpMs);
  }

  /** As many requests as the target answers in one round. */
  loadPage({ url }: Running, page: Page): Promise<Load> {
    return this.load.forSeconds(this.wish(url, page), this.options.seconds);
  }

  /** A fixed number of requests. */
  sendExactly({ url }: Running, page: Page, requests: number): Promise<Load> {
    return this.load.exactly(this.wish(url, page), requests);
  }

  /** Runs a micro-benchmark of `targets` on the target's core, and takes the one message it sends. */
  async micro<T>(name: string, env: Environment = {}): Promise<T> {
    const child = this.processes.startNode(
      [...this.workspace.serviceFlags, this.workspace.target(name)],
      {
        core: this.cores?.target,
        env: {
          ...TARGETS.ours.env(this.vendors),
          LOG_LEVEL: 'silent',
          DATABASE_URL: this.sqliteUrl(name),
          ...env,
        },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    );
    const message = await nextMessage<T>(child);
    await this.processes.stop(child);
    return message;
  }

  /** A new database in PostgreSQL; `undefined` where it is not installed. */
  async postgresUrl(): Promise<string | undefined> {
    if (!hasPostgres()) return undefined;
    const server = await startPostgres();
    this.processes.endWith(() => server.stop());
    return server.createDatabase();
  }

  /** A new SQLite database: no process finds what another one left. */
  sqliteUrl(name: string): string {
    return `sqlite:${this.workspace.path(`${name}-${randomUUID()}`)}/health.db`;
  }

  private wish(url: string, page: Page) {
    return { url: url + PAGES[page], connections: this.options.connections, headers: HEADERS };
  }

  private async noteBodies(): Promise<void> {
    const service = await this.start(TARGETS.ours);
    const pages = ['service', 'overview'] as const;
    const answers = await Promise.all(pages.map((page) => this.ask(service, page)));
    const bodies = pages.map((page, index) => [PAGES[page], JSON.parse(answers[index]!.body)]);
    this.bodies = this.workspace.write('bodies.json', JSON.stringify(Object.fromEntries(bodies)));
    await service.stop();
  }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
