import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { BadgeQueryDto, HistoryPathDto } from './dto/request.dto';
import { BadgeMaker } from './badge.service';

/** Status and uptime as a picture. */
@Controller('api')
export class BadgeController {
  constructor(private readonly badges: BadgeMaker) {}

  /** A badge for documents and dashboards. */
  @Get('integrations/:service/badge.svg')
  @Header('Content-Type', 'image/svg+xml; charset=utf-8')
  @Header('Cache-Control', 'max-age=30')
  badge(@Param() { service }: HistoryPathDto, @Query() query: BadgeQueryDto): Promise<string> {
    return this.badges.make(service, query.window);
  }
}
