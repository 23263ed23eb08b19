import { describe, expect, it } from 'vitest';
import { copy, type Dtype, type Tensor } from '../../src/tensor/index.ts';
import { adam, type Optimizer, sgd } from '../../src/training/index.ts';
import { bytes, flat, normals } from './draws.ts';

const weightsOf = (dtype: Dtype = 'float64'): Tensor[] => [
  normals<2>('kernel', [3, 4], dtype),
  normals<1>('bias', [4], dtype),
];
const gradientsAt = (t: number, dtype: Dtype = 'float64'): Tensor[] =>
  weightsOf(dtype).map((w, i) => normals(`gradient ${i} at ${t}`, w.shape, dtype));

const optimizers: readonly (readonly [string, (options: object) => Optimizer])[] = [
  ['adam', (options) => adam({ learningRate: 0.1, ...options })],
  ['sgd with weight decay', (options) => sgd({ learningRate: 0.1, weightDecay: 0.1, ...options })],
];

describe.each(optimizers)('averages of weights in %s', (_, make) => {
  it('begin with the first weights that were updated, and go the part 1 − μ of the way each time', () => {
    const optimizer = make({ useEma: true, emaMomentum: 0.75 });
    const weights = weightsOf();
    const state = optimizer.init(weights);
    let expected: number[] = [];
    for (let t = 0; t < 20; t++) {
      optimizer.update(weights, gradientsAt(t), state);
      const now = [...flat(weights).data];
      // as Keras writes it
      expected = t === 0 ? now : expected.map((a, i) => 0.75 * a + (1 - 0.75) * now[i]!);
      const averages = flat(state.slots.average!).data;
      for (const [i, a] of expected.entries()) {
        expect(Math.abs(averages[i]! - a)).toBeLessThanOrEqual(1e-14 * Math.abs(a) + 1e-15);
      }
    }
  });

  it('change nothing of the training', () => {
    const [averaged, plain] = [weightsOf('float32'), weightsOf('float32')];
    const [with_, without] = [make({ useEma: true }), make({})];
    const [state, plainState] = [with_.init(averaged), without.init(plain)];
    for (let t = 0; t < 4; t++) {
      with_.update(averaged, gradientsAt(t, 'float32'), state);
      without.update(plain, gradientsAt(t, 'float32'), plainState);
    }
    expect(bytes(flat(averaged).data)).toEqual(bytes(flat(plain).data));
  });
});

it('averages move by 0.01 unless told otherwise', () => {
  const optimizer = sgd({ learningRate: 1, useEma: true });
  expect(optimizer.useEma).toBe(true);
  expect(optimizer.options).toMatchObject({ useEma: true, emaMomentum: 0.99 });
  const w = normals<1>('w', [1]);
  const state = optimizer.init([w]);
  expect(state.slots.average![0]).toEqual(copy(w));
  w.data[0] = 3;
  optimizer.update([w], [normals('g', [1], 'float64', 0)], state);
  expect(state.slots.average![0]!.data[0]).toBe(3);
  w.data[0] = 5;
  optimizer.update([w], [normals('g', [1], 'float64', 0)], state);
  expect(state.slots.average![0]!.data[0]).toBeCloseTo(3.02, 14);
});
