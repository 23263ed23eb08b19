import { describe, expect, it } from 'vitest';
import { copy, type Tensor } from '../../src/tensor/index.ts';
import { adam, exponentialDecay, type Optimizer, sgd } from '../../src/training/index.ts';
import { bytes, flat, normals } from './draws.ts';

const weightsOf = (): Tensor[] => [normals<2>('kernel', [3, 4]), normals<1>('bias', [4])];
const gradientsAt = (t: number): Tensor[] =>
  weightsOf().map((w, i) => normals(`gradient ${i} at ${t}`, w.shape));

/** (a + b + …) / n, of lists of tensors. */
function meanOf(lists: readonly (readonly Tensor[])[]): Tensor[] {
  const [first, ...rest] = lists;
  return first!.map((tensor, i) => {
    const mean = copy(tensor);
    for (const other of rest) {
      for (let j = 0; j < mean.data.length; j++) mean.data[j]! += other[i]!.data[j]!;
    }
    for (let j = 0; j < mean.data.length; j++) mean.data[j]! *= 1 / lists.length;
    return mean;
  });
}

const optimizers: readonly (readonly [string, (options: object) => Optimizer])[] = [
  ['sgd with momentum', (options) => sgd({ momentum: 0.9, ...options })],
  ['adam with weight decay', (options) => adam({ weightDecay: 0.1, ...options })],
  ['adam with averages', (options) => adam({ useEma: true, ...options })],
  ['sgd, clipped', (options) => sgd({ learningRate: 1, globalClipNorm: 0.5, ...options })],
];

describe.each(optimizers)('three gradients an update with %s', (_, make) => {
  it('are an update by their mean', () => {
    const optimizer = make({ gradientAccumulationSteps: 3 });
    const plain = make({});
    const [weights, expected] = [weightsOf(), weightsOf()];
    const [state, plainState] = [optimizer.init(weights), plain.init(expected)];
    for (let t = 0; t < 12; t += 3) {
      const grads = [gradientsAt(t), gradientsAt(t + 1), gradientsAt(t + 2)];
      const before = bytes(flat(weights).data);
      for (const early of grads.slice(0, 2)) {
        const raw = copy(flat(early));
        const { norm, clipped } = optimizer.update(weights, early, state);
        expect(norm).toBeCloseTo(Math.hypot(...raw.data), 12);
        expect(clipped).toBe(false);
        expect(flat(early)).toEqual(raw);
      }
      expect(bytes(flat(weights).data)).toEqual(before);
      expect(state.iterations).toBe(t / 3);
      const mean = meanOf(grads);
      const report = optimizer.update(weights, grads[2]!, state);
      expect(report).toEqual(plain.update(expected, mean, plainState));
      expect(bytes(flat(weights).data)).toEqual(bytes(flat(expected).data));
      expect(state.iterations).toBe(t / 3 + 1);
    }
    for (const [name, slot] of Object.entries(plainState.slots)) {
      expect(state.slots[name]).toEqual(slot);
    }
    expect(Math.max(...flat(state.slots.sum!).data)).toBe(0);
    expect(state.scalars).toEqual({ ...plainState.scalars, summed: 0 });
  });
});

it('a schedule counts updates, not gradients', () => {
  const learningRate = exponentialDecay({
    ...{ initialLearningRate: 1, decaySteps: 1, decayRate: 0.5 },
  });
  const optimizer = sgd({ learningRate, gradientAccumulationSteps: 2 });
  const w = normals<1>('w', [1]);
  const state = optimizer.init([w]);
  const one = normals<1>('g', [1]);
  for (const rate of [1, 0.5, 0.25]) {
    const was = w.data[0]!;
    for (let i = 0; i < 2; i++) {
      one.data[0] = 1;
      optimizer.update([w], [one], state);
    }
    expect(w.data[0]).toBe(was - rate);
  }
});
