import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProblemException } from '../http/problem';
import { PAGE_SECURITY_HEADERS } from '../http/security-headers';
import { ApiDocument } from './api-document.service';

const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const ASSET_FOLDER = dirname(require.resolve('swagger-ui-dist/package.json'));

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Integration health API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
    <link rel="icon" href="/api/docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger-ui', deepLinking: true });
`;

/** The API's document and its page; ordinary routes, so that limits and keys hold for them too. */
@Controller('api')
export class DocsController {
  constructor(private readonly document: ApiDocument) {}

  /** The OpenAPI document. */
  @Get('openapi.json')
  openapi(): Promise<object> {
    return this.document.get();
  }

  /** Swagger UI. */
  @Get('docs')
  page(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.headers(PAGE_SECURITY_HEADERS).type('text/html; charset=utf-8');
    return PAGE;
  }

  @Get('docs/start.js')
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  start(): string {
    return START;
  }

  @Get('docs/:asset')
  async asset(@Param('asset') name: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const type = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
    if (type === undefined) throw new ProblemException(404, 'No such route');
    void reply.type(type);
    return readFile(join(ASSET_FOLDER, name));
  }
}
