import { Injectable } from '@nestjs/common';
import Negotiator from 'negotiator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ErrorPages } from '../http/error-pages';
import { PAGE_SECURITY_HEADERS } from '../http/security-headers';
import { ClientFiles, type ClientFile } from './client-files.store';

/** Paths whose clients are programs: they always get a problem. */
const FOR_PROGRAMS = /^\/(api|health|metrics)(\/|\?|$)/;

/** Sends files of the client, packed as the browser understands, and not at all when it has them. */
@Injectable()
export class PageSender extends ErrorPages {
  constructor(private readonly files: ClientFiles) {
    super();
  }

  /** The client's page; it draws the route by itself. */
  page(request: FastifyRequest, reply: FastifyReply, status = 200): void {
    this.file(this.files.shell(), request, reply.status(status));
  }

  /** Sends one file. */
  file(file: ClientFile, request: FastifyRequest, reply: FastifyReply): void {
    void reply
      .headers(PAGE_SECURITY_HEADERS)
      .header('Cache-Control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
      .header('Vary', 'Accept-Encoding')
      .header('ETag', file.etag);
    if (reply.statusCode === 200 && request.headers['if-none-match'] === file.etag) {
      void reply.status(304).send();
      return;
    }
    const encoding = encodingFor(file, request);
    if (encoding !== undefined) void reply.header('Content-Encoding', encoding);
    void reply.type(file.type).send(encoding === undefined ? file.plain : file[encoding]);
  }

  /** People get the page for unknown paths, which also asks for the key where one is needed. */
  override send(status: number, request: FastifyRequest, reply: FastifyReply): boolean {
    if (status !== 404 && status !== 401) return false;
    if (request.method !== 'GET' || FOR_PROGRAMS.test(request.url) || !prefersHtml(request)) {
      return false;
    }
    this.page(request, reply, status);
    return true;
  }
}

function prefersHtml(request: FastifyRequest): boolean {
  if (!request.headers.accept?.includes('text/html')) return false;
  return new Negotiator(request).mediaType(['application/json', 'text/html']) === 'text/html';
}

/** The smaller one of those that the client takes. */
function encodingFor(file: ClientFile, request: FastifyRequest): 'br' | 'gzip' | undefined {
  const accepted = new Negotiator(request).encodings(['br', 'gzip']);
  return (['br', 'gzip'] as const).find(
    (encoding) => file[encoding] !== undefined && accepted.includes(encoding),
  );
}
