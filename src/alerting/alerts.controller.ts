import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { Operator } from '../auth/access.decorator';
import { AlertReport } from './alert-report.service';
import { ChannelTester } from './channel-tester.service';
import {
  AlertPageQueryDto,
  NoAlertQueryDto,
  type AlertPageDto,
  type AlertTestDto,
} from './dto/alert.dto';

/** What was told, and what became of it. */
@Controller('api/alerts')
export class AlertsController {
  constructor(
    private readonly report: AlertReport,
    private readonly tester: ChannelTester,
  ) {}

  /** Alerts, newest first, with what was told of them through every channel. */
  @Get()
  page(@Query() query: AlertPageQueryDto): Promise<AlertPageDto> {
    return this.report.page(query);
  }

  /** Sends a message that is marked as a test through every channel, and tells what became of it. */
  @Post('test')
  @HttpCode(200)
  @Operator()
  test(@Query() _query: NoAlertQueryDto): Promise<AlertTestDto> {
    return this.tester.run();
  }
}
