import { INTEGRATION_KEYS } from '../../../src/integrations/integrations.catalog';
import type { Bench } from '../bench';
import { fetchMany } from '../http-client';
import type { Measure } from '../measure';
import { HEADERS, PAGES, TARGETS, type Target } from '../targets';

const CLIENT_REQUESTS = 10_000;
/** Stock Terminus is asked less often, and its count scaled up. */
const STOCK_SHARE = 0.02;

/** No check is due while the requests are counted. */
const NO_SCHEDULE = {
  CHECK_INTERVAL_SECONDS: '86400',
  CREDENTIALS_INTERVAL_SECONDS: '86400',
  STALE_AFTER_SECONDS: '604800',
};

/** What our clients' requests cost the vendors. */
export const vendorRequests: Measure = {
  name: 'vendor-requests',
  title: 'Vendor requests per 10,000 client requests',
  async run(bench) {
    const pages = [...INTEGRATION_KEYS.map((key) => `/api/${key}/health`), PAGES.configuration];
    const ours = await count(bench, TARGETS.ours, [PAGES.overview, ...pages], CLIENT_REQUESTS);
    const few = CLIENT_REQUESTS * STOCK_SHARE;
    const cached = await count(bench, TARGETS.cached, [PAGES.overview], CLIENT_REQUESTS);
    const stock = await count(bench, TARGETS.stock, [PAGES.overview], few);
    return {
      figures: [
        {
          name: "ours, beyond the schedule's own",
          unit: 'requests',
          samples: [ours],
          bar: { atMost: 0 },
          note: 'overview, every health page and the configuration report in turn',
        },
        { name: 'Terminus with its 30 s cache, overview', unit: 'requests', samples: [cached] },
        { name: 'stock Terminus, overview', unit: 'requests', samples: [stock / STOCK_SHARE] },
      ],
    };
  },
};

async function count(
  bench: Bench,
  target: Target,
  pages: readonly string[],
  requests: number,
): Promise<number> {
  bench.say(`vendor-requests: ${target.label}`);
  const running = await bench.start(target, NO_SCHEDULE);
  await bench.vendors.takeRequestCount();
  await fetchMany(
    pages.map((page) => running.url + page),
    HEADERS,
    requests,
  );
  await running.stop();
  return bench.vendors.takeRequestCount();
}
