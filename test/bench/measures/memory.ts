import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench';
import { inTurn } from '../in-turn';
import type { Measure } from '../measure';
import { ratios } from '../statistics';
import { TARGETS, type Target } from '../targets';

const REST_MS = 1000;

/** Resident memory after the same number of requests. */
export const memory: Measure = {
  name: 'memory',
  title: 'Resident memory after the same load',
  async run(bench) {
    const rounds = await inTurn(bench.options.rounds, async (round) => {
      bench.say(`memory: round ${round} of ${bench.options.rounds}`);
      return {
        ours: await residentAfterLoad(bench, TARGETS.ours),
        bare: await residentAfterLoad(bench, TARGETS.constant),
      };
    });
    const ours = rounds.map((round) => round.ours);
    const bare = rounds.map((round) => round.bare);
    return {
      figures: [
        {
          name: 'ours ÷ bare Nest + Fastify',
          unit: '×',
          samples: ratios(ours, bare),
          bar: { atMost: 1.3 },
        },
        { name: 'ours', unit: 'MiB', samples: ours },
        { name: 'bare Nest + Fastify', unit: 'MiB', samples: bare },
      ],
    };
  },
};

async function residentAfterLoad(bench: Bench, target: Target): Promise<number> {
  const running = await bench.start(target);
  await bench.sendExactly(running, 'service', bench.options.memoryRequests);
  await delay(REST_MS);
  const resident = running.residentMiB();
  await running.stop();
  return resident;
}
