import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';

/** A field of the input that is wrong. */
export interface FieldProblem {
  readonly field: string;
  readonly problem: string;
}

/** The body of an error answer (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  readonly errors?: readonly FieldProblem[];
  readonly [extension: string]: unknown;
}

/** What a problem adds to its status and detail. */
export interface ProblemOptions {
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that is answered as problem+json with exactly this detail. */
export class ProblemException extends HttpException {
  constructor(
    status: number,
    readonly detail: string,
    readonly more: ProblemOptions = {},
  ) {
    super(detail, status);
  }
}

/** Builds the body of a problem. */
export function problem(
  status: number,
  detail: string,
  instance: string | undefined,
  extensions: Readonly<Record<string, unknown>> = {},
): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    ...(instance !== undefined && { instance }),
    ...extensions,
  };
}
