import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    math: 'src/math/index.ts',
    tensor: 'src/primitives/index.ts',
    testing: 'src/testing/index.ts',
    worker: 'src/models/workers/worker.ts', // started by its URL
  },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  splitting: true, // one ShapeError for all entry points, in CommonJS too
  external: [/^node:/],
  removeNodeProtocol: false,
  shims: true, // import.meta.url in CommonJS
  plugins: [
    {
      name: 'the worker stands beside the files that start it',
      renderChunk(code) {
        return { code: code.replaceAll('./worker.ts', './worker.js') };
      },
    },
  ],
  sourcemap: true,
  clean: true,
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } }, // tsup sets baseUrl itself
});
