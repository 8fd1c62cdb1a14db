import type { Measure } from '../measure';
import type { CheckCosts } from '../targets/check-cost';

const INTEGRATIONS = 1000;
const INTERVAL_SECONDS = 30;

/** What one check costs us, mean of the ten integrations. */
export const checkCost: Measure = {
  name: 'check-cost',
  title: 'Processor time of one check',
  async run(bench) {
    bench.say('check-cost');
    await bench.vendors.delay(0);
    const { reachability, withCredentials } = await bench.micro<CheckCosts>('check-cost');
    await bench.vendors.delay(bench.options.vendorDelayMs);
    return {
      figures: [
        { name: 'reachability', unit: 'µs', samples: reachability },
        { name: 'reachability and credentials', unit: 'µs', samples: withCredentials },
        {
          name: `${INTEGRATIONS} integrations every ${INTERVAL_SECONDS} s, reachability`,
          unit: '% of a core',
          samples: reachability.map((cost) => (100 * cost * INTEGRATIONS) / INTERVAL_SECONDS / 1e6),
          note: 'computed from the cost of one check, not run',
        },
      ],
    };
  },
};
