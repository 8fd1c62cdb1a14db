import {
  Catch,
  HttpException,
  Injectable,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Redactor } from '../logging/redactor.service';
import { problem, ProblemException } from './problem';

const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** Sentences for errors that the web framework raises before any route runs. */
const FRAMEWORK_DETAILS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body: must not be larger than 64 KB',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content-type: must be application/json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body: must not be empty when content-type is application/json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'body: is not valid JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'content-length: does not match the body',
  FST_ERR_BAD_URL: 'The path is not a valid URL',
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

  constructor(private readonly redactor: Redactor) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also the handler of errors that occur outside of routes. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (reply.sent) return;
    if (error instanceof BodyException) {
      void reply.status(error.getStatus()).send(error.body);
      return;
    }
    const { status, detail, more = {} } = this.describe(error);
    if (status >= 500 && !(error instanceof HttpException)) this.logger.error(this.explain(error));
    const instance = this.redactor.redact(request.url.split('?', 1)[0] ?? '');
    void reply
      .status(status)
      .headers({ ...more.headers })
      .type(PROBLEM_JSON)
      .send(JSON.stringify(problem(status, detail, instance, more.extensions)));
  }

  private describe(error: unknown): Pick<ProblemException, 'detail'> &
    Partial<Pick<ProblemException, 'more'>> & { status: number } {
    if (error instanceof ProblemException) {
      return {
        status: error.getStatus(),
        detail: this.redactor.redact(error.detail),
        more: error.more,
      };
    }
    if (error instanceof HttpException) {
      const status = error.getStatus();
      return { status, detail: status === 404 ? 'No such route' : this.redactor.redact(error.message) };
    }
    const { statusCode, code } = (error ?? {}) as { statusCode?: unknown; code?: unknown };
    if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
      return {
        status: statusCode,
        detail: FRAMEWORK_DETAILS[String(code)] ?? 'The request cannot be read',
      };
    }
    return { status: 500, detail: 'An unexpected error occurred' };
  }

  private explain(error: unknown): string {
    return this.redactor.redact(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
