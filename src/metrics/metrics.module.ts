import { Module } from '@nestjs/common';
import { AlertingModule } from '../alerting/alerting.module';
import { HealthModule } from '../health/health.module';
import { HistoryModule } from '../history/history.module';
import { MonitorModule } from '../monitor/monitor.module';
import { MetricsController } from './metrics.controller';
import { MetricsService } from './metrics.service';

/** What Prometheus reads. */
@Module({
  imports: [MonitorModule, HealthModule, HistoryModule, AlertingModule],
  controllers: [MetricsController],
  providers: [MetricsService],
})
export class MetricsModule {}
