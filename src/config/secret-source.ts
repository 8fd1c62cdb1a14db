import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Subject } from 'rxjs';

const FILE_POLL_MS = 1000;
const MAX_FILE_BYTES = 64 * 1024;

/**
 * The variables of the process: from the environment, or from the file that `NAME_FILE` points to,
 * read again when the file changes. A variable is present when it is set and not blank.
 */
@Injectable()
export class SecretSource implements BeforeApplicationShutdown {
  /** The names whose files changed. */
  readonly changes$ = new Subject<string>();
  /** One line for each file that could not be read at start; names, no paths or values. */
  readonly problems: readonly string[];
  private readonly fromFiles = new Map<string, string>();
  private readonly fileNames: readonly string[];
  private readonly stops: (() => void)[] = [];

  /**
   * @param env the process environment
   * @param fileNames the names that may be given as `NAME_FILE`
   */
  constructor(
    private readonly env: Readonly<Record<string, string | undefined>>,
    fileNames: Iterable<string> = [],
  ) {
    this.fileNames = [...fileNames].filter((name) => isPresent(this.env[`${name}_FILE`]));
    this.problems = this.fileNames
      .filter((name) => !this.load(name))
      .map((name) => `${name}_FILE cannot be read`);
  }

  /** The value of a variable, `undefined` when it is absent or blank. */
  get(name: string): string | undefined {
    const value = this.env[name];
    const effective = isPresent(value) ? value : this.fromFiles.get(name);
    return isPresent(effective) ? effective : undefined;
  }

  /** Whether both `NAME` and `NAME_FILE` are given; `NAME` counts then. */
  isGivenTwice(name: string): boolean {
    return isPresent(this.env[name]) && isPresent(this.env[`${name}_FILE`]);
  }

  /** Looks at the files every second. */
  watch(): void {
    for (const name of this.fileNames) {
      const path = this.path(name);
      const listener = () => {
        const before = this.fromFiles.get(name);
        this.load(name);
        if (this.fromFiles.get(name) !== before) this.changes$.next(name);
      };
      watchFile(path, { interval: FILE_POLL_MS, persistent: false }, listener);
      this.stops.push(() => unwatchFile(path, listener));
    }
  }

  beforeApplicationShutdown(): void {
    for (const stop of this.stops.splice(0)) stop();
  }

  private path(name: string): string {
    return (this.env[`${name}_FILE`] ?? '').trim();
  }

  /** Whether the file could be read; an unreadable one leaves its variable absent. */
  private load(name: string): boolean {
    try {
      const text = readFileSync(this.path(name), 'utf8');
      if (text.length > MAX_FILE_BYTES) throw new Error('too large');
      this.fromFiles.set(name, text.replace(/\r?\n$/, ''));
      return true;
    } catch {
      this.fromFiles.delete(name);
      return false;
    }
  }
}

function isPresent(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}
