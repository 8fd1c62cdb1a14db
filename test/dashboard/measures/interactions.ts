import type { Browser, Page } from 'playwright-core';
import type { Figure } from './figure';

const TIMES = 10;

interface Interaction {
  readonly name: string;
  readonly from: string;
  /** Waits until the page can be used. */
  readonly ready: string;
  readonly act: (page: Page, time: number) => Promise<void>;
  /** Brings the page back to where the interaction begins. */
  readonly undo?: (page: Page) => Promise<void>;
}

const BARS = '.daybar:not([data-loading])';

const INTERACTIONS: readonly Interaction[] = [
  {
    name: 'filter by status',
    from: '/',
    ready: BARS,
    act: (page, time) =>
      page.getByRole('button', { name: time % 2 === 0 ? /^Healthy/ : /^All/ }).click(),
  },
  {
    name: 'type into the search',
    from: '/',
    ready: BARS,
    act: async (page, time) => {
      const search = page.getByRole('searchbox');
      if (time % 2 === 0) await search.press('o');
      else await search.press('Backspace');
    },
  },
  {
    name: 'point at a day',
    from: '/',
    ready: BARS,
    act: async (page, time) => {
      const bar = page.getByRole('slider').nth(time % 5);
      await bar.focus();
      await bar.press('ArrowLeft');
    },
  },
  {
    name: 'open an integration',
    from: '/',
    ready: BARS,
    act: (page, time) =>
      page
        .locator('.row-link')
        .nth(time % 10)
        .click(),
    undo: async (page) => {
      await page.locator('.chart canvas').waitFor();
      await page.goBack();
      await page.locator(BARS).first().waitFor();
    },
  },
  {
    name: 'switch the range of the chart',
    from: '/integrations/zoom',
    ready: '.chart canvas',
    act: async (page, time) => {
      const group = page.getByRole('group', { name: 'Window of the chart' });
      await group.getByText(['7d', '30d', '24h'][time % 3]!).click();
    },
  },
  {
    name: 'filter incidents',
    from: '/incidents',
    ready: '.incident',
    act: (page, time) =>
      page.getByRole('button', { name: time % 2 === 0 ? 'Resolved' : 'All' }).click(),
  },
];

/** From the input until the next frame, as Event Timing tells it (in steps of eight milliseconds). */
export async function measureInteractions(browser: Browser, url: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const interaction of INTERACTIONS) {
    figures.push({
      name: `${interaction.name}: input to next paint`,
      bar: '< 50 ms',
      unit: 'ms',
      samples: await repeat(browser, url, interaction),
    });
  }
  return figures;
}

async function repeat(browser: Browser, url: string, interaction: Interaction): Promise<number[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(`
    globalThis.worst = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.interactionId > 0) globalThis.worst = Math.max(globalThis.worst, entry.duration);
      }
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  `);
  await page.goto(url + interaction.from);
  await page.locator(interaction.ready).first().waitFor();
  await page.waitForTimeout(500);
  const samples: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    await page.evaluate('globalThis.worst = 0');
    await interaction.act(page, time);
    await page.waitForTimeout(250);
    // What takes less than 16 ms is not reported at all.
    samples.push(Math.max(16, await page.evaluate<number>('globalThis.worst')));
    await interaction.undo?.(page);
  }
  await context.close();
  return samples;
}
