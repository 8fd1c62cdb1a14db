import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { launch, openPage } from '../helpers/browser';

const ROOT = join(__dirname, '../..');
const PICTURE = join(ROOT, 'src/dashboard/dashboard.png');
const PORT = process.env.PORT ?? '8077';

/** `npm run screenshot`: renews the README's picture from the demo. */
async function main(): Promise<void> {
  const demo = spawn(
    process.execPath,
    ['-r', '@swc-node/register', join(ROOT, 'test/sandbox/demo.command.ts')],
    { cwd: ROOT, env: { ...process.env, PORT }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    await isReady(demo);
    await take(`http://127.0.0.1:${PORT}/`);
  } finally {
    demo.kill('SIGTERM');
    await once(demo, 'exit');
  }
  process.stdout.write(`${PICTURE}: ${Math.round(statSync(PICTURE).size / 1024)} KB\n`);
}

/** The demo tells its addresses when it answers. */
async function isReady({ stdout }: ChildProcess): Promise<void> {
  for await (const chunk of stdout!) if (String(chunk).includes('Dashboard')) return;
  throw new Error('The demo did not start');
}

async function take(url: string): Promise<void> {
  const browser = await launch();
  const { page } = await openPage(browser, { viewport: { width: 1360, height: 800 } });
  await page.goto(url);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.locator('.daybar:not([data-loading])').last().waitFor();
  await page.screenshot({ path: PICTURE, animations: 'disabled', fullPage: true });
  await browser.close();
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
