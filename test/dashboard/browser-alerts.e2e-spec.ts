import type { Browser, Page } from 'playwright-core';
import { HttpReceiver } from '../alerting/receivers';
import { boot, type Booted } from '../helpers/boot';
import { describeInBrowser, launch, openPage, violations } from '../helpers/browser';
import { eventually } from '../helpers/eventually';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;

interface AlertPage {
  readonly alerts: { id: string; service: string; events: { deliveries: { state: string }[] }[] }[];
}

jest.setTimeout(60_000);

describeInBrowser('alerts and silences in a browser', () => {
  let service: Booted;
  let browser: Browser;
  let hook: HttpReceiver;
  let chat: HttpReceiver;

  beforeAll(async () => {
    browser = await launch();
    [hook, chat] = await Promise.all([new HttpReceiver().start(), new HttpReceiver().start()]);
    chat.behaviour = 'failing';
    service = await boot({
      env: {
        API_KEYS: 'alice:reader-key',
        OPERATOR_KEYS: 'bob:operator-key',
        CONFIRM_AFTER_MS: '0',
        ALERT_GROUP_SECONDS: '0',
        ALERT_WEBHOOK_URL: hook.url,
        ALERT_WEBHOOK_SECRET: SECRET,
        ALERT_SLACK_WEBHOOK_URL: `${chat.url}/hook`,
      },
      scenarios: { stripe: 'wrong_secret' },
    });
    await eventually(
      async () => (await alerts()).alerts[0]?.events[0]?.deliveries.map(({ state }) => state),
      (states) => states?.includes('delivered') === true,
    );
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
    await Promise.all([hook?.stop(), chat?.stop()]);
  });

  async function alerts(): Promise<AlertPage> {
    const { body } = await service.http.get('/api/alerts').set('X-API-Key', 'reader-key');
    return body as AlertPage;
  }

  async function signedIn(key: string, path: string): Promise<Page> {
    const { page } = await openPage(browser);
    await page.goto(service.url + path);
    await page.getByLabel('Access key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    return page;
  }

  it('tells what was told, and whom it reached', async () => {
    const page = await signedIn('reader-key', '/alerts');
    await page.getByText(/^Told once: 1 of 2 messages delivered, 1 waiting$/).click();
    const item = page.locator('.alert');
    await item.getByText('webhook delivered').waitFor();
    await item.getByText(/slack waiting: answered with HTTP 503, (one|\d+) attempts?/).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Resolved' }).click();
    await page.getByText('No alert was resolved yet.').waitFor();
    await page.reload();
    await page.getByText('No alert was resolved yet.').waitFor();
    await page.context().close();
  });

  it('leads from an alert to its incident, which names the alerts that were sent', async () => {
    const page = await signedIn('reader-key', '/alerts');
    await page.getByRole('link', { name: 'Stripe refuses our credentials' }).click();
    await page.waitForURL('**/incidents/*');
    const sent = page.getByRole('region', { name: 'Alerts sent' });
    await sent.getByText('webhook delivered').waitFor();
    await page.context().close();
  });

  it('lets readers neither silence nor test', async () => {
    const page = await signedIn('reader-key', '/alerts');
    await page.getByText('Nothing is silenced.').waitFor();
    expect(await page.getByRole('button', { name: 'Silence' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Send a test' }).count()).toBe(0);
    await page.context().close();
  });

  it('makes a silence and ends it', async () => {
    const page = await signedIn('operator-key', '/alerts');
    await page.getByLabel('What', { exact: true }).selectOption({ label: 'Dropbox' });
    await page.getByLabel('For', { exact: true }).selectOption({ label: '4 hours' });
    await page.getByLabel('Why').fill('Moving the team folder');
    await page.getByRole('button', { name: 'Silence', exact: true }).click();
    const item = page.locator('.silence');
    await item.getByText('Moving the team folder').waitFor();
    expect(await item.innerText()).toMatch(/^Dropbox until .*\d\d:\d\d[^]*by bob/);
    expect(await page.getByLabel('Why').inputValue()).toBe('');
    const { body } = await service.http.get('/api/alerts/silences').set('X-API-Key', 'reader-key');
    const [silence] = (body as { silences: { service: string; until: string }[] }).silences;
    const hours = (Date.parse(silence!.until) - Date.now()) / 3_600_000;
    expect(silence!.service).toBe('dropbox');
    expect(hours).toBeGreaterThan(3.9);
    expect(hours).toBeLessThanOrEqual(4);
    await page.getByRole('button', { name: 'End the silence of Dropbox' }).click();
    await page.getByText('Nothing is silenced.').waitFor();
    await page.context().close();
  });

  it('sends a test through every channel and says what became of it', async () => {
    const page = await signedIn('operator-key', '/alerts');
    await page.getByRole('button', { name: 'Send a test' }).click();
    const outcome = page.getByRole('region', { name: 'Channels' });
    await outcome.getByText(/webhook delivered in \d+ ms/).waitFor();
    await outcome.getByText('slack failed: answered with HTTP 503').waitFor();
    expect(hook.accepted.some(({ body }) => body.includes('Test of this channel'))).toBe(true);
    await page.context().close();
  });

  it.each([
    ['its own', (id: string) => id, 1],
    ['none of another one', () => '00000000-0000-4000-8000-000000000000', 0],
  ])('finds the alerts of an incident: %s', async (_what, idOf, count) => {
    const [alert] = (await alerts()).alerts;
    const { body } = await service.http
      .get('/api/alerts')
      .query({ incident: idOf(alert!.id) })
      .set('X-API-Key', 'reader-key')
      .expect(200);
    expect((body as AlertPage).alerts).toHaveLength(count);
  });
});
