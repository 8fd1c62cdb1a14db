import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import type { Logger } from 'pino';
import { AlertingModule } from './alerting/alerting.module';
import { AuditModule } from './audit/audit.module';
import { AuthModule } from './auth/auth.module';
import { KeyGuard } from './auth/key.guard';
import { ConfigModule } from './config/config.module';
import type { SecretSource } from './config/secret-source';
import { Settings } from './config/settings';
import { DashboardModule } from './dashboard/dashboard.module';
import { DocsModule } from './docs/docs.module';
import { HealthModule } from './health/health.module';
import { RequireHealthyGuard } from './health/require-healthy.guard';
import { HistoryModule } from './history/history.module';
import { NotFoundController } from './http/not-found.controller';
import { ProblemFilter } from './http/problem.filter';
import { RequestCountStore } from './http/request-count.store';
import { LoggingModule } from './logging/logging.module';
import type { Redactor } from './logging/redactor.service';
import { MeetingsModule } from './meetings/meetings.module';
import { MetricsModule } from './metrics/metrics.module';
import { MonitorModule } from './monitor/monitor.module';

const MINUTE_MS = 60_000;

/** What exists before Nest starts. */
export interface Foundations {
  readonly settings: Settings;
  readonly secrets: SecretSource;
  readonly redactor: Redactor;
  readonly logger: Logger;
}

/** The composition root. */
@Module({})
export class AppModule {
  static register({ settings, secrets, redactor, logger }: Foundations): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.register(settings, secrets),
        LoggingModule.register(logger, redactor),
        ThrottlerModule.forRoot({
          throttlers: [{ ttl: MINUTE_MS, limit: settings.RATE_LIMIT_PER_MINUTE }],
          storage: new RequestCountStore(),
          // One count a client, not one a route.
          generateKey: (_context, client) => client,
        }),
        AuditModule,
        AuthModule,
        MonitorModule,
        HistoryModule,
        HealthModule,
        AlertingModule,
        MeetingsModule,
        DashboardModule,
        MetricsModule,
        DocsModule,
      ],
      controllers: [NotFoundController],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        // Limits come first, so that keys cannot be guessed; routes are judged last.
        { provide: APP_GUARD, useClass: ThrottlerGuard },
        { provide: APP_GUARD, useClass: KeyGuard },
        { provide: APP_GUARD, useClass: RequireHealthyGuard },
      ],
    };
  }
}
