import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Logger } from 'nestjs-pino';
import { AppModule, type Foundations } from './app.module';
import { AuditService } from './audit/audit.service';
import { ApiDocument } from './docs/api-document.service';
import { ProblemFilter } from './http/problem.filter';
import { validationPipe } from './http/validation';

const MAX_BODY_BYTES = 64 * 1024;
const MAX_PARAM_LENGTH = 2000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Everything comes from this service; nothing inline runs. Plain HTTP inside a network stays usable. */
const CONTENT_SECURITY = {
  'font-src': ["'self'"],
  'frame-ancestors': ["'none'"],
  'style-src': ["'self'"],
  'upgrade-insecure-requests': null,
};

/** Builds the application, not yet listening. */
export async function createApp(foundations: Foundations): Promise<NestFastifyApplication> {
  const { settings, redactor } = foundations;
  const problems = new ProblemFilter(redactor);
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: settings.TRUST_PROXY.length > 0 ? settings.TRUST_PROXY : false,
    genReqId: ({ headers }: IncomingMessage) => requestId(headers['x-request-id']),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      problems.answer(error, request, reply),
    forceCloseConnections: 'idle',
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register(foundations),
    adapter,
    { bufferLogs: true, abortOnError: false },
  );
  app.useLogger(app.get(Logger));
  app.useGlobalPipes(validationPipe());
  app.useSecurityHeaders({ contentSecurityPolicy: { directives: CONTENT_SECURITY } });
  // Browsers' requests of other origins must not use a session.
  app.enableCsrfProtection();
  app.enableShutdownHooks();
  app.get(ApiDocument).describe(app);
  addHooks(app.getHttpAdapter().getInstance() as unknown as FastifyInstance, app.get(AuditService));
  return app;
}

function addHooks(fastify: FastifyInstance, audit: AuditService): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (!request.url.startsWith('/health/')) audit.write(request, reply);
    done();
  });
}

/** A caller's id is kept when it is harmless in a header and a log. */
function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w.-]{1,128}$/.test(given) ? given : randomUUID();
}
