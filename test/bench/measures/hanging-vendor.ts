import type { Bench, Running } from '../bench';
import { inTurn } from '../in-turn';
import type { Measure } from '../measure';
import { median } from '../statistics';
import { PAGES, TARGETS } from '../targets';

const HANGING_MS = 600_000;
const GIVE_UP_MS = 10_000;
/** The service's default. */
const CHECK_TIMEOUT_MS = 5000;

/** The overview while one vendor never answers, from verdicts that exist. */
export const hangingVendor: Measure = {
  name: 'hanging-vendor',
  title: 'Overview while one vendor hangs',
  async run(bench) {
    const ours = await bench.start(TARGETS.ours, { CHECK_INTERVAL_SECONDS: '1' });
    const stock = await bench.start(TARGETS.stock);
    await bench.loadPage(ours, 'overview');
    const well = await p99s(bench, ours, 'all vendors answer');
    await bench.vendors.delay(HANGING_MS, 'slack');
    const hanging = await p99s(bench, ours, 'one vendor hangs');
    const firstMs = await firstAnswerMs(bench);
    const stockMs = await waitMs(bench, stock);
    await bench.vendors.delay(bench.options.vendorDelayMs);
    await Promise.all([ours.stop(), stock.stop()]);
    return {
      figures: [
        { name: 'ours, p99', unit: 'ms', samples: hanging, bar: { atMost: 10 } },
        { name: 'ours, p99 while all vendors answer', unit: 'ms', samples: well },
        {
          name: 'ours, hanging ÷ well',
          unit: '×',
          samples: [median(hanging) / median(well)],
        },
        {
          name: 'ours, the very first overview',
          unit: 'ms',
          samples: [firstMs],
          bar: { atMost: CHECK_TIMEOUT_MS + 100 },
          note: 'the time-out of a check and 100 ms',
        },
        {
          name: 'stock Terminus, one request',
          unit: 'ms',
          samples: [stockMs],
          note: `given up after ${GIVE_UP_MS / 1000} s`,
        },
      ],
    };
  },
};

function p99s(bench: Bench, ours: Running, text: string): Promise<number[]> {
  return inTurn(bench.options.rounds, async (round) => {
    bench.say(`hanging-vendor: ${text}, round ${round} of ${bench.options.rounds}`);
    return (await bench.loadPage(ours, 'overview')).p99;
  });
}

/** The one answer that waits: there is no verdict on the hanging vendor before its time-out. */
async function firstAnswerMs(bench: Bench): Promise<number> {
  const started = await bench.spawn(TARGETS.ours);
  const { elapsedMs } = await started.firstAnswer(PAGES.overview);
  await started.stop();
  return elapsedMs;
}

async function waitMs(bench: Bench, stock: Running): Promise<number> {
  try {
    return (await bench.ask(stock, 'overview', GIVE_UP_MS)).elapsedMs;
  } catch {
    return GIVE_UP_MS;
  }
}
