import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Tests run the sources, but a worker is a thread of Node's own, which does not read TypeScript. So
// before the tests begin, the worker and the module with the layers of these tests are compiled from
// the sources, as they are now; test/entry tests the package as it is published.

/** Where they are put; beside the sources, so that they find their packages. */
const DIRECTORY = new URL('../../report/workers/', import.meta.url);

/** The compiled worker. */
export const WORKER = new URL('worker.js', DIRECTORY);

/** The compiled ownParts.ts. */
export const OWN_PARTS = new URL('ownParts.js', DIRECTORY);

/** Called once before all tests. */
export default async function setup(): Promise<void> {
  await build({
    entryPoints: {
      worker: source('../../../src/models/workers/worker.ts'),
      ownParts: source('ownParts.ts'),
    },
    alias: { unrolled: source('../../../src/index.ts') },
    outdir: fileURLToPath(DIRECTORY),
    bundle: true,
    splitting: true, // one ConfigError for the worker and the module
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  });
}

function source(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
