import { defineConfig } from 'vitest/config';
import tests from '../vitest.config.ts';

const MINUTE = 60_000;

/** The proofs that take longer than the budget of `npm test`. */
export default defineConfig({
  ...tests,
  test: {
    ...tests.test,
    include: ['test/prove/**/*.prove.ts'],
    typecheck: { enabled: false },
    testTimeout: 30 * MINUTE,
    hookTimeout: 30 * MINUTE,
    outputFile: { json: 'test/report/proofs.json' },
  },
});
