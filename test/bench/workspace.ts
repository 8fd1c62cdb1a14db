import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { transformFileSync } from '@swc/core';

const PROJECT = resolve(__dirname, '../..');
const TARGETS = join(__dirname, 'targets');

/**
 * A temporary folder with plain JavaScript only: a copy of the build as `src`, so that a rebuild
 * changes nothing under a running bench, and the targets compiled beside it. What it measures is
 * never slowed down by a compiler.
 */
export class Workspace {
  private readonly folder = mkdtempSync(join(tmpdir(), 'integration-health-bench-'));
  private readonly targets = join(this.folder, 'test/bench/targets');

  /** Copies and compiles. @throws when there is no build */
  prepare(): void {
    cpSync(join(PROJECT, 'dist'), join(this.folder, 'src'), { recursive: true });
    cpSync(join(PROJECT, 'package.json'), join(this.folder, 'package.json'));
    symlinkSync(join(PROJECT, 'node_modules'), join(this.folder, 'node_modules'));
    mkdirSync(this.targets, { recursive: true });
    for (const name of readdirSync(TARGETS)) this.compile(name);
  }

  /** The service as `npm run start:prod` runs it. */
  get service(): readonly string[] {
    return [...this.serviceFlags, join(this.folder, 'src/main.js')];
  }

  /** Node's own options in `npm run start:prod`. */
  get serviceFlags(): readonly string[] {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
      scripts: Record<'start:prod', string>;
    };
    return scripts['start:prod'].split(' ').filter((word) => word.startsWith('--'));
  }

  /** A compiled target. @param name of its file, without ending */
  target(name: string): string {
    return join(this.targets, `${name}.js`);
  }

  /** Where a file of this run goes. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a file for targets to read. @returns its path */
  write(name: string, text: string): string {
    const path = this.path(name);
    writeFileSync(path, text);
    return path;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private compile(name: string): void {
    const { code } = transformFileSync(join(TARGETS, name), {
      configFile: join(PROJECT, '.swcrc'),
      sourceMaps: false,
    });
    writeFileSync(join(this.targets, name.replace(/\.ts$/, '.js')), code);
  }
}
