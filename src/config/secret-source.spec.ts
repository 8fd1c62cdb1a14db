import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as fc from 'fast-check';
import { firstValueFrom } from 'rxjs';
import { SecretSource } from './secret-source';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

let files = 0;

function fileWith(content: string): string {
  const path = join(folder, `secret-${files++}`);
  writeFileSync(path, content);
  return path;
}

const fromFile = (path: string) => new SecretSource({ ACME_KEY_FILE: path }, ['ACME_KEY']);

describe('a variable', () => {
  it('is what the environment says', () => {
    expect(new SecretSource({ ACME_KEY: 'abc' }).get('ACME_KEY')).toBe('abc');
  });

  it('keeps its white space, which may be worth a warning', () => {
    expect(new SecretSource({ ACME_KEY: ' abc ' }).get('ACME_KEY')).toBe(' abc ');
  });

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['blank', '   '],
    ['an empty line', '\n'],
  ])('is absent when it is %s', (_name, value) => {
    expect(new SecretSource({ ACME_KEY: value }).get('ACME_KEY')).toBeUndefined();
  });

  it('is not another one', () => {
    expect(new SecretSource({ ACME_KEY: 'abc' }).get('ACME')).toBeUndefined();
  });
});

describe('a variable from a file', () => {
  it.each([
    ['as it is', 'abc', 'abc'],
    ['without the trailing newline', 'abc\n', 'abc'],
    ['without the trailing newline of Windows', 'abc\r\n', 'abc'],
    ['with all but the last newline', 'abc\n\n', 'abc\n'],
    ['with newlines inside', 'a\nb\n', 'a\nb'],
    ['with its other white space', ' abc \n', ' abc '],
    ['with 64 KiB', 'x'.repeat(65_536), 'x'.repeat(65_536)],
  ])('is read %s', (_name, content, value) => {
    const source = fromFile(fileWith(content));
    expect(source.get('ACME_KEY')).toBe(value);
    expect(source.problems).toEqual([]);
  });

  it('is read whatever it holds', () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(line, (text) => {
        const value = text.replaceAll(/[\r\n]/g, '_');
        expect(fromFile(fileWith(`${value}\n`)).get('ACME_KEY')).toBe(value);
      }),
      { numRuns: 30 },
    );
  });

  it('is found where the path is surrounded by white space', () => {
    expect(fromFile(` ${fileWith('abc')}\n`).get('ACME_KEY')).toBe('abc');
  });

  it.each(['', '\n', '  \n'])(
    'is absent when the file holds %p, which is no problem',
    (content) => {
      const source = fromFile(fileWith(content));
      expect(source.get('ACME_KEY')).toBeUndefined();
      expect(source.problems).toEqual([]);
    },
  );

  it('is not looked for when the path is blank', () => {
    const source = fromFile('  ');
    expect(source.get('ACME_KEY')).toBeUndefined();
    expect(source.problems).toEqual([]);
  });

  it('is looked for only where files may stand in', () => {
    const source = new SecretSource({ HOST_FILE: fileWith('abc') }, ['ACME_KEY']);
    expect(source.get('HOST')).toBeUndefined();
  });

  it.each([
    ['does not exist', () => join(folder, 'nowhere')],
    ['is a folder', () => folder],
    ['holds more than 64 KiB', () => fileWith('x'.repeat(65_537))],
  ])('is absent when the file %s, which is said without the path', (_name, path) => {
    const source = fromFile(path());
    expect(source.get('ACME_KEY')).toBeUndefined();
    expect(source.problems).toEqual(['ACME_KEY_FILE cannot be read']);
  });

  it('leaves the others alone when its file cannot be read', () => {
    const env = { A_FILE: join(folder, 'nowhere'), B_FILE: fileWith('abc'), C_FILE: folder };
    const source = new SecretSource(env, ['A', 'B', 'C']);
    expect(source.get('B')).toBe('abc');
    expect(source.problems).toEqual(['A_FILE cannot be read', 'C_FILE cannot be read']);
  });
});

describe('a variable that is given itself and as a file', () => {
  it('counts itself, and is known to be given twice', () => {
    const env = { ACME_KEY: 'itself', ACME_KEY_FILE: fileWith('from file') };
    const source = new SecretSource(env, ['ACME_KEY']);
    expect(source.get('ACME_KEY')).toBe('itself');
    expect(source.isGivenTwice('ACME_KEY')).toBe(true);
  });

  it.each([
    ['only itself', { ACME_KEY: 'abc' }],
    ['only as a file', { ACME_KEY_FILE: '/nowhere' }],
    ['itself, but blank', { ACME_KEY: ' ', ACME_KEY_FILE: '/nowhere' }],
    ['as a blank path', { ACME_KEY: 'abc', ACME_KEY_FILE: ' ' }],
    ['not at all', {}],
  ])('is not given twice when it is given %s', (_name, env) => {
    expect(new SecretSource(env).isGivenTwice('ACME_KEY')).toBe(false);
  });

  it('counts as a file when it is blank itself', () => {
    const env = { ACME_KEY: ' ', ACME_KEY_FILE: fileWith('from file') };
    expect(new SecretSource(env, ['ACME_KEY']).get('ACME_KEY')).toBe('from file');
  });
});

describe('a watched file', () => {
  let source: SecretSource;
  let path: string;

  beforeEach(() => {
    path = fileWith('old\n');
    source = fromFile(path);
    source.watch();
  });

  afterEach(() => {
    source.beforeApplicationShutdown();
  });

  /** Touches the file until it is noticed: a change before the very first look is none. */
  async function noticed(act: () => void): Promise<string> {
    const change = firstValueFrom(source.changes$);
    act();
    const touch = setInterval(() => {
      if (existsSync(path)) utimesSync(path, new Date(), new Date());
    }, 300);
    return change.finally(() => clearInterval(touch));
  }

  it('is read again when it changes', async () => {
    expect(await noticed(() => writeFileSync(path, 'renewed\n'))).toBe('ACME_KEY');
    expect(source.get('ACME_KEY')).toBe('renewed');
  });

  it('makes its variable absent when it goes, and present when it comes back', async () => {
    await noticed(() => rmSync(path));
    expect(source.get('ACME_KEY')).toBeUndefined();
    await noticed(() => writeFileSync(path, 'again'));
    expect(source.get('ACME_KEY')).toBe('again');
  });

  it('announces nothing when only its time changed', async () => {
    const names: string[] = [];
    source.changes$.subscribe((name) => names.push(name));
    writeFileSync(path, 'old\n');
    await delay(1500);
    expect(names).toEqual([]);
    await noticed(() => writeFileSync(path, 'renewed'));
    expect(names).toEqual(['ACME_KEY']);
  });

  it('is let go at shutdown', async () => {
    source.beforeApplicationShutdown();
    writeFileSync(path, 'renewed');
    await delay(1500);
    expect(source.get('ACME_KEY')).toBe('old');
  });
});
