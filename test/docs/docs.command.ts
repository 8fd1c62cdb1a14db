import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { envExample } from './generated';
import { renewTables } from './readme';

const ROOT = join(__dirname, '../..');

/** `npm run docs`: renews `.env.example` and the README's tables. */
const readme = join(ROOT, 'README.md');
writeFileSync(join(ROOT, '.env.example'), envExample());
writeFileSync(readme, renewTables(readFileSync(readme, 'utf8')));
