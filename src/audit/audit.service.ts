import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Reason, Status } from '../core/status';
import { LOG } from '../logging/logger';

/** What a health operation was about and what it answered. */
export interface AuditNote {
  readonly service?: string;
  readonly status?: Status;
  readonly reason?: Reason;
}

declare module 'fastify' {
  interface FastifyRequest {
    auditNote?: AuditNote;
  }
}

/** Writes who asked what, when, and with which answer: one structured line a request. */
@Injectable()
export class AuditService {
  private readonly logger: Logger;

  /** @param log the application's own logger: the library's is one a process, not one an application */
  constructor(@Inject(LOG) log: Logger) {
    this.logger = log.child({ context: 'audit' });
  }

  /** Notes what the request is about; the line is written when it has been answered. */
  note(request: FastifyRequest, note: AuditNote): void {
    request.auditNote = { ...request.auditNote, ...note };
  }

  /** Writes the line. The route is its pattern, so that no path or query reaches the log. */
  write(request: FastifyRequest, reply: FastifyReply): void {
    const { keyHolder, auditNote, method } = request;
    this.logger.info({
      audit: true,
      who: keyHolder?.name ?? request.ip,
      role: keyHolder?.role,
      operation: `${method} ${request.routeOptions.url ?? 'unknown'}`,
      ...auditNote,
      http_status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 100) / 100,
      request_id: request.id,
    });
  }
}
