import { readFileSync, statSync } from 'node:fs';
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
  private readonly versions = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;

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
    this.timer ??= setInterval(() => {
      for (const name of this.fileNames) this.look(name);
    }, FILE_POLL_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private look(name: string): void {
    if (versionOf(this.path(name)) === this.versions.get(name)) return;
    const before = this.fromFiles.get(name);
    this.load(name);
    if (this.fromFiles.get(name) !== before) this.changes$.next(name);
  }

  private path(name: string): string {
    return (this.env[`${name}_FILE`] ?? '').trim();
  }

  /** Whether the file could be read; an unreadable one leaves its variable absent. */
  private load(name: string): boolean {
    const path = this.path(name);
    // Before it is read, so that a change meanwhile is found at the next look.
    this.versions.set(name, versionOf(path));
    try {
      const text = readFileSync(path, 'utf8');
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

/** Differs when the file may have changed; a pipe can be read only once and never does. */
function versionOf(path: string): string {
  try {
    const stats = statSync(path, { bigint: true });
    if (!stats.isFile()) return 'no file';
    return [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
  } catch {
    return 'unreadable';
  }
}
