import { boot, type Booted } from './helpers/boot';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
}

interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
}

interface Operation {
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, Media>> }>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly parameters?: readonly { name: string; in: string; schema?: Schema }[];
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, { type: string }>>;
  };
}

const MEETING = { topic: 'Weekly sync', start_time: '2026-02-05T15:00:00Z', duration: 30 };

let booted: Booted;
let document: Document;

beforeAll(async () => {
  booted = await boot({ configured: ['zoom'], env: { ZOOM_ACCOUNT_ID: 'sbxZoomAcct-0123456789' } });
  document = (await booted.http.get('/api/openapi.json')).body;
});
afterAll(() => booted.close());

const body = (path: string, method: string, status: string, type = 'application/json') => {
  const media = document.paths[path]?.[method]?.responses[status]?.content?.[type];
  if (!media) throw new Error(`The document lacks ${method} ${path} ${status} ${type}`);
  return media;
};

describe('the document', () => {
  it('is OpenAPI 3', async () => {
    const response = await booted.http.get('/api/openapi.json');
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(document.openapi).toMatch(/^3\./);
    expect(document.info.title).not.toBe('');
  });

  it.each([
    ['get', '/api/{service}/health'],
    ['get', '/api/integrations/health'],
    ['get', '/api/integrations/config'],
    ['post', '/api/integrations/{service}/check'],
    ['post', '/api/zoom/create-meeting'],
    ['get', '/health/live'],
    ['get', '/health/ready'],
    ['get', '/health/integrations'],
  ])('has %s %s', (method, path) => {
    expect(Object.keys(document.paths)).toContain(path);
    expect(document.paths[path]).toHaveProperty(method);
  });

  it('names every parameter of a path', () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters = [] } of Object.values(operations)) {
        const declared = parameters.filter((parameter) => parameter.in === 'path');
        expect([path, declared.map(({ name }) => name)]).toEqual([path, inPath]);
      }
    }
  });

  it('refers only to what it holds', () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);
    const targets = [...new Set([...references].map(([, target]) => target!))];
    expect(targets.length).toBeGreaterThan(5);
    for (const target of targets) {
      const found = target
        .replace('#/', '')
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
      expect([target, typeof found]).toEqual([target, 'object']);
    }
  });

  it('gives every operation an id of its own and an answer', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const ids = operations.map((operation) => (operation as { operationId?: string }).operationId);
    expect(new Set(ids).size).toBe(operations.length);
    for (const { responses } of operations) {
      expect(Object.keys(responses)).toContain('default');
      expect(Object.keys(responses).length).toBeGreaterThan(1);
    }
  });

  it('says how to present a key', () => {
    const kinds = Object.values(document.components.securitySchemes).map(({ type }) => type);
    expect(kinds.sort()).toEqual(['apiKey', 'http']);
  });

  it('describes errors as problem details', () => {
    const { schema } = body(
      '/api/zoom/create-meeting',
      'post',
      'default',
      'application/problem+json',
    );
    expect(resolve(schema!).required).toEqual(['type', 'title', 'status', 'detail']);
  });

  it.each([
    ['/api/{service}/health', 'get', '200'],
    ['/api/{service}/health', 'get', '404'],
    ['/api/integrations/{service}/check', 'post', '200'],
    ['/api/integrations/{service}/check', 'post', '404'],
    ['/api/integrations/health', 'get', '200'],
    ['/api/integrations/config', 'get', '200'],
  ])("has the contract's example for %s %s %s, which fits its schema", (path, method, status) => {
    const { schema, example } = body(path, method, status);
    expect(example).toBeDefined();
    expect(misfits(schema!, example)).toEqual([]);
  });

  it.each<[string, string, 'get' | 'post', string]>([
    ['/api/zoom/health', '200', 'get', '/api/{service}/health'],
    ['/api/slack/health', '200', 'get', '/api/{service}/health'],
    ['/api/foo/health', '404', 'get', '/api/{service}/health'],
    ['/api/integrations/zoom/check', '200', 'post', '/api/integrations/{service}/check'],
    ['/api/integrations/health', '200', 'get', '/api/integrations/health'],
    ['/api/integrations/config', '200', 'get', '/api/integrations/config'],
    ['/api/zoom/create-meeting', '201', 'post', '/api/zoom/create-meeting'],
  ])('describes what %s really answers', async (url, status, method, path) => {
    await booted.http.get('/api/integrations/health');
    const sent = url.endsWith('create-meeting') ? MEETING : undefined;
    const response = await booted.http[method](url).send(sent);
    expect(response.status).toBe(Number(status));
    expect(misfits(body(path, method, status).schema!, response.body)).toEqual([]);
  });

  it('describes what create-meeting takes', () => {
    const schema =
      document.paths['/api/zoom/create-meeting']?.post?.requestBody?.content['application/json']
        ?.schema;
    expect(resolve(schema!).required).toEqual(['topic', 'start_time', 'duration']);
  });

  it('holds no value of a variable', async () => {
    expect(JSON.stringify(document)).not.toMatch(/sbxZoom/);
  });
});

