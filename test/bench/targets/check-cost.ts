import { createApp } from '../../../src/create-app';
import { readFoundations } from '../../../src/foundations';
import type { IntegrationHealthIndicator } from '../../../src/integrations/integration.health';
import { INTEGRATIONS } from '../../../src/integrations/integration.registry';
import { CheckCycle } from '../../../src/monitor/check-cycle';

const REPEATS = 30;
const SAMPLES = 5;
const TIMEOUT_MS = 5000;

/** What the process sends: processor time of one check, microseconds, a value a sample. */
export interface CheckCosts {
  readonly reachability: readonly number[];
  readonly withCredentials: readonly number[];
}

function check(cycle: CheckCycle, withCredentials: boolean): Promise<unknown> {
  return cycle.run(withCredentials, Date.now(), AbortSignal.timeout(TIMEOUT_MS));
}

async function microsecondsOf(cycles: CheckCycle[], withCredentials: boolean): Promise<number> {
  const before = process.cpuUsage();
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    // oxlint-disable-next-line no-await-in-loop -- as many at a time as there are integrations
    await Promise.all(cycles.map((cycle) => check(cycle, withCredentials)));
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (REPEATS * cycles.length);
}

/** The first sample warms up, and runs the controls that are due once a day. */
async function samplesOf(cycles: CheckCycle[], withCredentials: boolean): Promise<number[]> {
  const samples: number[] = [];
  // oxlint-disable-next-line no-await-in-loop -- one sample after the other
  while (samples.length <= SAMPLES) samples.push(await microsecondsOf(cycles, withCredentials));
  return samples.slice(1);
}

async function main(): Promise<void> {
  const app = await createApp(readFoundations(process.env));
  await app.init();
  const indicators = app.get<IntegrationHealthIndicator[]>(INTEGRATIONS);
  const cycles = indicators.map((indicator) => new CheckCycle(indicator));
  const costs: CheckCosts = {
    reachability: await samplesOf(cycles, false),
    withCredentials: await samplesOf(cycles, true),
  };
  process.send?.(costs);
}

void main();
