import * as math from 'unrolled/math';
import { expect, test } from 'vitest';
import { type Mask, randomStream, reshaped, type Tensor } from '../../src/tensor/index.ts';
import { drawTensor, maskOf } from '../math/draw.ts';
import { zerosLike } from '../math/subject.ts';

const [B, T, I, U] = [2, 100, 16, 64];
const EPSILON = 1e-5;

/** Weights of any of them; those of a GRU have two biases. */
interface Weights {
  readonly kernel: Tensor<2>;
  readonly recurrentKernel: Tensor<2>;
  readonly bias: Tensor<1>;
}

/** A forward pass, and the gradients of ⟨dy, y⟩ by the weights (into `grads`) and by x. */
type Passes = (
  weights: Weights,
  grads: Weights,
  inputs: { readonly x: Tensor<3>; readonly mask: Mask | undefined },
) => { readonly y: Tensor | undefined; readonly back: (dy: Tensor<3>) => Tensor | undefined };

const simpleRnn: Passes = (weights, grads, inputs) => {
  const { outputs, cache } = math.simpleRnnForward(weights, inputs);
  return { y: outputs.y, back: (y) => math.simpleRnnBackward(weights, grads, cache, { y }).x };
};

const lstm: Passes = (weights, grads, inputs) => {
  const { outputs, cache } = math.lstmForward(weights, inputs);
  return { y: outputs.y, back: (y) => math.lstmBackward(weights, grads, cache, { y }).x };
};

const gru =
  (resetAfter: boolean): Passes =>
  (weights, grads, inputs) => {
    const shaped = (of: Weights): math.GruWeights =>
      resetAfter ? { ...of, bias: reshaped<2>(of.bias, [2, 3 * U]) } : of;
    const { outputs, cache } = math.gruForward(shaped(weights), inputs, { resetAfter });
    return {
      y: outputs.y,
      back: (y) => math.gruBackward(shaped(weights), shaped(grads), cache, { y }).x,
    };
  };

test.each([
  { kind: 'simpleRnn', passes: simpleRnn, gates: 1, biases: 1 },
  { kind: 'lstm', passes: lstm, gates: 4, biases: 1 },
  { kind: 'gru', passes: gru(true), gates: 3, biases: 2 },
  { kind: 'gru, reset before,', passes: gru(false), gates: 3, biases: 1 },
])(
  '$kind of 64 units over 100 steps has the slope of its gradient along a random direction',
  ({ kind, passes, gates, biases }) => {
    const random = randomStream(0, 'directional', kind);
    const weights = {
      kernel: drawTensor<2>([I, gates * U], random, 0.1),
      recurrentKernel: drawTensor<2>([U, gates * U], random, 0.1),
      bias: drawTensor<1>([biases * gates * U], random, 0.1),
    };
    const grads = zerosLike(weights);
    const x = drawTensor<3>([B, T, I], random);
    const dy = drawTensor<3>([B, T, U], random);
    const mask = maskOf('suffix', B, T);
    const objective = (): number => {
      const y = passes(weights, grads, { x, mask }).y?.data ?? [];
      return Array.from(y).reduce((sum, value, i) => sum + value * dy.data[i]!, 0);
    };

    const dx = passes(weights, grads, { x, mask }).back(dy);
    const parts = [
      { tensor: weights.kernel, gradient: grads.kernel },
      { tensor: weights.recurrentKernel, gradient: grads.recurrentKernel },
      { tensor: weights.bias, gradient: grads.bias },
      { tensor: x, gradient: dx },
    ].map((part) => ({ ...part, direction: drawTensor(part.tensor.shape, random) }));
    const move = (by: number): void => {
      for (const { tensor, direction } of parts) {
        for (const [i, u] of direction.data.entries()) tensor.data[i]! += by * u;
      }
    };
    let slope = 0;
    for (const { gradient, direction } of parts) {
      for (const [i, u] of direction.data.entries()) slope += u * gradient!.data[i]!;
    }
    move(EPSILON);
    const above = objective();
    move(-2 * EPSILON);
    const below = objective();
    const difference = (above - below) / (2 * EPSILON);
    expect(Math.abs(slope)).toBeGreaterThan(1);
    expect(Math.abs(difference - slope) / Math.abs(slope)).toBeLessThanOrEqual(1e-6);
  },
);
