import { SetMetadata } from '@nestjs/common';
import type { IntegrationKey } from '../integrations/integrations.catalog';

/** The metadata under which {@link RequireHealthy} keeps its keys. */
export const REQUIRED_INTEGRATIONS = 'health:required-integrations';

/**
 * Refuses the route with 503 before it runs while any of the integrations is `unhealthy` or
 * `degraded`. For a handler or a whole controller; keys of both add up.
 */
export const RequireHealthy = (
  ...keys: [IntegrationKey, ...IntegrationKey[]]
): ClassDecorator & MethodDecorator => SetMetadata(REQUIRED_INTEGRATIONS, keys);
