import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { decodeBase64 } from '../../src/kernels/wasm/decodeBase64.ts';
import { MODULE } from '../../src/kernels/wasm/module.ts';
import { canJoin, JOIN, joiningNode } from '../bench/engines.ts';

const folder = mkdtempSync(join(tmpdir(), 'unrolled-joined-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Compiles every function at once with the best compiler, which alone joins. */
const AT_ONCE = [JOIN, '--no-liftoff', '--no-wasm-lazy-compilation'];

/** What must have the same bits, joined or not. */
const TESTS = [
  'test/kernels',
  'test/layers',
  'test/math',
  'test/models/kernels.test.ts',
  'test/models/familyDigests.test.ts',
  'test/models/everyLayer.test.ts',
];

test.skipIf(!canJoin())('an engine that joins pairs of vectors keeps every bit', () => {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts'];
  const quiet = ['--typecheck=false', '--reporter=dot'];
  const { status, stdout } = spawnSync(joiningNode(), [...AT_ONCE, ...vitest, ...quiet, ...TESTS], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/Tests .*[1-9][0-9]{3} passed/);
  expect(status).toBe(0);
});

test.skipIf(!canJoin())('it joins whole tiles, activations, and loops over elements', () => {
  const module = join(folder, 'kernels.wasm');
  writeFileSync(module, decodeBase64(MODULE));
  const script = `new WebAssembly.Module(require('fs').readFileSync(${JSON.stringify(module)}))`;
  const tracing = ['--trace-wasm-revectorize', '--wasm-num-compilation-tasks=1'];
  const { stdout } = spawnSync(joiningNode(), [...AT_ONCE, ...tracing, '--eval', script], {
    encoding: 'utf8',
  });
  const joined = [...stdout.matchAll(/Decided? to vectorize, (\d+) revectorizable nodes/g)];
  // a tile with three of its four rows joined has 105
  const whole = joined.filter(([, nodes]) => Number(nodes) >= 150);
  expect(whole.length).toBeGreaterThanOrEqual(3); // tiles of both precisions, activations
  // sums, products, copies, the steps of LSTM and GRU there and back, slopes, updates
  expect(joined.length).toBeGreaterThanOrEqual(20);
});
