import { Inject, Injectable } from '@nestjs/common';
import type { IntegrationHealthIndicator } from './integration.health';
import type { IntegrationKey } from './integrations.catalog';

/** The DI token of all indicators, in the order of the catalog. */
export const INTEGRATIONS = Symbol('INTEGRATIONS');

/** Finds integrations by key or alias. Two integrations with one name stop the start. */
@Injectable()
export class IntegrationRegistry {
  /** In the order of the catalog. */
  readonly keys: readonly IntegrationKey[];
  private readonly byName = new Map<string, IntegrationHealthIndicator>();

  constructor(@Inject(INTEGRATIONS) readonly indicators: readonly IntegrationHealthIndicator[]) {
    this.keys = indicators.map(({ definition }) => definition.key as IntegrationKey);
    for (const indicator of indicators) {
      const { key, aliases = [] } = indicator.definition;
      for (const name of [key, ...aliases]) this.add(name, indicator);
    }
  }

  /** The key that a key or alias stands for, `undefined` when it is unknown. */
  resolve(name: string): IntegrationKey | undefined {
    return this.byName.get(name)?.definition.key as IntegrationKey | undefined;
  }

  /** The indicator of a known key. */
  get(key: IntegrationKey): IntegrationHealthIndicator {
    return this.byName.get(key)!;
  }

  private add(name: string, indicator: IntegrationHealthIndicator): void {
    if (this.byName.has(name)) throw new Error(`Two integrations are named ${name}`);
    this.byName.set(name, indicator);
  }
}
