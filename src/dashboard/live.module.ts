import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { HealthModule } from '../health/health.module';
import { HistoryModule } from '../history/history.module';
import { MonitorModule } from '../monitor/monitor.module';
import { IntegrationList } from './integration-list.service';
import { LatencyController } from './latency.controller';
import { LiveController } from './live.controller';
import { LiveEvents } from './live-events.service';
import { LiveStreams } from './live-streams.service';

/** The list of integrations and the stream of what happens to them. */
@Module({
  imports: [AuthModule, HealthModule, HistoryModule, MonitorModule],
  controllers: [LiveController, LatencyController],
  providers: [IntegrationList, LiveEvents, LiveStreams],
  exports: [IntegrationList, LiveEvents],
})
export class LiveModule {}
