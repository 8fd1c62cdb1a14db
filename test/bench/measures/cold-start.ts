import type { Bench } from '../bench';
import { inTurn } from '../in-turn';
import type { Measure } from '../measure';
import { ratios } from '../statistics';
import { LIVE, TARGETS, type Target } from '../targets';

interface Start {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** From the start of the process to its first answer. */
export const coldStart: Measure = {
  name: 'cold-start',
  title: 'Cold start',
  async run(bench) {
    const starts = await inTurn(bench.options.starts, async (start) => {
      bench.say(`cold-start: ${start} of ${bench.options.starts}`);
      return {
        ours: await measureStart(bench, TARGETS.ours),
        bare: await measureStart(bench, TARGETS.constant),
      };
    });
    const ours = starts.map((start) => start.ours.wallMs);
    const bare = starts.map((start) => start.bare.wallMs);
    return {
      figures: [
        {
          name: 'ours ÷ bare Nest + Fastify',
          unit: '×',
          samples: ratios(ours, bare),
          bar: { atMost: 1.5 },
        },
        {
          name: 'ours ÷ bare Nest + Fastify (processor time)',
          unit: '×',
          samples: starts.map((start) => start.ours.cpuMs / start.bare.cpuMs),
        },
        { name: 'ours', unit: 'ms', samples: ours },
        { name: 'bare Nest + Fastify', unit: 'ms', samples: bare },
      ],
    };
  },
};

async function measureStart(bench: Bench, target: Target): Promise<Start> {
  const begin = performance.now();
  const started = await bench.spawn(target);
  await started.firstAnswer(LIVE);
  const wallMs = performance.now() - begin;
  const cpuMs = started.cpuMs();
  await started.stop();
  return { wallMs, cpuMs };
}
