import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { HealthModule } from '../health/health.module';
import { MonitorModule } from '../monitor/monitor.module';
import { IntegrationList } from './integration-list.service';
import { LiveController } from './live.controller';
import { LiveEvents } from './live-events.service';
import { LiveStreams } from './live-streams.service';

/** The list of integrations and the stream of what happens to them. */
@Module({
  imports: [AuthModule, HealthModule, MonitorModule],
  controllers: [LiveController],
  providers: [IntegrationList, LiveEvents, LiveStreams],
  exports: [IntegrationList, LiveEvents],
})
export class LiveModule {}
