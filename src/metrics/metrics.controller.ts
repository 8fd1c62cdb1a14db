import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { NoQueryDto } from '../health/dto/request.dto';
import { MetricsService } from './metrics.service';

/** The metrics of this service and its integrations. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  /** Prometheus' text format. */
  @Get()
  async read(
    @Query() _query: NoQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { contentType, text } = await this.metrics.read();
    void reply.type(contentType).header('Cache-Control', 'no-store');
    return text;
  }
}
