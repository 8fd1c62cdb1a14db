import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, platform, release, totalmem } from 'node:os';

const MIB = 1024 * 1024;
/** Linux counts processor time in hundredths of a second for every program. */
const TICK_MS = 10;

/** Which core a process runs on. */
export interface Cores {
  readonly target: number;
  readonly load: number;
  readonly vendors: number;
}

/** Where the figures come from. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
}

/** This machine. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / MIB / 1024),
    system: `${platform()} ${release()}`,
    node: process.version,
  };
}

/** Whether a program is on the machine. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** One core for the target, others for everything else; `undefined` where nothing can be pinned. */
export function chooseCores(): Cores | undefined {
  const count = cpus().length;
  if (count < 2 || !isInstalled('taskset')) return undefined;
  return { target: 0, load: 1, vendors: count > 2 ? 2 : 1 };
}

/** Moves a running process to a core. */
export function pin(pid: number, core: number): void {
  spawnSync('taskset', ['-cp', String(core), String(pid)], { stdio: 'ignore' });
}

/** Processor time of a process so far, user and system, milliseconds. @throws off Linux */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; user and system time are the 14th and 15th field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory of a process, MiB. @throws off Linux */
export function residentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}
