import {
  adam,
  dense,
  embedding,
  encodeModel,
  gru,
  input,
  type Layer,
  lstm,
  Model,
  randomStream,
  simpleRnn,
} from 'unrolled';
import { kernelsFor, referenceKernels } from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';

/** Sizes that no register or panel divides; what stands between an embedding and the last layer. */
const RECURRENT: readonly [string, readonly Layer[]][] = [
  ['gru', [gru({ units: 17, returnSequences: true })]],
  ['gru, reset before', [gru({ units: 17, returnSequences: true, resetAfter: false })]],
  ['gru without bias', [gru({ units: 9, returnSequences: true, useBias: false })]],
  [
    'gru, relu and softsign',
    [gru({ units: 9, returnSequences: true, activation: 'relu', recurrentActivation: 'softsign' })],
  ],
  [
    'gru of one unit on a wide one',
    [gru({ units: 33, returnSequences: true }), gru({ units: 1, returnSequences: true })],
  ],
  [
    'gru, lstm and simpleRnn',
    [
      gru({ units: 16, returnSequences: true }),
      lstm({ units: 11, returnSequences: true }),
      simpleRnn({ units: 10, returnSequences: true }),
    ],
  ],
];

const BATCHES: readonly [string, { readonly B: number; readonly T: number; padding: number }][] = [
  ['6 rows of 11 steps', { B: 6, T: 11, padding: 0 }],
  ['6 rows of 11 steps, some of them padding', { B: 6, T: 11, padding: 8 }],
  ['one row', { B: 1, T: 7, padding: 0 }],
  ['rows of one step', { B: 5, T: 1, padding: 4 }],
];

const CASES = RECURRENT.flatMap(([layers, recurrent]) =>
  BATCHES.map(([batch, sizes]) => ({ layers, recurrent, batch, sizes })),
);

test('float32 is computed in WebAssembly here, or what follows would show nothing', () => {
  expect(kernelsFor('float32')).not.toBe(referenceKernels('float32'));
});

describe('training has the same bits with the fastest kernels and with the reference', () => {
  test.each(CASES)('$layers, $batch', async ({ recurrent, sizes: { B, T, padding } }) => {
    const random = randomStream('kernels');
    const draw = (): number[][] =>
      Array.from({ length: B }, () =>
        Array.from({ length: T }, () => Math.max(0, random.integer(19 + padding) - padding)),
      );
    const batches = Array.from({ length: 10 }, () => ({ x: draw(), y: draw() }));
    const [fast, plain] = (['auto', 'reference'] as const).map((kernels) => {
      const model = new Model(
        [
          input({ shape: [null], dtype: 'int32' }),
          embedding({ inputDim: 19, outputDim: 13, maskZero: true }),
          ...recurrent,
          dense({ units: 19 }),
        ],
        { seed: 4, kernels },
      );
      model.compile({
        optimizer: adam({ learningRate: 0.01, globalClipNorm: 1 }),
        loss: 'sparseCategoricalCrossentropy',
      });
      for (const { x, y } of batches) model.trainOnBatch(x, y);
      return model;
    });
    if (!fast || !plain) throw new Error('there are two models');
    expectBits(encodeModel(fast), encodeModel(plain), 'the file after 10 steps');
    const x = draw();
    const [y, expected] = [await fast.predict(x), await plain.predict(x)];
    expectBits(y.data, [...expected.data], 'the output');
    const ids = x.map(([id = 0]) => id);
    const [stepped, expectedStep] = [fast.step(ids), plain.step(ids)];
    expectBits(stepped.output.data, [...expectedStep.output.data], 'the output of a step');
  });
});
