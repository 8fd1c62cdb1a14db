import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers people with a page where programs get a problem. */
export abstract class ErrorPages {
  /** @returns whether the page was sent; otherwise the problem is */
  abstract send(status: number, request: FastifyRequest, reply: FastifyReply): boolean;
}
