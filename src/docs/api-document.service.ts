import { Injectable, type INestApplication } from '@nestjs/common';

/** Builds the OpenAPI document when it is first asked for: its library would double the start. */
@Injectable()
export class ApiDocument {
  private app: INestApplication | undefined;
  private document: Promise<object> | undefined;

  /** Called once, by whoever made the application. */
  describe(app: INestApplication): void {
    this.app = app;
  }

  /** The document. */
  get(): Promise<object> {
    this.document ??= this.build();
    return this.document;
  }

  private async build(): Promise<object> {
    const { buildDocument } = await import('./openapi.js');
    return buildDocument(this.app!);
  }
}
