import { Global, Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { LOG } from './logger';
import { Redactor } from './redactor.service';

/** Logging through pino, and the one redactor. */
@Global()
@Module({})
export class LoggingModule {
  static register(logger: Logger, redactor: Redactor): DynamicModule {
    return {
      module: LoggingModule,
      // No route gets the request middleware: the audit line is the log of a request.
      imports: [LoggerModule.forRoot({ pinoHttp: { logger }, forRoutes: [] })],
      providers: [
        { provide: Redactor, useFactory: () => redactor },
        { provide: LOG, useFactory: () => logger },
      ],
      exports: [Redactor, LOG],
    };
  }
}
