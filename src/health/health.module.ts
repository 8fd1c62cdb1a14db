import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { HistoryModule } from '../history/history.module';
import { MonitorModule } from '../monitor/monitor.module';
import { GuardDecisions } from './guard-decisions.service';
import { HealthJsonReport } from './health-json.service';
import { HealthAnswers } from './health-answers.service';
import { HealthReport } from './health-report.service';
import { IntegrationsController } from './integrations.controller';
import { ProbesController } from './probes.controller';
import { ProtectedRoutes } from './protected-routes.service';

/** The endpoints about integrations and about the service itself. */
@Module({
  imports: [
    MonitorModule,
    HistoryModule,
    DiscoveryModule,
    TerminusModule.forRoot({ logger: false, errorLogStyle: 'json' }),
  ],
  controllers: [IntegrationsController, ProbesController],
  providers: [HealthReport, HealthAnswers, HealthJsonReport, ProtectedRoutes, GuardDecisions],
  exports: [ProtectedRoutes, GuardDecisions],
})
export class HealthModule {}
