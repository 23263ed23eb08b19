import {
  activation,
  dense,
  dropout,
  embedding,
  gru,
  input,
  type Layer,
  lstm,
  Model,
  randomStream,
  simpleRnn,
} from 'unrolled';
import { describe, test } from 'vitest';
import { expectBits, expectClose } from '../math/closeness.ts';
import { drawTensor } from '../math/draw.ts';

/** Layers that give on the numbers of an embedding as they are, but not where they were looked up. */
const SILENT: readonly (readonly [string, Layer])[] = [
  ['a dropout of nothing', dropout({ rate: 0 })],
  ['a linear activation', activation({ activation: 'linear' })],
];

const RECURRENT: readonly (readonly [string, Layer])[] = [
  ['an LSTM', lstm({ units: 6, returnSequences: true })],
  ['a GRU', gru({ units: 6, returnSequences: true })],
  ['a SimpleRNN', simpleRnn({ units: 6, returnSequences: true })],
];

/** The output and all gradients of a model with an embedding of 5 rows, on 17 tokens. */
function run(between: readonly Layer[], recurrent: Layer, maskZero: boolean) {
  const layers = [
    input({ shape: [null], dtype: 'int32' }),
    embedding({ inputDim: 5, outputDim: 4, maskZero }),
    ...between,
    recurrent,
    dense({ units: 3 }),
  ];
  const model = new Model(layers, { dtype: 'float64', seed: 2 });
  const random = randomStream('tokens');
  const row = (length: number) => Array.from({ length }, () => random.integer(5));
  const [y, backward] = model.begin([row(8), row(3), row(6)], { training: true });
  const gradients = backward(drawTensor(y.shape, random));
  return { y, gradients: gradients.map(({ data }) => data.slice()) };
}

describe.each(RECURRENT)('%s behind an embedding', (_, recurrent) => {
  describe.each([false, true])('with maskZero %s', (maskZero) => {
    test.each(SILENT)('has the outputs and gradients that it has behind %s', (__, between) => {
      const told = run([], recurrent, maskZero);
      const untold = run([between], recurrent, maskZero);
      expectBits(told.y.data, untold.y.data, 'the output');
      for (const [i, gradient] of untold.gradients.entries()) {
        expectClose(told.gradients[i], gradient, `gradient ${i}`);
      }
    });
  });
});
