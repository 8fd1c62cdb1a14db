import {
  Controller,
  Get,
  Res,
  ServiceUnavailableException,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorFunction,
} from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.decorator';
import { Unlimited } from '../http/limit.guard';
import { Settings } from '../config/settings';
import { HistoryWriter } from '../history/history-writer.service';
import { IntegrationRegistry } from '../integrations/integration.registry';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { Monitor } from '../monitor/monitor.service';

const OPENING_LIMIT_MS = 2000;

/** The probes of this service itself, in Terminus' form. */
@Controller('health')
@Public()
@Unlimited()
export class ProbesController implements OnApplicationBootstrap, OnModuleDestroy {
  private isServing = false;

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly registry: IntegrationRegistry,
    private readonly monitor: Monitor,
    private readonly settings: Settings,
    private readonly history: HistoryWriter,
  ) {}

  onApplicationBootstrap(): void {
    this.isServing = true;
  }

  /** The first hook of a shutdown, so that nobody's clearing up delays it. */
  onModuleDestroy(): void {
    this.isServing = false;
  }

  /** The process answers; looks at nothing else. */
  @Get('live')
  live(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return this.run([], reply);
  }

  /** The process may get traffic. */
  @Get('ready')
  ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    const required = this.settings.READINESS_INTEGRATIONS as IntegrationKey[];
    return this.run(
      [
        () => this.service(),
        () => this.store(),
        ...required.map((key) => () => this.required(key)),
      ],
      reply,
    );
  }

  /** Every integration's verdict. */
  @Get('integrations')
  integrations(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return this.run(
      this.registry.keys.map(
        (key) => () => this.indicatorOf(key).report(this.monitor.current(key)),
      ),
      reply,
    );
  }

  private service() {
    const session = this.indicators.check('service');
    return this.isServing ? session.up() : session.down();
  }

  /** Also the only probe that waits, and only while the store opens for the first time. */
  private async store() {
    await this.history.opened(OPENING_LIMIT_MS);
    const session = this.indicators.check('store');
    return this.history.state === 'usable' ? session.up() : session.down();
  }

  /** A missing verdict does not keep traffic away. */
  private required(key: IntegrationKey) {
    const { status, reason } = this.monitor.current(key);
    const session = this.indicators.check(key);
    return status === 'degraded' || status === 'unhealthy'
      ? session.down({ reason })
      : session.up({ reason });
  }

  private indicatorOf(key: IntegrationKey) {
    return this.registry.get(key);
  }

  /** Terminus throws its report when something is down; it is the body all the same. */
  private async run(
    checks: HealthIndicatorFunction[],
    reply: FastifyReply,
  ): Promise<HealthCheckResult> {
    try {
      return await this.health.check(checks);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      void reply.status(error.getStatus());
      return error.getResponse() as HealthCheckResult;
    }
  }
}
