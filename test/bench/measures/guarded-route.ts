import { inTurn } from '../in-turn';
import type { Measure } from '../measure';
import { ratios } from '../statistics';
import { TARGETS } from '../targets';
import { measureAlone, measureRatio, warmUp } from './comparison';

/** What the guard costs a route that it lets through. */
export const guardedRoute: Measure = {
  name: 'guarded-route',
  title: 'A guarded route beside the same route unguarded',
  async run(bench) {
    // Two processes: the processor time of two routes of one process cannot be told apart.
    const guarded = { target: await bench.start(TARGETS.guarded), page: 'guarded' } as const;
    const unguarded = { target: await bench.start(TARGETS.guarded), page: 'unguarded' } as const;
    bench.say('guarded-route: warming up');
    await warmUp(bench, [guarded, unguarded]);
    const rounds = await inTurn(bench.options.rounds, async (round) => {
      bench.say(`guarded-route: round ${round} of ${bench.options.rounds}`);
      return {
        guarded: await measureAlone(bench, guarded),
        unguarded: await measureAlone(bench, unguarded),
        quotient: await measureRatio(bench, guarded, unguarded),
      };
    });
    await Promise.all([guarded.target.stop(), unguarded.target.stop()]);
    return {
      figures: [
        {
          name: 'guarded ÷ unguarded (processor time)',
          unit: '×',
          samples: rounds.map(({ quotient }) => quotient),
          bar: { atLeast: 0.95 },
        },
        {
          name: 'guarded ÷ unguarded, requests/s',
          unit: '×',
          samples: ratios(
            rounds.map((round) => round.guarded.perSecond),
            rounds.map((round) => round.unguarded.perSecond),
          ),
        },
      ],
    };
  },
};
