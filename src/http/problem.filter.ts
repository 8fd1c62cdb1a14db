import {
  Catch,
  HttpException,
  Injectable,
  Logger,
  Optional,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Redactor } from '../logging/redactor.service';
import { ErrorPages } from './error-pages';
import { JSON_TYPE, PROBLEM_JSON } from './media-type';
import { problem, ProblemException } from './problem';
import { SECURITY_HEADERS } from './security-headers';

/** Sentences for errors that are raised before a route runs, by status. */
const FRAMEWORK_DETAILS: Readonly<Record<number, string>> = {
  400: 'body: cannot be read as its content type says',
  413: 'body: must not be larger than 64 KB',
  414: 'path: is too long',
  415: 'content-type: must be application/json',
  429: 'Too many requests; Retry-After says when the next one is welcome',
};

/** An exception that carries its whole answer, for bodies that are no problem details. */
export class BodyException extends HttpException {
  constructor(
    status: number,
    readonly body: object,
  ) {
    super('', status);
  }
}

/** Answers every error as problem+json; nothing of an unforeseen error reaches the client. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(
    private readonly redactor: Redactor,
    @Optional() private readonly pages?: ErrorPages,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also the handler of errors that occur outside of routes. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (reply.sent) return;
    // Some requests are refused before the hook that does this for all answers.
    void reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
    if (error instanceof BodyException) {
      this.send(reply.status(error.getStatus()).type(JSON_TYPE), error.body);
      return;
    }
    const { status, detail, more = {} } = this.describe(error);
    if (status === 500) this.logger.error(this.explain(error));
    if (this.pages?.send(status, request, reply.headers({ ...more.headers }))) return;
    const instance = request.url.split('?', 1)[0] ?? '';
    void reply
      .status(status)
      .headers({ ...more.headers })
      .type(PROBLEM_JSON);
    this.send(reply, problem(status, detail, instance, more.extensions));
  }

  private send(reply: FastifyReply, body: object): void {
    void reply.send(this.redactor.redact(JSON.stringify(body)));
  }

  private describe(
    error: unknown,
  ): Pick<ProblemException, 'detail'> &
    Partial<Pick<ProblemException, 'more'>> & { status: number } {
    if (error instanceof ProblemException) {
      return { status: error.getStatus(), detail: error.detail, more: error.more };
    }
    const status = statusOf(error);
    if (codeOf(error) === 'FST_ERR_BAD_URL') return { status, detail: 'path: cannot be decoded' };
    if (status === 404) return { status, detail: 'No such route' };
    if (status < 500)
      return { status, detail: FRAMEWORK_DETAILS[status] ?? 'The request was refused' };
    return { status: 500, detail: 'An unexpected error occurred' };
  }

  private explain(error: unknown): string {
    return this.redactor.redact(
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
  }
}

function statusOf(error: unknown): number {
  const status = error instanceof HttpException ? error.getStatus() : statusCodeOf(error);
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function statusCodeOf(error: unknown): unknown {
  return (error as { statusCode?: unknown } | undefined)?.statusCode;
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}
