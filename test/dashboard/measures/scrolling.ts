import type { Browser } from 'playwright-core';
import type { Figure } from './figure';

const COUNT = 300;
const STEPS = 90;
const STEP_PX = 240;

/** How regularly frames come while 300 integrations are scrolled through. */
export async function measureScrolling(browser: Browser, url: string): Promise<Figure[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const list = await ask<{ integrations: { service: string; name: string }[] }>(
    `${url}/api/integrations`,
  );
  const many = Array.from({ length: COUNT }, (_, index) => ({
    ...list.integrations[index % list.integrations.length]!,
    service: `vendor-${index}`,
    name: `Vendor ${index}`,
  }));
  await page.route('**/api/integrations', (route) =>
    route.fulfill({ json: { ...list, integrations: many } }),
  );
  await page.route('**/api/integrations/uptime?*', async (route) => {
    const { services, ...rest } = await ask<{ services: Record<string, object> }>(
      route.request().url(),
    );
    const known = Object.values(services);
    const all = many.map(({ service }, index) => [service, known[index % known.length]]);
    await route.fulfill({ json: { ...rest, services: Object.fromEntries(all) } });
  });
  await page.route('**/api/integrations/stream*', (route) => route.abort());
  await page.goto(url);
  await page
    .locator('.daybar:not([data-loading])')
    .nth(COUNT - 1)
    .waitFor({ state: 'attached' });
  await page.waitForTimeout(500);
  await page.mouse.move(640, 500);
  await page.evaluate(`
    globalThis.frames = [];
    let last = performance.now();
    requestAnimationFrame(function next(now) {
      globalThis.frames.push(now - last);
      last = now;
      requestAnimationFrame(next);
    });
  `);
  for (let step = 0; step < STEPS; step += 1) {
    await page.mouse.wheel(0, step < STEPS / 2 ? STEP_PX : -STEP_PX);
    await page.waitForTimeout(16);
  }
  const frames = (await page.evaluate<number[]>('globalThis.frames')).slice(1);
  await context.close();
  const late = frames.filter((ms) => ms > 34).length;
  return [
    {
      name: `${COUNT} integrations: a frame while scrolling`,
      bar: '≤ 17 ms',
      unit: 'ms',
      samples: frames,
    },
    {
      name: `${COUNT} integrations: frames that came late (over 34 ms)`,
      bar: '–',
      unit: '%',
      samples: [(late / frames.length) * 100],
    },
  ];
}

async function ask<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}
