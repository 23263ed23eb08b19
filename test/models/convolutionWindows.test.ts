import { conv1d, dense, input, Model, randomStream, sgd } from 'unrolled';
import { describe, expect, test } from 'vitest';
import { expectBits } from '../math/closeness.ts';
import { weightsOf } from './numbersIn.ts';

const random = randomStream('rows');
const draw = (N: number): number[][][] =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 7 }, () => Array.from({ length: N }, () => random.normal())),
  );
const x = draw(2);
const y = draw(1);

/** Two causal convolutions, which reach back 4 and 1 steps. */
function built(learningRate: number): Model {
  const model = new Model(
    [
      input({ shape: [null, 2] }),
      conv1d({ filters: 3, kernelSize: 3, padding: 'causal', dilationRate: 2, activation: 'tanh' }),
      conv1d({ filters: 3, kernelSize: 2, padding: 'causal' }),
      dense({ units: 1 }),
    ],
    { seed: 1, dtype: 'float64' },
  );
  model.compile({ optimizer: sgd({ learningRate }), loss: 'meanSquaredError' });
  return model;
}

describe('causal convolutions in windows of time', () => {
  test('see what the windows before held: the loss is that of whole sequences', async () => {
    const whole = await built(1e-300).evaluate(x, y);
    for (const steps of [1, 2, 3]) {
      const { history } = await built(1e-300).fit(x, y, { bptt: { steps }, shuffle: false });
      expect(history.loss?.[0]).toBeCloseTo(whole.loss, 12);
    }
  });

  test('as long as the sequences give the bits of whole sequences', async () => {
    const plain = built(0.1);
    await plain.fit(x, y, { epochs: 2, batchSize: 2 });
    const windowed = built(0.1);
    await windowed.fit(x, y, { epochs: 2, batchSize: 2, bptt: { steps: 7 } });
    expectBits(weightsOf(windowed), weightsOf(plain), 'the weights');
  });

  test('learn in shards, whose rows carry their own', async () => {
    const model = built(0.1);
    const { history } = await model.fit(x, y, { epochs: 3, shards: 2, bptt: { steps: 3 } });
    expect(history.loss?.[2]).toBeLessThan(history.loss?.[0] ?? 0);
  });
});
