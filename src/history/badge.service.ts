import { Injectable } from '@nestjs/common';
import type { Status } from '../core/status';
import { IntegrationRegistry } from '../integrations/integration.registry';
import { Monitor } from '../monitor/monitor.service';
import { HistoryArchive } from './history-archive.service';
import { UptimeReport } from './uptime.service';
import type { Window } from './window';

const DEFAULT_WINDOW = '30d';

const COLORS: Record<Status, string> = {
  healthy: 'brightgreen',
  unknown: 'lightgrey',
  degraded: 'orange',
  unhealthy: 'red',
};

const WORDS: Record<Status, string> = {
  healthy: 'healthy',
  unknown: 'unknown',
  degraded: 'degraded',
  unhealthy: 'not configured',
};

/** Draws badges. */
@Injectable()
export class BadgeMaker {
  constructor(
    private readonly archive: HistoryArchive,
    private readonly uptimes: UptimeReport,
    private readonly monitor: Monitor,
    private readonly registry: IntegrationRegistry,
  ) {}

  /**
   * The status now and the uptime of a window; without a store only the status.
   * @throws ProblemException 404
   */
  async make(name: string, window: Window = DEFAULT_WINDOW): Promise<string> {
    const key = this.archive.inPath(name);
    const uptime = await this.uptimes.service(key, { window }).catch(() => undefined);
    const { status } = this.monitor.current(key);
    const percentage = uptime?.uptime_percentage ?? undefined;
    // Loaded late: its table of character widths is large.
    const { makeBadge } = await import('badge-maker');
    return makeBadge({
      label: this.registry.get(key).definition.name,
      message:
        percentage === undefined
          ? WORDS[status]
          : `${WORDS[status]} | ${percentage} % in ${window}`,
      color: COLORS[status],
    });
  }
}
