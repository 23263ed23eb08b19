import { adam, type Model, type ModelData } from 'unrolled';
import { expect, test } from 'vitest';
import { drawTokens, tokenModel } from './tokenModel.ts';

/** Batches of several shapes, ragged ones among them: memory must not grow with their number. */
const BATCHES: readonly (readonly [ModelData, ModelData])[] = [[4, 4], [2, 5, 1], [3], [6, 6]].map(
  (lengths, seed) => {
    const { x, y } = drawTokens(lengths, seed);
    return [x, y];
  },
);

async function heapAfter(steps: number, step: (i: number) => void): Promise<number> {
  for (let i = 0; i < steps; i++) step(i);
  // Two collections, with a turn of the event loop between: the first may leave what it finalizes.
  collect();
  await new Promise((resolve) => setTimeout(resolve, 0));
  collect();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

function collect(): void {
  if (globalThis.gc === undefined) throw new Error('the heap is measured under node --expose-gc');
  globalThis.gc();
}

function compiled(): Model {
  const model = tokenModel({ rate: 0.1 });
  model.compile({
    optimizer: adam({ globalClipNorm: 1 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
  });
  return model;
}

test('the heap is flat over 10,000 training steps', { timeout: 60_000 }, async () => {
  const model = compiled();
  const step = (i: number): void => {
    const [x, y] = BATCHES[i % BATCHES.length] ?? [[], []];
    model.trainOnBatch(x, y);
  };
  // as many before: engines compile late, and what they note of the code stays
  const before = await heapAfter(10_000, step);
  const after = await heapAfter(10_000, step);
  expect(model.iterations).toBe(20_000);
  // 26 bytes a step would pass it: one number kept of every step is 80,000 bytes.
  expect(after - before).toBeLessThan(256 * 1024);
});

test('the heap is flat over passes that are never gone back from', {
  timeout: 60_000,
}, async () => {
  const model = compiled();
  const step = (i: number): void => {
    const [x] = BATCHES[i % BATCHES.length] ?? [[]];
    model.begin(x, { training: true });
  };
  const before = await heapAfter(1_000, step);
  const after = await heapAfter(2_000, step);
  expect(after - before).toBeLessThan(256 * 1024);
});
