import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const BODIES = new Map<string, object>([
  ...Object.entries(
    JSON.parse(readFileSync(process.env.BODIES!, 'utf8')) as Record<string, object>,
  ),
  ['/health/live', { status: 'ok' }],
]);

/** The same bodies without a framework: what the runtime can do at best. */
createServer(({ url = '' }, response) => {
  const body = JSON.stringify(BODIES.get(url));
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}).listen(Number(process.env.PORT), '127.0.0.1');
