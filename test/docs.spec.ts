import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INTEGRATION_KEYS } from '../src/integrations/integrations.catalog';
import { envExample } from './docs/generated';
import { renewTables } from './docs/readme';

const ROOT = join(__dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Prettier aligns tables, so that only their cells are compared. */
const cells = (text: string) => text.replaceAll(/ *\| */g, '|').replaceAll(/-{3,}/g, '---');

describe('documents are in step with the code (npm run docs renews them)', () => {
  it('.env.example names every variable', () => {
    expect(read('.env.example')).toBe(envExample());
  });

  it("the README's tables tell what the catalog and the settings say", () => {
    const readme = read('README.md');
    expect(cells(readme)).toBe(cells(renewTables(readme)));
  });

  it('every integration is a folder, and every folder an integration', () => {
    const folders = readdirSync(join(ROOT, 'src/integrations'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(folders.toSorted()).toEqual(INTEGRATION_KEYS.toSorted());
  });

  it.each(INTEGRATION_KEYS)('%s has its module, its definition and its sandbox', (key) => {
    const files = readdirSync(join(ROOT, 'src/integrations', key));
    expect(files).toEqual(
      expect.arrayContaining([`${key}.module.ts`, `${key}.health.ts`, `${key}.sandbox.ts`]),
    );
  });

  it('the README shows both commands of a newcomer', () => {
    expect(read('README.md')).toContain('npm ci && npm run demo');
    expect(read('README.md')).toContain('npm ci && npm test');
  });
});
