import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { KyselyHistoryStore } from '../../src/history/store/kysely-history.store';
import { openDatabase } from '../../src/history/store/open-database';
import { seedHistory } from '../bench/history-seed';
import { describeMachine } from '../bench/machine';
import { format, median, spread } from '../bench/statistics';
import { launch } from '../helpers/browser';
import { sandboxEnv } from '../sandbox/sandbox-env';
import { SandboxServer } from '../sandbox/sandbox-server';
import { VENDORS } from '../sandbox/vendors';
import type { Figure } from './measures/figure';
import { measureInteractions } from './measures/interactions';
import { measureLoading } from './measures/loading';
import { measureScrolling } from './measures/scrolling';

const MAIN = join(__dirname, '../../dist/main.js');
/** The address stands in the first lines of the log. */
const MAX_READ = 65_536;
/** Thirteen months. */
const HISTORY = { days: 395, resultDays: 30 };

/** `npm run bench:dashboard`: what people wait for in a real browser, with 13 months of history. */
async function main(): Promise<void> {
  if (!existsSync(MAIN)) throw new Error('There is no build: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'integration-health-dashboard-'));
  const sandbox = await new SandboxServer(VENDORS).start();
  sandbox.play('stripe', 'wrong_secret');
  const database = `sqlite:${join(folder, 'health.db')}`;
  process.stderr.write(`Making ${HISTORY.days} days of history\n`);
  await seed(database);
  const service = startService(database, sandbox);
  const browser = await launch();
  try {
    const url = await listening(service);
    print(await measure(browser, url));
  } finally {
    await browser.close();
    await stop(service);
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(browser: Browser, url: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const part of [measureLoading, measureInteractions, measureScrolling]) {
    process.stderr.write(`${part.name}\n`);
    // oxlint-disable-next-line no-await-in-loop -- one after the other: they share the machine
    figures.push(...(await part(browser, url)));
  }
  return figures;
}

async function seed(url: string): Promise<void> {
  const store = new KyselyHistoryStore(url);
  await store.open();
  await store.close();
  const database = await openDatabase(url);
  await seedHistory([database], { ...HISTORY, now: Date.now() });
  await database.close();
}

function startService(DATABASE_URL: string, sandbox: SandboxServer): ChildProcess {
  return spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL,
      PUBLIC_STATUS_PAGE: 'true',
      RATE_LIMIT_PER_MINUTE: '1000000',
      ...sandboxEnv(sandbox),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** @returns the address, from the line in which the service names it; what follows is let go */
function listening(service: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    service.once('close', () => reject(new Error('The service ended before it listened')));
    service.stdout!.on('data', (chunk) => {
      if (text.length < MAX_READ) text += String(chunk);
      const url = /"url":"(?<url>[^"]+)"/.exec(text)?.groups?.url;
      if (url !== undefined) resolve(url);
    });
  });
}

async function stop(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null) return;
  const ended = new Promise((resolve) => service.once('close', resolve));
  service.kill('SIGTERM');
  await ended;
}

function print(figures: readonly Figure[]): void {
  const rows = figures.map(({ name, bar, unit, samples }) => {
    const [least, most] = spread(samples);
    return [name, bar, ...[median(samples), least, most].map((one) => `${format(one)} ${unit}`)];
  });
  const lines = [
    ['measure', 'bar', 'median', 'least', 'most'],
    ['---', '---', '---', '---', '---'],
    ...rows,
  ];
  const { cpu, cores, node, loadAverage } = describeMachine();
  process.stdout.write(
    `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n${cores} × ${cpu}, Node ${node}, load ${loadAverage.toFixed(1)}\n`,
  );
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
