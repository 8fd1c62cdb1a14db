import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { Injectable } from '@nestjs/common';

/** `npm run build` puts the client here, beside the compiled service. */
const FOLDER = join(__dirname, '../../dist/client');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Integration health</title>
<p>The dashboard is not built. Run <code>npm run build</code>, then start the service again.</p></html>`;

/** A file of the client, in each encoding that the build made. */
export interface ClientFile {
  readonly type: string;
  /** Strong, of the plain bytes. */
  readonly etag: string;
  /** Whether the name holds a hash of the content. */
  readonly immutable: boolean;
  readonly plain: Buffer;
  readonly br?: Buffer;
  readonly gzip?: Buffer;
}

/** The built client, read into memory when it is first asked for. */
@Injectable()
export class ClientFiles {
  private files: ReadonlyMap<string, ClientFile> | undefined;

  /** The file of a path such as `assets/main-1a2b.js`; only what the build made is found. */
  find(path: string): ClientFile | undefined {
    this.files ??= load();
    return this.files.get(path);
  }

  /** The page that every route of the client starts from. */
  shell(): ClientFile {
    return this.find('index.html') ?? file('index.html', Buffer.from(NOT_BUILT));
  }
}

function load(): ReadonlyMap<string, ClientFile> {
  if (!existsSync(FOLDER)) return new Map();
  const paths = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && Object.hasOwn(TYPES, extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    paths.map((path) => {
      const name = relative(FOLDER, path).split(sep).join('/');
      return [name, file(name, readFileSync(path), packed(path, 'br'), packed(path, 'gz'))];
    }),
  );
}

function packed(path: string, extension: string): Buffer | undefined {
  const packedPath = `${path}.${extension}`;
  return existsSync(packedPath) ? readFileSync(packedPath) : undefined;
}

function file(name: string, plain: Buffer, br?: Buffer, gzip?: Buffer): ClientFile {
  return {
    type: TYPES[extname(name)]!,
    etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
    immutable: name.startsWith('assets/'),
    plain,
    ...(br && { br }),
    ...(gzip && { gzip }),
  };
}
