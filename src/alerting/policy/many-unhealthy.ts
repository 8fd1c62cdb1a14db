import type { Alert, Circumstances } from './next-alert';
import { isSilenced } from './silence';

/** What becomes of the alert that many integrations are not healthy. */
export type ManyDecision = 'raise' | 'end' | 'keep';

/**
 * Silenced integrations do not count towards raising the alert, but it ends only when fewer are not
 * healthy in truth.
 * @param incidents the alerts of single integrations whose cause lasts
 */
export function decideMany(
  incidents: readonly Alert[],
  isRaised: boolean,
  { policy, silences, now }: Circumstances,
): ManyDecision {
  if (isRaised) return incidents.length < policy.manyUnhealthy ? 'end' : 'keep';
  const audible = incidents.filter(({ service }) => !isSilenced(silences, service, now));
  const isRaising = policy.rules.has('many_unhealthy') && audible.length >= policy.manyUnhealthy;
  return isRaising ? 'raise' : 'keep';
}
