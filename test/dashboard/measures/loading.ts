import type { Browser } from 'playwright-core';
import type { Figure } from './figure';

const TIMES = 7;

const PAGES = [
  { name: 'overview', path: '/', ready: '.daybar:not([data-loading])' },
  { name: 'integration page', path: '/integrations/zoom', ready: '.chart canvas' },
  { name: 'incidents', path: '/incidents', ready: '.incident' },
  { name: 'status page', path: '/status', ready: '.daybar' },
] as const;

interface Loading {
  readonly firstPaint: number;
  readonly ready: number;
  readonly shift: number;
}

/** How long a browser that knows nothing of the page waits for it, and how much of it moves. */
export async function measureLoading(browser: Browser, url: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name, path, ready } of PAGES) {
    const loadings: Loading[] = [];
    for (let time = 0; time <= TIMES; time += 1)
      loadings.push(await load(browser, url + path, ready));
    // The first one also wakes the database.
    const warm = loadings.slice(1);
    figures.push(
      {
        name: `${name}: first contentful paint`,
        bar: '< 500 ms',
        unit: 'ms',
        samples: warm.map(({ firstPaint }) => firstPaint),
      },
      {
        name: `${name}: everything there`,
        bar: '–',
        unit: 'ms',
        samples: warm.map((one) => one.ready),
      },
      {
        name: `${name}: layout shift`,
        bar: '< 0.01',
        unit: '',
        samples: warm.map(({ shift }) => shift),
      },
    );
  }
  return figures;
}

async function load(browser: Browser, url: string, ready: string): Promise<Loading> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(`
    globalThis.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    new MutationObserver((_, observer) => {
      if (!document.querySelector('${ready}')) return;
      observer.disconnect();
      requestAnimationFrame(() => { globalThis.ready = performance.now(); });
    }).observe(document, { subtree: true, childList: true, attributes: true });
  `);
  await page.goto(url);
  await page.locator(ready).first().waitFor();
  // What comes late may still move something.
  await page.waitForTimeout(300);
  const loading = await page.evaluate<Loading>(`({
    firstPaint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    ready: globalThis.ready,
    shift: globalThis.shift,
  })`);
  await context.close();
  return loading;
}
