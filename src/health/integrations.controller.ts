import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditService } from '../audit/audit.service';
import { Operator } from '../auth/access.decorator';
import { JSON_TYPE } from '../http/media-type';
import { BodyException } from '../http/problem.filter';
import { validated } from '../http/validation';
import { IntegrationRegistry } from '../integrations/integration.registry';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { Monitor } from '../monitor/monitor.service';
import type { CurrentVerdict } from '../monitor/monitored-integration';
import { UnknownIntegrationDto } from './dto/health.dto';
import { HealthQueryDto, NoQueryDto, ServicePathDto } from './dto/request.dto';
import {
  HEALTH_JSON,
  HealthJsonReport,
  prefersHealthJson,
  type HealthJson,
} from './health-json.service';
import { HealthAnswers } from './health-answers.service';
import { HealthReport, overallStatus } from './health-report.service';

/** The verdicts on the integrations. */
@Controller('api')
export class IntegrationsController {
  constructor(
    private readonly monitor: Monitor,
    private readonly registry: IntegrationRegistry,
    private readonly report: HealthReport,
    private readonly answers: HealthAnswers,
    private readonly healthJson: HealthJsonReport,
    private readonly audit: AuditService,
  ) {}

  /** All integrations at a glance. */
  @Get('integrations/health')
  async overview(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | HealthJson> {
    const { strict } = await validated(HealthQueryDto, 'query', request.query);
    const verdicts = await this.report.settled();
    const status = overallStatus(verdicts);
    if (strict === 'true' && status !== 'healthy') reply.status(503);
    this.audit.note(request, { status });
    return wantsHealthJson(request, reply)
      ? this.healthJson.overview(verdicts)
      : this.answers.overview(verdicts);
  }

  /** Which variables are set; calls no vendor. */
  @Get('integrations/config')
  configuration(
    @Query() _query: NoQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string {
    void reply.type(JSON_TYPE);
    return this.answers.configuration(this.report.current());
  }

  /** One integration, from its latest check. */
  @Get(':service/health')
  async health(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | HealthJson> {
    const { service } = await validated(ServicePathDto, 'param', request.params);
    const { strict } = await validated(HealthQueryDto, 'query', request.query);
    const verdict = await this.monitor.settled(this.resolve(service));
    if (strict === 'true' && verdict.status !== 'healthy') reply.status(503);
    return this.answer(verdict, request, reply);
  }

  /** One integration, checked now. */
  @Post('integrations/:service/check')
  @HttpCode(200)
  @Operator()
  async check(
    @Param() { service }: ServicePathDto,
    @Query() _query: NoQueryDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | HealthJson> {
    const { verdict, retryAfterMs } = await this.monitor.check(this.resolve(service));
    if (retryAfterMs !== undefined) {
      void reply.header('Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
    }
    return this.answer(verdict, request, reply);
  }

  private answer(
    verdict: CurrentVerdict,
    request: FastifyRequest,
    reply: FastifyReply,
  ): string | HealthJson {
    const { key, status, reason } = verdict;
    this.audit.note(request, { service: key, status, reason });
    return wantsHealthJson(request, reply)
      ? this.healthJson.service(verdict)
      : this.answers.service(verdict);
  }

  private resolve(name: string): IntegrationKey {
    const key = this.registry.resolve(name);
    if (key !== undefined) return key;
    const body: UnknownIntegrationDto = {
      ok: false,
      service: name,
      status: 'unknown',
      message: `Unknown integration: ${name}`,
    };
    throw new BodyException(404, body);
  }
}

/** Which of the two forms is answered; the headers say so. */
function wantsHealthJson(request: FastifyRequest, reply: FastifyReply): boolean {
  const wanted = prefersHealthJson(request);
  void reply
    .header('vary', 'Accept')
    .header('cache-control', 'no-store')
    .header('content-type', wanted ? HEALTH_JSON : JSON_TYPE);
  return wanted;
}
