import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const ROOT = import.meta.dirname;
const OUT = resolve(ROOT, '../../../dist/client');
/** Smaller files gain nothing. */
const MIN_PACKED_BYTES = 1024;

/** Packs every file once at build, so that the service never packs while it answers. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    closeBundle() {
      const files = readdirSync(OUT, { recursive: true, withFileTypes: true });
      for (const { name, parentPath } of files.filter((entry) => entry.isFile())) {
        const path = join(parentPath, name);
        const bytes = readFileSync(path);
        if (bytes.length < MIN_PACKED_BYTES) continue;
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        writeFileSync(
          `${path}.br`,
          brotliCompressSync(bytes, {
            params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
          }),
        );
      }
    },
  };
}

export default defineConfig({
  root: ROOT,
  logLevel: 'warn',
  plugins: [packed()],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // Everything comes from files: the content security policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Libraries mark modules for servers that draw React; there is none here.
      onLog(level, log, handle) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
  // `npm run dashboard:dev` draws against a service on port 8000, for instance the demo.
  server: { proxy: { '/api': 'http://127.0.0.1:8000', '/status/data': 'http://127.0.0.1:8000' } },
});
