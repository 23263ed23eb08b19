import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { WORKER } from './models/workers/build.ts';

/** The package's own names lead to the source, so that no test needs a build. */
const alias = [
  { find: /^unrolled$/, replacement: source('index.ts') },
  { find: /^unrolled\/math$/, replacement: source('math/index.ts') },
  { find: /^unrolled\/tensor$/, replacement: source('primitives/index.ts') },
  { find: /^unrolled\/testing$/, replacement: source('testing/index.ts') },
];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { alias },
  plugins: [
    {
      name: 'workers are started from the file that test/models/workers/build.ts has made',
      transform: (code, id) =>
        id === source('models/workers/thread.ts')
          ? code.replaceAll('./worker.ts', WORKER.href)
          : undefined,
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    typecheck: {
      enabled: true,
      include: ['test/**/*.test-d.ts'],
      tsconfig: 'test/tsconfig.json',
    },
    globalSetup: 'test/models/workers/build.ts',
    pool: 'forks',
    maxWorkers: 2,
    // the tests of a flat heap collect before they measure
    execArgv: ['--expose-gc', ...process.execArgv],
    testTimeout: 20_000,
    reporters: ['default', 'json'],
    outputFile: { json: 'test/report/tests.json' },
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/kernels/wasm/assembly/**'],
      reporter: ['text-summary', 'html'],
    },
  },
});

function source(path: string): string {
  return fileURLToPath(new URL(`../src/${path}`, import.meta.url));
}
