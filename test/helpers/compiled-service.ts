import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transformFileSync } from '@swc/core';

const ROOT = join(__dirname, '../..');

/** The service as plain JavaScript in a temporary folder, so that many starts cost no compiler. */
export class CompiledService {
  readonly folder = mkdtempSync(join(tmpdir(), 'integration-health-'));

  constructor() {
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
    copyFileSync(join(ROOT, 'package.json'), join(this.folder, 'package.json'));
    for (const path of globSync('src/**/*.ts', { cwd: ROOT })) {
      if (!/\.(spec|sandbox)\.ts$/.test(path)) this.compile(path);
    }
  }

  /** Starts it. @param env all variables of the process beside `PATH` */
  spawn(env: Readonly<Record<string, string>>): ChildProcess {
    return spawn(process.execPath, [join(this.folder, 'src/main.js')], {
      cwd: this.folder,
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  /** Removes the folder. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private compile(path: string): void {
    const target = join(this.folder, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, transformFileSync(join(ROOT, path), { cwd: ROOT }).code);
  }
}

/** Kills a process as a power cut would, and waits until it is gone. */
export async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
