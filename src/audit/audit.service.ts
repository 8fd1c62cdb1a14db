import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Subject } from 'rxjs';
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

/** Who asked what, and with which answer. */
export interface AuditEntry extends AuditNote {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly who: string;
  readonly role?: string;
  /** Method and pattern of the route. */
  readonly operation: string;
  readonly httpStatus: number;
  readonly requestId: string;
}

/** Writes who asked what, when, and with which answer: one structured line a request. */
@Injectable()
export class AuditService {
  /** Every line, for those who keep it. */
  readonly entries$ = new Subject<AuditEntry>();
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
    const { keyHolder, auditNote, method, id: requestId } = request;
    const { statusCode: httpStatus } = reply;
    const who = keyHolder?.name ?? request.ip;
    const operation = `${method} ${request.routeOptions.url ?? 'unknown'}`;
    this.logger.info({
      audit: true,
      who,
      role: keyHolder?.role,
      operation,
      ...auditNote,
      http_status: httpStatus,
      duration_ms: Math.round(reply.elapsedTime * 100) / 100,
      request_id: requestId,
    });
    const role = keyHolder && { role: keyHolder.role };
    const at = Date.now();
    this.entries$.next({ at, who, ...role, operation, ...auditNote, httpStatus, requestId });
  }
}
