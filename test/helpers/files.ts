import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files of one test in a folder of their own. */
export interface TemporaryFiles {
  /** Writes the file and gives its path. */
  write(name: string, text: string): string;
  remove(name: string): void;
  removeAll(): void;
}

/** Makes the folder. */
export function temporaryFiles(): TemporaryFiles {
  const folder = mkdtempSync(join(tmpdir(), 'integration-health-'));
  return {
    write: (name, text) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    remove: (name) => rmSync(join(folder, name), { force: true }),
    removeAll: () => rmSync(folder, { recursive: true, force: true }),
  };
}
