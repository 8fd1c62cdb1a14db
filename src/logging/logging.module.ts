import { Global, Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { AUDIT_LOG, LOG, type Loggers } from './logger';
import { Redactor } from './redactor.service';

/** Logging through pino, and the one redactor. */
@Global()
@Module({})
export class LoggingModule {
  static register({ logger, auditLogger }: Loggers, redactor: Redactor): DynamicModule {
    return {
      module: LoggingModule,
      // No route gets the request middleware: the audit line is the log of a request.
      imports: [LoggerModule.forRoot({ pinoHttp: { logger }, forRoutes: [] })],
      providers: [
        { provide: Redactor, useFactory: () => redactor },
        { provide: LOG, useFactory: () => logger },
        { provide: AUDIT_LOG, useFactory: () => auditLogger },
      ],
      exports: [Redactor, LOG, AUDIT_LOG],
    };
  }
}
