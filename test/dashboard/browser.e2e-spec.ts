import type { Browser, Page } from 'playwright-core';
import { INTEGRATION_KEYS } from '../../src/integrations/integrations.catalog';
import { boot, type Booted } from '../helpers/boot';
import { describeInBrowser, launch, openPage, violations } from '../helpers/browser';
import { TcpProxy } from '../helpers/tcp-proxy';

const CONFIGURED = INTEGRATION_KEYS.filter((key) => key !== 'slack');
const QUICK = { CREDENTIALS_INTERVAL_SECONDS: '1', CONFIRM_AFTER_MS: '0' };
const row = (page: Page, service: string) => page.locator(`li.row[data-service=${service}]`);

/** Nothing is on its way any more. */
const settled = (page: Page) => page.locator('.skeleton').first().waitFor({ state: 'detached' });
/** Exactly so many rows are shown. */
async function rows(page: Page, count: number): Promise<void> {
  await page.locator('li.row').nth(count).waitFor({ state: 'detached' });
  await page
    .locator('li.row')
    .nth(count - 1)
    .waitFor();
}

jest.setTimeout(60_000);

describeInBrowser('the dashboard in a browser', () => {
  let service: Booted;
  let browser: Browser;
  let incidentId: string;

  beforeAll(async () => {
    browser = await launch();
    service = await boot({
      env: { ...QUICK, PUBLIC_STATUS_PAGE: 'true' },
      configured: CONFIGURED,
      scenarios: { stripe: 'wrong_secret' },
    });
    await service.http.get('/api/integrations/health');
    let incidents: { id: string; service: string }[] = [];
    while (!incidents.some((one) => one.service === 'stripe')) {
      const { body } = await service.http.get('/api/integrations/incidents');
      ({ incidents } = body as { incidents: typeof incidents });
    }
    incidentId = incidents.find((one) => one.service === 'stripe')!.id;
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  /** Asks for checks, which are not made more often than every five seconds. */
  async function checkedUntil(key: string, wanted: string): Promise<void> {
    let status = '';
    while (status !== wanted) {
      const { body } = await service.http.post(`/api/integrations/${key}/check`);
      ({ status } = body as { status: string });
    }
  }

  it("tells the sandbox's truth, worst first", async () => {
    const { page, complaints } = await openPage(browser);
    await page.goto(service.url);
    await page.locator('li.row').first().waitFor();
    const headline = await page.locator('h1').innerText();
    expect(headline).toMatch(
      /^8 of 10 integrations are healthy\. Slack is not configured, Stripe refuses our key since \d\d:\d\d\.$/,
    );
    const names = await page.locator('.row-link').allInnerTexts();
    expect(names.slice(0, 3)).toEqual(['Slack', 'Stripe', 'Zoom']);
    expect(names).toHaveLength(10);
    expect(await row(page, 'stripe').innerText()).toMatch(/Degraded[^]*renew STRIPE_API_KEY/);
    expect(await row(page, 'slack').innerText()).toMatch(
      /Not configured[^]*Missing: SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_SIGNING_SECRET/,
    );
    expect(await page.title()).toBe('Not configured (2) · Overview · Integration health');
    expect(await page.locator('link[rel=icon]').getAttribute('href')).toBe('/unhealthy.svg');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('filters, searches and sorts', async () => {
    const { page } = await openPage(browser);
    await page.goto(service.url);
    const names = page.locator('.row-link');
    await page.getByRole('button', { name: /^Degraded/ }).click();
    expect(await names.allInnerTexts()).toEqual(['Stripe']);
    await page.getByRole('button', { name: /^All/ }).click();
    await page.getByRole('searchbox').fill('git');
    await rows(page, 1);
    expect(await names.allInnerTexts()).toEqual(['GitHub']);
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('No integration fits').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('combobox', { name: 'Sort by' }).selectOption({ label: 'Name' });
    await rows(page, 10);
    expect((await names.allInnerTexts())[0]).toBe('Dropbox');
    await page.context().close();
  });

  it('shows a changed scenario within two seconds of its check, without a reload', async () => {
    const { page } = await openPage(browser);
    await page.goto(service.url);
    await row(page, 'notion').locator('.status[data-status=healthy]').waitFor();
    await page.evaluate('globalThis.same = true');
    service.sandbox.play('notion', 'wrong_secret');
    await checkedUntil('notion', 'degraded');
    await row(page, 'notion').locator('.status[data-status=degraded]').waitFor({ timeout: 2000 });
    expect(await page.locator('h1').innerText()).toContain('Notion refuses our key');
    expect(await page.title()).toMatch(/^Not configured \(\d\) · /);
    expect(await page.evaluate("'same' in globalThis")).toBe(true);
    service.sandbox.play('notion', 'ok');
    await checkedUntil('notion', 'healthy');
    await row(page, 'notion').locator('.status[data-status=healthy]').waitFor({ timeout: 2000 });
    await page.context().close();
  });

  it('can be walked with the keyboard alone', async () => {
    const { page } = await openPage(browser);
    await page.goto(service.url);
    await row(page, 'slack').waitFor();
    const focused = () =>
      page.evaluate<string>(
        `document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent`,
      );
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to content');
    await page.keyboard.press('Enter');
    const seen: string[] = [];
    while (!seen.some((text) => text.startsWith('Slack: last 90 days')) && seen.length < 30) {
      await page.keyboard.press('Tab');
      seen.push(await focused());
    }
    expect(seen.some((text) => text.startsWith('All '))).toBe(true);
    expect(seen).toContain('Slack');
    const bar = page.getByRole('slider', { name: 'Slack: last 90 days' });
    const valueText = () => bar.getAttribute('aria-valuetext');
    const today = await valueText();
    expect(today).toMatch(/not configured · 0\.0 %$/);
    await page.keyboard.press('ArrowLeft');
    expect(await valueText()).not.toBe(today);
    await page.keyboard.press('Home');
    expect(await valueText()).toContain('no data');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/integrations/slack');
    await page.getByRole('heading', { name: 'Slack', level: 1 }).waitFor();
    await page.goBack();
    await row(page, 'slack').waitFor();
    await page.context().close();
  });

  it('tells of one integration why, since when and what to do', async () => {
    const { page, complaints } = await openPage(browser);
    await page.goto(`${service.url}/integrations/stripe`);
    await page.getByText('Our turn.').waitFor();
    await page.getByText('Credentials accepted').waitFor();
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/Renew the credentials where the vendor manages them/);
    expect(text).toMatch(/Vendor answers\s+Yes · [^]*Credentials accepted\s+No · /);
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText('Checked', { exact: true }).waitFor();
    await page.getByRole('link', { name: /refuses our key/ }).click();
    await page.waitForURL(`**/incidents/${incidentId}`);
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows the missing variables and the refused routes by name', async () => {
    const broken = await boot({ configured: ['notion'] });
    const { page } = await openPage(browser);
    await page.goto(`${broken.url}/integrations/zoom`);
    await page.getByRole('heading', { name: 'Missing variables' }).waitFor();
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/ZOOM_API_KEY[^]*ZOOM_API_SECRET/);
    expect(text).toMatch(/\/api\/zoom\/create-meeting\s+answers 503 now/);
    await page.context().close();
    await broken.close();
  });

  it('acknowledges an incident with a note', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${service.url}/incidents/${incidentId}`);
    await page.getByLabel('What is being done').fill('Renewing the key, ticket 4711');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('Renewing the key, ticket 4711').first().waitFor();
    await page.getByText('Acknowledged', { exact: true }).waitFor();
    await page.context().close();
  });

  it('draws the latency once something was measured', async () => {
    const { page, complaints } = await openPage(browser);
    await page.goto(`${service.url}/integrations/zoom`);
    await page.locator('.chart canvas').waitFor();
    await page.getByRole('group', { name: 'Window of the chart' }).getByText('7d').click();
    await page.locator('.chart canvas').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('helps on from an address that leads nowhere', async () => {
    const { page } = await openPage(browser);
    const response = await page.goto(`${service.url}/integrations/foo`);
    expect(response!.status()).toBe(404);
    await page.getByRole('heading', { name: 'There is no integration “foo”' }).waitFor();
    expect((await page.goto(`${service.url}/no/such/page`))!.status()).toBe(404);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.getByRole('link', { name: 'The overview of all integrations' }).click();
    await row(page, 'slack').waitFor();
    await page.context().close();
  });

  it("shows a problem's own text with another try", async () => {
    const { page } = await openPage(browser);
    const problem = {
      title: 'Service Unavailable',
      status: 503,
      detail: 'History is not available now',
    };
    // A change that the stream tells of would ask again before the button does.
    await page.route('**/api/integrations/stream*', (route) => route.abort());
    await page.route('**/api/integrations/incidents?*', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', json: problem }),
    );
    await page.goto(`${service.url}/incidents`);
    await page.getByText('History is not available now').waitFor();
    await page.unroute('**/api/integrations/incidents?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page
      .getByRole('link', { name: /Stripe/ })
      .first()
      .waitFor();
    await page.context().close();
  });

  it('says how old its data is while the stream is cut, and goes on where it broke', async () => {
    const proxy = new TcpProxy(Number(new URL(service.url).port));
    const { page } = await openPage(browser);
    await page.goto(await proxy.start());
    await page.getByText('Live', { exact: true }).waitFor();
    proxy.cut();
    await page.getByText(/^Data from /).waitFor();
    service.sandbox.play('github', 'wrong_secret');
    await checkedUntil('github', 'degraded');
    expect(await row(page, 'github').locator('.status').getAttribute('data-status')).toBe(
      'healthy',
    );
    proxy.mend();
    await row(page, 'github').locator('.status[data-status=degraded]').waitFor({ timeout: 30_000 });
    await page.getByText('Live', { exact: true }).waitFor({ timeout: 30_000 });
    service.sandbox.play('github', 'ok');
    await page.context().close();
    await proxy.stop();
  });

  it('follows the system in light and dark, and the reader who chooses', async () => {
    const { page } = await openPage(browser, { colorScheme: 'dark' });
    await page.goto(service.url);
    const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const dark = await paper();
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await paper();
    expect(light).not.toBe(dark);
    const button = page.getByRole('button', { name: /^Colours as the system/ });
    await button.click();
    await page.getByRole('button', { name: /^Light colours/ }).click();
    expect(await paper()).toBe(dark);
    await page.reload();
    await row(page, 'slack').waitFor();
    expect(await paper()).toBe(dark);
    await page.context().close();
  });

  it('stays light with 300 integrations: rows out of sight are not drawn', async () => {
    const { page } = await openPage(browser);
    const { body } = await service.http.get('/api/integrations');
    const [first] = body.integrations as object[];
    const integrations = Array.from({ length: 300 }, (_, index) => ({
      ...first,
      service: `vendor-${index}`,
      name: `Vendor ${index}`,
    }));
    await page.route('**/api/integrations', (route) =>
      route.fulfill({ json: { ...body, integrations } }),
    );
    await page.route('**/api/integrations/stream*', (route) => route.abort());
    await page.goto(service.url);
    await row(page, 'vendor-299').waitFor({ state: 'attached' });
    const skipped = await page.evaluate(
      `[...document.querySelectorAll('li.row svg')].filter(
        (element) => !element.checkVisibility({ contentVisibilityAuto: true })).length`,
    );
    expect(skipped).toBeGreaterThan(400);
    await page.getByRole('searchbox').fill('Vendor 299');
    await rows(page, 1);
    await page.context().close();
  });

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    const pages = () => [
      '/',
      '/integrations/stripe',
      '/integrations/slack',
      '/incidents',
      `/incidents/${incidentId}`,
      '/alerts',
      '/status',
      '/no/such/page',
    ];

    it('has no violation that axe knows, on any page', async () => {
      const { page } = await openPage(browser, { colorScheme, reducedMotion: 'reduce' });
      for (const path of pages()) {
        await page.goto(service.url + path);
        await page.locator('h1').first().waitFor();
        await page.waitForLoadState('load');
        await settled(page);
        expect([path, await violations(page)]).toEqual([path, []]);
      }
      await page.context().close();
    });

    it.each([360, 1280, 2560])('fits into %i pixels without overflow', async (width) => {
      const { page } = await openPage(browser, { colorScheme, viewport: { width, height: 900 } });
      for (const path of pages()) {
        await page.goto(service.url + path);
        await page.locator('h1').first().waitFor();
        await settled(page);
        const isTooWide = await page.evaluate(
          'document.documentElement.scrollWidth > document.documentElement.clientWidth',
        );
        expect([path, isTooWide]).toEqual([path, false]);
        expect((await page.screenshot()).length).toBeGreaterThan(10_000);
      }
      await page.context().close();
    });
  });
});

describeInBrowser('signing in', () => {
  let service: Booted;
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
    service = await boot({
      env: { API_KEYS: 'alice:reader-key', OPERATOR_KEYS: 'bob:operator-key' },
    });
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  async function signIn(page: Page, key: string): Promise<void> {
    await page.getByLabel('Access key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  it('refuses a wrong key without telling which exist', async () => {
    const { page } = await openPage(browser);
    await page.goto(service.url);
    await page.getByLabel('Access key').waitFor();
    expect(await violations(page)).toEqual([]);
    await signIn(page, 'wrong-key');
    const alert = await page.getByRole('alert').innerText();
    expect(alert).toContain('This key is not valid');
    expect(alert).not.toMatch(/alice|bob/);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  it('shows readers everything and lets them change nothing', async () => {
    const { page, complaints } = await openPage(browser);
    await page.goto(`${service.url}/integrations/zoom`);
    await signIn(page, 'reader-key');
    await page.getByRole('heading', { name: 'Zoom', level: 1 }).waitFor();
    await page.getByText('read only').waitFor();
    expect(await page.getByRole('button', { name: 'Check now' }).count()).toBe(0);
    await page.reload();
    await page.getByRole('heading', { name: 'Zoom', level: 1 }).waitFor();
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('lets operators act, and leaves nothing behind when they sign out', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${service.url}/integrations/zoom`);
    await signIn(page, 'operator-key');
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText('Checked', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Access key').waitFor();
    expect(await page.locator('body').innerText()).not.toContain('Zoom');
    await page.goBack().catch(() => null);
    await page.goto(service.url);
    await page.getByLabel('Access key').waitFor();
    await page.context().close();
  });
});
