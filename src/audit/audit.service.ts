import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Subject } from 'rxjs';
import type { Reason, Status } from '../core/status';
import { AUDIT_LOG } from '../logging/logger';
import { Redactor } from '../logging/redactor.service';

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

/** What equal requests have in common. */
export interface AuditSubject extends AuditNote {
  readonly who: string;
  readonly role?: string;
  /** Method and pattern of the route. */
  readonly operation: string;
  readonly httpStatus: number;
}

/** Who asked what, and with which answer. */
export interface AuditEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly requestId: string;
  readonly subject: AuditSubject;
  /** The same text for equal subjects. */
  readonly subjectKey: string;
}

/** A subject that was written before, and the logger that holds its fields as text. */
interface KnownSubject {
  readonly subject: AuditSubject;
  readonly key: string;
  readonly logger: Logger;
}

/** More than these are forgotten and written anew. */
const MAX_SUBJECTS = 1000;

/** Writes who asked what, when, and with which answer: one structured line a request. */
@Injectable()
export class AuditService {
  /** Every line, for those who keep it. */
  readonly entries$ = new Subject<AuditEntry>();
  private readonly names = new Map<string, string>();
  /** Little of a line changes from request to request, and writing it anew costs more than the answer. */
  private readonly subjects = new Map<string, KnownSubject>();

  /** @param logger removes no secrets: nothing goes in that is not clean */
  constructor(
    @Inject(AUDIT_LOG) private readonly logger: Logger,
    private readonly redactor: Redactor,
  ) {}

  /** Notes what the request is about; the line is written when it has been answered. */
  note(request: FastifyRequest, note: AuditNote): void {
    request.auditNote = request.auditNote ? { ...request.auditNote, ...note } : note;
  }

  /** Writes the line. The route is its pattern, so that no path or query reaches the log. */
  write(request: FastifyRequest, reply: FastifyReply): void {
    const { subject, key, logger } = this.subjectOf(request, reply);
    const requestId = request.id;
    const duration = Math.round(reply.elapsedTime * 100) / 100;
    logger.info({ duration_ms: duration, request_id: requestId });
    this.entries$.next({ at: Date.now(), requestId, subject, subjectKey: key });
  }

  /** The name of the key, else the address. */
  who({ keyHolder, ip }: FastifyRequest): string {
    if (keyHolder) return this.nameOf(keyHolder.name);
    // What a trusted proxy calls an address may be any text.
    return isIP(ip) === 0 ? 'unknown' : ip;
  }

  private subjectOf(request: FastifyRequest, { statusCode }: FastifyReply): KnownSubject {
    const { keyHolder, auditNote, method, routeOptions } = request;
    const operation = `${method} ${routeOptions.url ?? 'unknown'}`;
    const who = this.who(request);
    const { service, status, reason } = auditNote ?? {};
    const key = `${who} ${keyHolder?.role} ${operation} ${service} ${status} ${reason} ${statusCode}`;
    const known = this.subjects.get(key);
    if (known) return known;
    const role = keyHolder && { role: keyHolder.role };
    return this.remember(key, { who, ...role, operation, ...auditNote, httpStatus: statusCode });
  }

  private remember(key: string, subject: AuditSubject): KnownSubject {
    const { httpStatus, ...fields } = subject;
    const logger = this.logger.child({ ...fields, http_status: httpStatus });
    const known = { subject, key, logger };
    if (this.subjects.size >= MAX_SUBJECTS) this.subjects.clear();
    this.subjects.set(key, known);
    return known;
  }

  /** A name that is a key by mistake is not written. */
  private nameOf(name: string): string {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const clean = this.redactor.redact(name);
    this.names.set(name, clean);
    return clean;
  }
}
