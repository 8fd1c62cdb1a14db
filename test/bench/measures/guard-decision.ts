import type { Measure } from '../measure';
import type { GuardDecisions } from '../targets/guard-decision';

/** The guard's decision alone, without HTTP. */
export const guardDecision: Measure = {
  name: 'guard-decision',
  title: 'Guard decision',
  async run(bench) {
    bench.say('guard-decision');
    const notConfigured = { SLACK_CLIENT_ID: '' };
    const { allowing, refusing } = await bench.micro<GuardDecisions>(
      'guard-decision',
      notConfigured,
    );
    return {
      figures: [
        { name: 'allowing', unit: 'ns', samples: allowing, bar: { atMost: 1000 } },
        { name: 'refusing', unit: 'ns', samples: refusing, bar: { atMost: 5000 } },
      ],
    };
  },
};
