import {
  add,
  average,
  concatenate,
  conv1d,
  decodeModel,
  dense,
  encodeModel,
  globalAveragePooling1d,
  globalMaxPooling1d,
  input,
  layerNormalization,
  maximum,
  minimum,
  model,
  multiply,
  subtract,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';

/** Branches of one sequence, merged in every way and pooled side by side. */
function merged(kernels: 'auto' | 'reference') {
  const x = input({ shape: [null, 3] });
  const left = conv1d({ filters: 4, kernelSize: 2, padding: 'causal', activation: 'tanh' })(x);
  const right = dense({ units: 4 })(x);
  const sum = layerNormalization()(add()([left, right]));
  const all = concatenate()([
    multiply()([sum, right]),
    subtract()([sum, left]),
    average()([sum, left, right]),
    maximum()([left, right]),
    minimum()([left, right]),
  ]);
  const pooled = concatenate()([globalAveragePooling1d()(all), globalMaxPooling1d()(all)]);
  return model({ inputs: x, outputs: dense({ units: 1 })(pooled), kernels, seed: 3 });
}

const rows = [
  [
    [1, 2, 3],
    [-1, 0.5, 2],
    [0, 1, -2],
  ],
  [[3, 1, 0.25]],
];

/** The model after three steps, and the losses on the way. */
async function trained(kernels: 'auto' | 'reference') {
  const net = merged(kernels);
  net.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const { history } = await net.fit(rows, [[1], [-1]], { epochs: 3, batchSize: 2 });
  return { net, losses: history.loss ?? [] };
}

describe('a model of branches that are merged', () => {
  test('trains with the same bits on either kernels, and its loss falls', async () => {
    const fast = await trained('auto');
    const plain = await trained('reference');
    expectBits(weightsOf(fast.net), weightsOf(plain.net), 'the weights');
    expectBits(fast.losses, plain.losses, 'the losses');
    expect(fast.losses[2]).toBeLessThan(fast.losses[0] ?? 0);
  });

  test('gives for a padded row what it gives for the row alone', async () => {
    const { net } = await trained('auto');
    const together = await net.predict(rows);
    const alone = await net.predict([rows[1] ?? []]);
    expectBits(alone.data, together.data.slice(1), 'the second row');
  });

  test('comes back from a file', async () => {
    const { net } = await trained('auto');
    const { model: again } = decodeModel(encodeModel(net));
    expectBits(weightsOf(again), weightsOf(net), 'the weights');
    expectBits((await again.predict(rows)).data, (await net.predict(rows)).data, 'the output');
  });
});
