import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const BUILT = join(ROOT, 'dist/client/index.html');

/** Builds the client before the tests when its files are newer than the build. */
export default function buildClient(): void {
  if (existsSync(BUILT) && newestSource() <= statSync(BUILT).mtimeMs) return;
  const config = join(ROOT, 'src/dashboard/client/vite.config.mts');
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const { status } = spawnSync(process.execPath, [vite, 'build', '--config', config], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) throw new Error('The client could not be built');
}

function newestSource(): number {
  const files = readdirSync(join(ROOT, 'src/dashboard/client'), {
    recursive: true,
    withFileTypes: true,
  });
  const paths = [
    join(ROOT, 'package-lock.json'),
    ...files
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name)),
  ];
  return Math.max(...paths.map((path) => statSync(path).mtimeMs));
}
