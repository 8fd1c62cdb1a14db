import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Logger } from 'nestjs-pino';
import { AppModule, type Foundations } from './app.module';
import { AuditService } from './audit/audit.service';
import { ApiDocument } from './docs/api-document.service';
import { answerClientError } from './http/client-error';
import { ProblemFilter } from './http/problem.filter';
import { SECURITY_HEADERS } from './http/security-headers';
import { validationPipe } from './http/validation';
import type { Redactor } from './logging/redactor.service';

const MAX_BODY_BYTES = 64 * 1024;
/** As long as a path can be, so that values that are too long reach validation. */
const MAX_PARAM_LENGTH = 16 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;

/** How long requests may still be answered at shutdown, before their connections are cut. */
const SHUTDOWN_GRACE_MS = 7000;
const IDLE_LOOK_MS = 100;

/**
 * Builds the application, not yet listening.
 * @param root the root module; a product may give its own around the service's
 */
export async function createApp(
  foundations: Foundations,
  root: DynamicModule = AppModule.register(foundations),
): Promise<NestFastifyApplication> {
  const { settings, redactor } = foundations;
  const problems = new ProblemFilter(redactor);
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: settings.TRUST_PROXY.length > 0 ? settings.TRUST_PROXY : false,
    genReqId: ({ headers }: IncomingMessage) => requestId(headers['x-request-id'], redactor),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
    clientErrorHandler: answerClientError,
    // These errors occur before any hook runs.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      reply.raw.once('finish', () => app.get(AuditService).write(request, reply));
      problems.answer(error, request, reply);
    },
    forceCloseConnections: 'idle',
    // What still arrives at shutdown is answered as ever, and its connection closed.
    return503OnClosing: false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  app.useGlobalPipes(validationPipe());
  // Browsers' requests of other origins must not use a session.
  app.enableCsrfProtection();
  app.enableShutdownHooks([], { useProcessExit: true });
  app.get(ApiDocument).describe(app);
  addHooks(app.getHttpAdapter().getInstance() as unknown as FastifyInstance, app.get(AuditService));
  return app;
}

function addHooks(fastify: FastifyInstance, audit: AuditService): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
    done();
  });
  fastify.addHook('preClose', (done) => {
    letGoOfConnections(fastify.server);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (!request.url.startsWith('/health/')) audit.write(request, reply);
    done();
  });
}

/** Clients keep connections alive, and some never end a request: neither may hold the shutdown up. */
function letGoOfConnections(server: Server): void {
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS).unref();
  const last = setTimeout(() => server.closeAllConnections(), SHUTDOWN_GRACE_MS).unref();
  server.once('close', () => {
    clearInterval(idle);
    clearTimeout(last);
  });
}

/** A caller's id is kept when it is harmless in a header and a log, and no secret. */
function requestId(given: string | string[] | undefined, redactor: Redactor): string {
  if (typeof given !== 'string' || !/^[\w.-]{1,128}$/.test(given)) return randomUUID();
  return redactor.redact(given) === given ? given : randomUUID();
}
