import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditService } from '../audit/audit.service';
import { Operator } from '../auth/access.decorator';
import type { AcknowledgedDto, IncidentDetailDto, IncidentPageDto } from './dto/history.dto';
import {
  AcknowledgementDto,
  IncidentPageQueryDto,
  IncidentPathDto,
  NoHistoryQueryDto,
} from './dto/request.dto';
import { IncidentReport } from './incident-report.service';

/** When integrations were not well, and what had just changed. */
@Controller('api/integrations/incidents')
export class IncidentsController {
  constructor(
    private readonly incidents: IncidentReport,
    private readonly audit: AuditService,
  ) {}

  /** Incidents, newest first. */
  @Get()
  page(@Query() query: IncidentPageQueryDto): Promise<IncidentPageDto> {
    return this.incidents.page(query);
  }

  /** One incident with its timeline. */
  @Get(':id')
  detail(
    @Param() { id }: IncidentPathDto,
    @Query() _query: NoHistoryQueryDto,
  ): Promise<IncidentDetailDto> {
    return this.incidents.detail(id);
  }

  /** Notes that somebody cares, and why; the first acknowledgement counts. */
  @Post(':id/acknowledge')
  @HttpCode(200)
  @Operator()
  async acknowledge(
    @Param() { id }: IncidentPathDto,
    @Query() _query: NoHistoryQueryDto,
    @Body() { note }: AcknowledgementDto,
    @Req() request: FastifyRequest,
  ): Promise<AcknowledgedDto> {
    const who = this.audit.who(request);
    const incident = await this.incidents.acknowledge(id, who, note);
    const { service, status, reason } = incident;
    this.audit.note(request, { service, status, reason });
    return { ok: true, incident };
  }
}
