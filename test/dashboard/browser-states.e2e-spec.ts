import type { Browser, Page, Route } from 'playwright-core';
import { boot, type Booted } from '../helpers/boot';
import { describeInBrowser, launch, openPage, violations } from '../helpers/browser';
import { eventually } from '../helpers/eventually';

const row = (page: Page, service: string) => page.locator(`li.row[data-service=${service}]`);

const problem = (status: number, detail: string, headers: Record<string, string> = {}) => ({
  status,
  headers: { 'Content-Type': 'application/problem+json', ...headers },
  body: JSON.stringify({ title: 'Problem', status, detail }),
});

jest.setTimeout(60_000);

describeInBrowser('the states of the pages', () => {
  let service: Booted;
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
    service = await boot({
      env: { CONFIRM_AFTER_MS: '0', PUBLIC_STATUS_PAGE: 'true' },
      scenarios: { stripe: 'wrong_secret' },
    });
    await service.http.get('/api/integrations/health');
    await eventually(
      async () => (await service.http.get('/api/integrations/incidents')).body.incidents.length,
      (count) => count > 0,
    );
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  it('keep a choice in the address: it survives a reload and the way back', async () => {
    const { page } = await openPage(browser);
    await page.goto(service.url);
    await page.getByRole('button', { name: /^Degraded/ }).click();
    await page.getByRole('combobox', { name: 'Sort by' }).selectOption({ label: 'Name' });
    expect(new URL(page.url()).search).toBe('?status=degraded&sort=name');
    await page.reload();
    await row(page, 'stripe').waitFor();
    expect(await page.locator('li.row').count()).toBe(1);
    await page.getByRole('link', { name: 'Stripe' }).click();
    await page.getByRole('heading', { name: 'Stripe', level: 1 }).waitFor();
    await page.goBack();
    await row(page, 'stripe').waitFor();
    expect(await page.locator('li.row').count()).toBe(1);
    await page.getByRole('button', { name: /^All/ }).click();
    await row(page, 'zoom').waitFor();
    await page.goto(`${service.url}/?status=nonsense&sort=nonsense`);
    await row(page, 'zoom').waitFor();
    expect(await page.locator('li.row').count()).toBe(10);
    await page.context().close();
  });

  it('keep a search in the address, and clear it with the search', async () => {
    const { page } = await openPage(browser);
    await page.goto(service.url);
    await page.getByRole('searchbox').fill('git');
    await page.waitForURL('**/?search=git');
    await page.getByRole('link', { name: 'GitHub' }).click();
    await page.getByRole('heading', { name: 'GitHub', level: 1 }).waitFor();
    await page.goBack();
    await row(page, 'github').waitFor();
    expect(await page.locator('li.row').count()).toBe(1);
    expect(await page.getByRole('searchbox').inputValue()).toBe('git');
    await page.getByRole('searchbox').fill('');
    await page.waitForURL((url) => url.search === '');
    await row(page, 'zoom').waitFor();
    await page.context().close();
  });

  it('filter incidents by state and integration', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${service.url}/incidents`);
    await page.getByRole('link', { name: /Stripe refuses our key/ }).waitFor();
    await page.getByRole('button', { name: 'Resolved' }).click();
    await page.getByText('No incident fits this filter.').waitFor();
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('link', { name: /Stripe refuses our key/ }).waitFor();
    await page.getByRole('combobox', { name: 'Integration' }).selectOption({ label: 'Zoom' });
    await page.getByText('No incident fits this filter.').waitFor();
    await page.getByRole('combobox', { name: 'Integration' }).selectOption({ label: 'Stripe' });
    await page.getByRole('link', { name: /Stripe refuses our key/ }).waitFor();
    await page.context().close();
  });

  it('show older incidents when they are asked for', async () => {
    const { page } = await openPage(browser);
    const { body } = await service.http.get('/api/integrations/incidents');
    const [incident] = body.incidents as object[];
    const pageOf = (name: string, next_cursor: string | null) => ({
      json: { ...body, incidents: [{ ...incident, id: name, service: name }], next_cursor },
    });
    await page.route('**/api/integrations/incidents?*', (route) =>
      route.fulfill(
        route.request().url().includes('cursor=older')
          ? pageOf('older', null)
          : pageOf('newer', 'older'),
      ),
    );
    await page.goto(`${service.url}/incidents`);
    await page.getByRole('button', { name: 'Show older ones' }).click();
    await page.getByRole('link', { name: /older/ }).waitFor();
    expect(await page.getByRole('link', { name: /newer/ }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Show older ones' }).count()).toBe(0);
    await page.context().close();
  });

  it('show everything but the history while the history cannot be read', async () => {
    const { page } = await openPage(browser);
    // A change that the stream tells of would ask again before the button does.
    await page.route('**/api/integrations/stream*', (route) => route.abort());
    const uptimes = '**/api/integrations/uptime?*';
    await page.route(uptimes, (route) =>
      route.fulfill(problem(400, 'History is not available now')),
    );
    await page.goto(service.url);
    await row(page, 'stripe').waitFor();
    await page.getByText('History is not available now').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.unroute(uptimes);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.daybar:not([data-loading])').first().waitFor();
    await page.getByText('History is not available now').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('ask again by themselves when the service said when', async () => {
    const { page } = await openPage(browser);
    const refuse = (route: Route) =>
      route.fulfill(problem(429, 'Too many requests', { 'Retry-After': '1' }));
    await page.route('**/api/integrations/incidents?*', refuse);
    await page.goto(`${service.url}/incidents`);
    await page.getByText(/Too many requests.*asks again within 1 s/).waitFor();
    await page.unroute('**/api/integrations/incidents?*', refuse);
    await page.getByRole('link', { name: /Stripe/ }).waitFor();
    await page.context().close();
  });

  it('say so when the service is gone, and come back', async () => {
    const { page } = await openPage(browser);
    await page.route('**/api/session', (route) => route.abort());
    await page.clock.install();
    await page.goto(service.url);
    await page.clock.runFor(10_000);
    await page.getByText('The service does not answer.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.unroute('**/api/session');
    await page.getByRole('button', { name: 'Try again' }).click();
    await row(page, 'stripe').waitFor();
    await page.context().close();
  });

  it.each([
    ['/', '**/api/integrations'],
    ['/integrations/stripe', '**/api/integrations'],
    ['/incidents', '**/api/integrations/incidents?*'],
    ['/incidents/1', '**/api/integrations/incidents/1'],
    ['/alerts', '**/api/alerts?*'],
    ['/status', '**/status/data'],
  ])('%s tells the problem of %s and stays a whole page', async (path, route) => {
    const { page } = await openPage(browser);
    await page.route('**/api/integrations/stream*', (stream) => stream.abort());
    await page.route(route, (one) => one.fulfill(problem(403, 'Not while the tests run')));
    await page.goto(service.url + path);
    await page.getByText('Not while the tests run').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  it('poll every 30 seconds while there is no stream, and say how old they are', async () => {
    const { page } = await openPage(browser);
    let asked = 0;
    await page.route('**/api/integrations/stream*', (route) => route.abort());
    await page.route('**/api/integrations', async (route) => {
      asked += 1;
      await route.continue();
    });
    await page.clock.install();
    await page.goto(service.url);
    await row(page, 'stripe').waitFor();
    await page.clock.pauseAt(Date.now() + 5000);
    const before = asked;
    await page.clock.runFor(20_000);
    await page.getByText(/^Data from (1|2)\d s ago$/).waitFor();
    expect(asked).toBe(before);
    await page.clock.runFor(12_000);
    await eventually(
      () => asked,
      (count) => count > before,
    );
    expect(asked).toBe(before + 1);
    await page.context().close();
  });

  it('show each day under the pointer', async () => {
    const { page } = await openPage(browser);
    await page.goto(service.url);
    const bar = row(page, 'stripe').getByRole('slider');
    const { width, height } = (await bar.boundingBox())!;
    await bar.hover({ position: { x: width - 2, y: height / 2 } });
    await row(page, 'stripe')
      .getByText(/degraded · \d+\.\d+ %$/)
      .waitFor();
    await bar.hover({ position: { x: 2, y: height / 2 } });
    await row(page, 'stripe')
      .getByText(/no data$/)
      .waitFor();
    await page.context().close();
  });

  it('read the chart by keyboard, with the incident that is shaded there', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${service.url}/integrations/stripe`);
    const chart = page.getByRole('slider', { name: /^Latency over time/ });
    await chart.locator('canvas').waitFor();
    const reading = () => chart.getAttribute('aria-valuetext');
    expect(await reading()).toMatch(
      /^\d\d:\d\d · median \d+ ms · p95 \d+ ms · incident: refuses our key$/,
    );
    await chart.focus();
    await chart.press('Home');
    await page
      .locator('.chart-reading')
      .getByText(/^\d+ \w+, \d\d:\d\d · not measured$/)
      .waitFor();
    await chart.press('End');
    await page
      .locator('.chart-reading')
      .getByText(/^\d\d:\d\d · .*refuses our key$/)
      .waitFor();
    await page.context().close();
  });

  it('find an integration by every spelling that the API takes', async () => {
    const { page } = await openPage(browser);
    const response = await page.goto(`${service.url}/integrations/google-drive`);
    expect(response!.status()).toBe(200);
    await page.getByRole('heading', { name: 'Google Drive', level: 1 }).waitFor();
    await page.context().close();
  });

  it('tell everybody on the status page what is disrupted, and nothing of why', async () => {
    const { page, complaints } = await openPage(browser);
    await page.goto(`${service.url}/status`);
    await page.getByRole('heading', { name: 'One service has a problem' }).waitFor();
    await page.getByText(/^has been disrupted for/).waitFor();
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/Stripe\s+Disrupted/);
    expect(text).toMatch(/Zoom\s+Operational/);
    expect(text).not.toMatch(/key|credential|variable|STRIPE_/i);
    expect(await page.title()).toBe('Disrupted · Status');
    await page.getByRole('button', { name: /^Colours as the system/ }).click();
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
