import type { Measure } from './measure';
import { checkCost } from './measures/check-cost';
import { coldStart } from './measures/cold-start';
import { firstWaitingAnswer } from './measures/first-answer';
import { guardDecision } from './measures/guard-decision';
import { guardedRoute } from './measures/guarded-route';
import { hangingVendor } from './measures/hanging-vendor';
import { history } from './measures/history';
import { memory } from './measures/memory';
import { thousandIntegrations } from './measures/thousand-integrations';
import { throughput } from './measures/throughput';
import { vendorRequests } from './measures/vendor-requests';

/** Every measure, in the order of the report. */
export const MEASURES: readonly Measure[] = [
  throughput,
  guardedRoute,
  coldStart,
  memory,
  vendorRequests,
  firstWaitingAnswer,
  hangingVendor,
  guardDecision,
  checkCost,
  thousandIntegrations,
  history,
];

/** The measures that were asked for. @throws Error with one line that lists the names */
export function chooseMeasures(only: readonly string[]): readonly Measure[] {
  const known = MEASURES.map(({ name }) => name);
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`--only knows ${known.join(', ')}; not ${unknown.join(', ')}`);
  return MEASURES.filter(({ name }) => only.length === 0 || only.includes(name));
}
