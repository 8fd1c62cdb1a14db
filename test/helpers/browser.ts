import { existsSync, readFileSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const CANDIDATES = [process.env.TEST_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];
const EXECUTABLE = CANDIDATES.find((path) => path !== undefined && existsSync(path));
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** The suite in a real browser; loudly left out where there is none. */
export function describeInBrowser(name: string, suite: () => void): void {
  if (EXECUTABLE !== undefined) {
    describe(name, suite);
    return;
  }
  process.stderr.write(
    `\n*** LEFT OUT: ${name}. No Chromium: apt-get install -y chromium, or set TEST_CHROMIUM ***\n\n`,
  );
  describe.skip(name, suite);
}

/** Starts the browser. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** A page of its own that notes everything the browser complains about. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}

/** What axe finds wrong, one line each; it is run by the debugger, which no policy of the page binds. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(`${AXE}; undefined`);
  const found = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
        id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`,
  );
  return found as string[];
}