describe('the page', () => {
  it.each(['/api/docs', '/api/docs/'])('is Swagger UI at %s, with nothing inline', async (path) => {
    const { status, headers, text } = await booted.http.get(path);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain('swagger-ui');
    expect(text).not.toMatch(/<style|style=|\son\w+=|<script>|<script(?![^>]*src=)/);
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it('has all its assets, of the right type', async () => {
    const { text } = await booted.http.get('/api/docs');
    const assets = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    expect(assets.length).toBeGreaterThan(2);
    const types: Record<string, RegExp> = { css: /css/, js: /javascript/, png: /png/ };
    for (const path of assets) {
      // oxlint-disable-next-line no-await-in-loop -- one asset after the other
      const { status, headers } = await booted.http.get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(headers['content-type']).toMatch(types[path.split('.').at(-1)!]!);
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('loads the document of this service', async () => {
    const { text } = await booted.http.get('/api/docs/start.js');
    expect(text).toContain("'/api/openapi.json'");
  });

  it('may be shown over plain HTTP, and runs no foreign or inline script', async () => {
    const policy = (await booted.http.get('/api/docs')).headers['content-security-policy'];
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|upgrade-insecure-requests/);
  });

  it.each([
    'package.json',
    'swagger-ui.js',
    '..%2fpackage.json',
    '..%2f..%2f..%2fpackage.json',
    '%2e%2e/package.json',
    'toString',
    '__proto__',
  ])('has no asset %s', async (name) => {
    const { status, headers } = await booted.http.get(`/api/docs/${name}`);
    expect(status).toBe(404);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  });
});

function resolve(schema: Schema): Schema {
  if (!schema.$ref) return schema;
  return document.components.schemas[schema.$ref.split('/').at(-1)!]!;
}

/** Where a value does not fit its schema; every property must be known. */
function misfits(given: Schema, value: unknown, path = '$'): string[] {
  const schema = resolve(given);
  if (schema.allOf) return schema.allOf.flatMap((part) => misfits(part, value, path));
  if (schema.enum && !schema.enum.includes(value)) return [`${path} is not in the list`];
  if (Array.isArray(value)) {
    if (schema.type !== 'array') return [`${path} is a list`];
    return value.flatMap((item, index) => misfits(schema.items!, item, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) {
    const types = schema.type === 'integer' ? 'number' : schema.type;
    return types === typeof value ? [] : [`${path} is a ${typeof value}, not a ${types}`];
  }
  const missing = (schema.required ?? []).filter((name) => !(name in value));
  return [
    ...missing.map((name) => `${path}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const known = schema.properties?.[name] ?? schema.additionalProperties;
      if (typeof known !== 'object') return [`${path}.${name} is not described`];
      return misfits(known, inner, `${path}.${name}`);
    }),
  ];
}
