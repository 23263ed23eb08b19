import {
  adam,
  type Dtype,
  dense,
  dropout,
  embedding,
  gru,
  input,
  type Layer,
  lstm,
  type Model,
  randomStream,
  sequential,
  simpleRnn,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { digestOf } from './digestOf.ts';

/** What stands between an embedding and the last layer. */
const RECURRENT: Readonly<Record<'lstm' | 'gru', readonly Layer[]>> = {
  lstm: [
    lstm({ units: 10, returnSequences: true }),
    dropout({ rate: 0.2 }),
    simpleRnn({ units: 7, returnSequences: true }),
  ],
  gru: [
    gru({ units: 10, returnSequences: true }),
    gru({ units: 7, returnSequences: true, resetAfter: false }),
  ],
};

/** Fifty training steps on random tokens, a fifth of them padding. */
function train(dtype: Dtype, kind: keyof typeof RECURRENT): Model {
  const model = sequential(
    [
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: 20, outputDim: 6, maskZero: true }),
      ...RECURRENT[kind],
      dense({ units: 20 }),
    ],
    { dtype, seed: 2026 },
  );
  model.compile({
    optimizer: adam({ learningRate: 0.01, globalClipNorm: 0.4 }),
    loss: 'sparseCategoricalCrossentropy',
  });
  const random = randomStream('digest');
  const draw = (): number[][] =>
    Array.from({ length: 5 }, () =>
      Array.from({ length: 9 }, () => Math.max(0, random.integer(25) - 5)),
    );
  let clipped = 0;
  for (let step = 0; step < 50; step++) {
    if (model.trainOnBatch(draw(), draw()).clipped) clipped++;
  }
  expect(clipped).toBeGreaterThan(5);
  expect(clipped).toBeLessThan(45);
  return model;
}

describe('fifty seeded training steps give the same bits in every engine', () => {
  test.each<[keyof typeof RECURRENT, Dtype, string]>([
    ['lstm', 'float32', '56f2ff06b883786e'],
    ['lstm', 'float64', '1a72d4b7dd0e0ecc'],
    ['gru', 'float32', 'f56c5b0c4d0ee513'],
    ['gru', 'float64', 'e03247f4abfd456a'],
  ])('%s in %s', (kind, dtype, digest) => {
    expect(digestOf(train(dtype, kind))).toBe(digest);
  });
});
