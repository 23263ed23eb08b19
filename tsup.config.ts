import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    math: 'src/math/index.ts',
    tensor: 'src/primitives/index.ts',
    testing: 'src/testing/index.ts',
  },
  format: ['esm', 'cjs'],
  target: 'es2022',
  platform: 'neutral',
  splitting: true, // one ShapeError for all entry points, in CommonJS too
  external: [/^node:/],
  removeNodeProtocol: false,
  sourcemap: true,
  clean: true,
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } }, // tsup sets baseUrl itself
});
