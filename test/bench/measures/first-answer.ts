import type { Bench } from '../bench';
import { inTurn } from '../in-turn';
import type { Measure } from '../measure';
import { PAGES, TARGETS, type Page } from '../targets';

const SLOW_MS = 200;

/** The only answer that waits for vendors: the first one, when all of them are slow. */
export const firstWaitingAnswer: Measure = {
  name: 'first-answer',
  title: `First, waiting answer with vendors of ${SLOW_MS} ms`,
  async run(bench) {
    await bench.vendors.delay(SLOW_MS);
    const rounds = await inTurn(bench.options.rounds, async (round) => {
      bench.say(`first-answer: round ${round} of ${bench.options.rounds}`);
      return {
        service: await firstAnswerMs(bench, 'service'),
        overview: await firstAnswerMs(bench, 'overview'),
      };
    });
    await bench.vendors.delay(bench.options.vendorDelayMs);
    return {
      figures: [
        {
          name: "one service's health",
          unit: 'ms',
          samples: rounds.map(({ service }) => service),
          bar: { atMost: SLOW_MS + 100 },
        },
        {
          name: 'overview of ten',
          unit: 'ms',
          samples: rounds.map(({ overview }) => overview),
          bar: { atMost: 400 },
        },
      ],
    };
  },
};

/** Asks in the moment in which the service begins to listen. */
async function firstAnswerMs(bench: Bench, page: Page): Promise<number> {
  const started = await bench.spawn(TARGETS.ours);
  const { elapsedMs } = await started.firstAnswer(PAGES[page]);
  await started.stop();
  return elapsedMs;
}
