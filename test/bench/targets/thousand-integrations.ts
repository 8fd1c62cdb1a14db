import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Module, type Type } from '@nestjs/common';
import type { IntegrationHealthIndicator } from '../../../src/integrations/integration.health';
import {
  CATALOG,
  DEFINITIONS,
  INTEGRATION_KEYS,
} from '../../../src/integrations/integrations.catalog';
import { ProbeModule } from '../../../src/integrations/probe.module';

/** How many integrations there are. */
const INTEGRATIONS = 1000;
/** The histogram holds the pauses between two looks; what is longer than this is lag. */
const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;

/** How late the event loop was since the last answer, milliseconds. */
export interface Lag {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

interface Entry {
  readonly definition: (typeof DEFINITIONS)[number];
  readonly indicator: Type<IntegrationHealthIndicator>;
  readonly module: Type;
}

type Growing<List> = List extends readonly (infer Item)[] ? Item[] : never;

/** The same vendor once more, with an indicator and a module of its own. */
function copyOf({ definition, indicator, module }: Entry, number: number): Entry {
  const copied = {
    ...definition,
    key: `${definition.key}-${number}` as (typeof INTEGRATION_KEYS)[number],
    name: `${definition.name} ${number}`,
    aliases: [],
  };
  const copy = class extends indicator {
    override readonly definition = copied;
  };
  const wiring = { imports: [ProbeModule, module], providers: [copy], exports: [copy] };
  return { definition: copied, indicator: copy, module: moduleOf(wiring) };
}

function moduleOf(wiring: Parameters<typeof Module>[0]): Type {
  const synthetic = class {};
  Module(wiring)(synthetic);
  return synthetic;
}

/** Loaded before the service, which then finds a longer catalog and is otherwise as it is shipped. */
function lengthenCatalog(): void {
  const originals: readonly Entry[] = [...CATALOG];
  const catalog = CATALOG as unknown as Entry[];
  for (let number = originals.length; number < INTEGRATIONS; number += 1) {
    catalog.push(copyOf(originals[number % originals.length]!, number));
  }
  const added = catalog.slice(originals.length).map(({ definition }) => definition);
  (DEFINITIONS as Growing<typeof DEFINITIONS>).push(...added);
  (INTEGRATION_KEYS as Growing<typeof INTEGRATION_KEYS>).push(...added.map(({ key }) => key));
}

/** Answers every message with the lag since the last one. */
function answerWithLag(): void {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const beyond = (ns: number) => Math.max(0, ns / NS_PER_MS - RESOLUTION_MS);
  delays.enable();
  process.on('message', () => {
    const [p50, p99] = [50, 99].map((percentile) => beyond(delays.percentile(percentile)));
    process.send?.({ p50: p50!, p99: p99!, max: beyond(delays.max) } satisfies Lag);
    delays.reset();
  });
}

lengthenCatalog();
answerWithLag();
