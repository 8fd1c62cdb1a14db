import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditService } from '../audit/audit.service';
import { Operator } from '../auth/access.decorator';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { Clock } from '../monitor/clock';
import type {
  AuditPageDto,
  ConfigurationChangePageDto,
  IntervalPageDto,
  ResultPageDto,
  ServiceUptimeDto,
  UptimeOverviewDto,
} from './dto/history.dto';
import {
  HistoryPageQueryDto,
  HistoryPathDto,
  PageQueryDto,
  ServicePageQueryDto,
  SpanQueryDto,
} from './dto/request.dto';
import { HistoryArchive } from './history-archive.service';
import { auditRecordOf, configurationChangeOf, intervalOf, resultOf } from './presentation';
import { UptimeReport } from './uptime.service';

/** What happened: checks, uptime, changed variables, who asked. */
@Controller('api')
export class HistoryController {
  constructor(
    private readonly archive: HistoryArchive,
    private readonly uptimes: UptimeReport,
    private readonly clock: Clock,
    private readonly audits: AuditService,
  ) {}

  /** The checks of one integration, or its status intervals with `view=intervals`. */
  @Get('integrations/:service/history')
  async history(
    @Param() { service: name }: HistoryPathDto,
    @Query() query: HistoryPageQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<ResultPageDto | IntervalPageDto> {
    const service = this.resolve(name, request);
    return query.view === 'intervals'
      ? this.intervals(service, query)
      : this.results(service, query);
  }

  /** How often every integration was well. */
  @Get('integrations/uptime')
  overview(@Query() query: SpanQueryDto): Promise<UptimeOverviewDto> {
    return this.uptimes.overview(query);
  }

  /** How often one integration was well. */
  @Get('integrations/:service/uptime')
  async uptime(
    @Param() { service }: HistoryPathDto,
    @Query() query: SpanQueryDto,
    @Req() request: FastifyRequest,
  ): Promise<ServiceUptimeDto> {
    return this.uptimes.service(this.resolve(service, request), query);
  }

  /** Which variables appeared, vanished or were rotated; never their values. */
  @Get('integrations/config/changes')
  async configurationChanges(
    @Query() request: ServicePageQueryDto,
  ): Promise<ConfigurationChangePageDto> {
    const filter = this.archive.inQuery(request.service);
    const { items, nextCursor } = await this.archive.page(
      request,
      this.clock.now(),
      (store, query) => store.configurationChanges({ ...query, ...filter }),
      ({ at, id }) => ({ at, id: String(id) }),
    );
    return { ok: true, changes: items.map(configurationChangeOf), next_cursor: nextCursor };
  }

  /** Who asked what, when, and with which answer. */
  @Get('audit')
  @Operator()
  async audit(@Query() request: PageQueryDto): Promise<AuditPageDto> {
    const { items, nextCursor } = await this.archive.page(
      request,
      this.clock.now(),
      (store, query) => store.audit(query),
      ({ at, id }) => ({ at, id: String(id) }),
    );
    return { ok: true, records: items.map(auditRecordOf), next_cursor: nextCursor };
  }

  private async results(service: string, request: HistoryPageQueryDto): Promise<ResultPageDto> {
    const { items, nextCursor } = await this.archive.page(
      request,
      this.clock.now(),
      (store, query) => store.results(service, query),
      ({ at, number }) => ({ at, id: String(number) }),
    );
    return { ok: true, service, results: items.map(resultOf), next_cursor: nextCursor };
  }

  private async intervals(service: string, request: HistoryPageQueryDto): Promise<IntervalPageDto> {
    const { items, nextCursor } = await this.archive.page(
      request,
      this.clock.now(),
      (store, query) => store.intervalPage(service, query),
      ({ startedAt }) => ({ at: startedAt, id: String(startedAt) }),
    );
    return { ok: true, service, intervals: items.map(intervalOf), next_cursor: nextCursor };
  }

  private resolve(name: string, request: FastifyRequest): IntegrationKey {
    const service = this.archive.inPath(name);
    this.audits.note(request, { service });
    return service;
  }
}
