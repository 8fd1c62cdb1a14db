import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '..');
const GENERATED = new Set(['src/metadata.ts']);

/** What a file may be, by the word before `.ts`; files without such a word hold plain code. */
const ROLES = new Set([
  'module',
  'controller',
  'service',
  'guard',
  'filter',
  'decorator',
  'exception',
  'dto',
  'store',
  'channel',
  'health',
  'proofs',
  'catalog',
  'registry',
  'sandbox',
  'command',
  'spec',
  'e2e-spec',
  'contract',
]);

const files = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
  .filter((path) => !GENERATED.has(path));

describe('the tree', () => {
  it('has no room for things without a place', () => {
    expect(files.filter((path) => /\/(utils?|helpers?|common|shared|lib)\//.test(path))).toEqual(
      [],
    );
  });

  it('has no barrels', () => {
    expect(files.filter((path) => basename(path) === 'index.ts')).toEqual([]);
  });

  it('names each file by its role', () => {
    const unknown = files.filter((path) => {
      const [, ...words] = basename(path, '.ts').split('.');
      return words.some((word) => !ROLES.has(word));
    });
    expect(unknown).toEqual([]);
  });

  it('has no file that is too long to read', () => {
    const long = files.filter(
      (path) => !/\.(spec|sandbox)\.ts$/.test(path) && read(path).split('\n').length > 330,
    );
    expect(long).toEqual([]);
  });
});

describe('the documentation', () => {
  it('has a sentence on every exported symbol', () => {
    expect(files.filter((path) => !path.endsWith('.spec.ts')).flatMap(undocumented)).toEqual([]);
  });
});

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function undocumented(path: string): string[] {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  const documented = new Set<string>();
  return source.statements.filter(isExported).flatMap((statement) => {
    const name = nameOf(statement);
    const isDocumented = ts.getJSDocCommentsAndTags(statement).length > 0;
    if (isDocumented) documented.add(name);
    return isDocumented || documented.has(name) ? [] : [`${path}: ${name}`];
  });
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function nameOf(statement: ts.Statement): string {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText()).join(', ');
  }
  return (statement as ts.DeclarationStatement).name?.getText() ?? 'default';
}
