import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { eventually } from './eventually';

const START_LIMIT_MS = 20_000;

/** Where an executable is, `undefined` when this machine lacks it. */
export function findTool(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** `describe` for suites that need a tool of Debian's packages; says loudly what it leaves out. */
export function describeWith(tool: string, title: string, suite: (path: string) => void): void {
  const path = findTool(tool);
  if (path !== undefined) {
    describe(title, () => suite(path));
    return;
  }
  process.stderr.write(`\nLEFT OUT: ${title} (${tool} is not installed; see .ci/run)\n`);
  // oxlint-disable-next-line jest/no-disabled-tests -- this machine lacks the tool
  describe.skip(title, () => suite(tool));
}

/** Runs a tool to its end. @returns exit code and everything it printed */
export function runTool(path: string, args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(path, args, { input, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/** Starts a server and waits until it says that it is ready. @param readyUrl answers 200 then */
export async function startTool(
  path: string,
  args: readonly string[],
  readyUrl: string,
): Promise<ChildProcess> {
  const server = spawn(path, args, { stdio: 'ignore' });
  const ask = () =>
    fetch(readyUrl)
      .then(({ status }) => status)
      .catch(() => 0);
  expect(await eventually(ask, (status) => status === 200, START_LIMIT_MS)).toBe(200);
  return server;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
