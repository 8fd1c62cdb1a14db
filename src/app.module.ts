import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
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
import { LIMIT_WINDOW_MS, LimitGuard } from './http/limit.guard';
import { NotFoundController } from './http/not-found.controller';
import { ProblemFilter } from './http/problem.filter';
import { RequestCountStore } from './http/request-count.store';
import type { Loggers } from './logging/logger';
import { LoggingModule } from './logging/logging.module';
import type { Redactor } from './logging/redactor.service';
import { MeetingsModule } from './meetings/meetings.module';
import { MetricsModule } from './metrics/metrics.module';
import { MonitorModule } from './monitor/monitor.module';

/** What exists before Nest starts. */
export interface Foundations extends Loggers {
  readonly settings: Settings;
  readonly secrets: SecretSource;
  readonly redactor: Redactor;
}

/** The composition root. */
@Module({})
export class AppModule {
  static register(foundations: Foundations): DynamicModule {
    const { settings, secrets, redactor } = foundations;
    return {
      module: AppModule,
      imports: [
        ConfigModule.register(settings, secrets),
        LoggingModule.register(foundations, redactor),
        ThrottlerModule.forRoot({
          throttlers: [{ ttl: LIMIT_WINDOW_MS, limit: settings.RATE_LIMIT_PER_MINUTE }],
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
        ThrottlerGuard,
        { provide: APP_FILTER, useClass: ProblemFilter },
        // Limits come first, so that keys cannot be guessed; routes are judged last.
        { provide: APP_GUARD, useClass: LimitGuard },
        { provide: APP_GUARD, useClass: KeyGuard },
        { provide: APP_GUARD, useClass: RequireHealthyGuard },
      ],
    };
  }
}
