import { Module } from '@nestjs/common';
import type { IntegrationHealthIndicator } from './integration.health';
import { INTEGRATIONS, IntegrationRegistry } from './integration.registry';
import { CATALOG } from './integrations.catalog';

const modules = CATALOG.map(({ module }) => module);

/** Imports every integration and collects the indicators under one token. */
@Module({
  imports: modules,
  providers: [
    {
      // Two providers under one token would silently be one, so a factory makes the list.
      provide: INTEGRATIONS,
      inject: CATALOG.map(({ indicator }) => indicator),
      useFactory: (...indicators: IntegrationHealthIndicator[]) => indicators,
    },
    IntegrationRegistry,
  ],
  exports: [INTEGRATIONS, IntegrationRegistry, ...modules],
})
export class IntegrationsModule {}
