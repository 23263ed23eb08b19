import * as math from 'unrolled/math';
import { describe, expect, test } from 'vitest';
import { randomStream, type Tensor, View, zeros } from '../../src/tensor/index.ts';
import { drawTensor } from '../math/draw.ts';
import { zerosLike } from '../math/subject.ts';

const vector = (...numbers: number[]): Tensor<1> =>
  new View(Float64Array.from(numbers), [numbers.length]);

function norm({ data }: Tensor): number {
  return Math.hypot(...data);
}

describe('an LSTM that neither forgets nor stores', () => {
  const T = 1000;
  const random = randomStream(0, 'memory');
  const x = drawTensor<3>([2, T, 3], random);
  const c0 = drawTensor<2>([2, 2], random);
  const weights = {
    kernel: drawTensor<2>([3, 8], random, 0.1),
    recurrentKernel: drawTensor<2>([2, 8], random, 0.1),
    // the store gate is shut, the forget gate keeps everything
    bias: vector(-100, -100, 100, 100, 0, 0, 0, 0),
  };
  const { outputs, cache } = math.lstmForward(weights, { x, c0 });

  test('keeps its cell state for 1,000 steps', () => {
    for (const [i, c] of outputs.c.data.entries()) {
      expect(Math.abs(c - c0.data[i]!)).toBeLessThanOrEqual(1e-12);
    }
  });

  test('hands the gradient of its cell state back 1,000 steps', () => {
    const dc = drawTensor<2>([2, 2], random);
    const back = math.lstmBackward(weights, zerosLike(weights), cache, { c: dc });
    for (const [i, d] of back.c0.data.entries()) {
      expect(Math.abs(d - dc.data[i]!)).toBeLessThanOrEqual(1e-12);
    }
  });
});

describe.each([true, false])('a GRU whose update gate is open, resetAfter %s,', (resetAfter) => {
  const T = 1000;
  const random = randomStream(0, 'memory', 'gru');
  const x = drawTensor<3>([2, T, 3], random);
  const h0 = drawTensor<2>([2, 2], random);
  const keep = [100, 100, 0, 0, 0, 0];
  const weights = {
    kernel: drawTensor<2>([3, 6], random, 0.1),
    recurrentKernel: drawTensor<2>([2, 6], random, 0.1),
    bias: resetAfter
      ? new View<1 | 2, Float64Array>(Float64Array.of(...keep, 0, 0, 0, 0, 0, 0), [2, 6])
      : new View<1 | 2, Float64Array>(Float64Array.from(keep), [6]),
  };
  const { outputs, cache } = math.gruForward(weights, { x, h0 }, { resetAfter });

  test('keeps its state for 1,000 steps', () => {
    for (const [i, h] of outputs.h.data.entries()) {
      expect(Math.abs(h - h0.data[i]!)).toBeLessThanOrEqual(1e-12);
    }
  });

  test('hands the gradient of its state back 1,000 steps', () => {
    const dh = drawTensor<2>([2, 2], random);
    const back = math.gruBackward(weights, zerosLike(weights), cache, { h: dh });
    for (const [i, d] of back.h0.data.entries()) {
      expect(Math.abs(d - dh.data[i]!)).toBeLessThanOrEqual(1e-12);
    }
  });
});

describe('a linear SimpleRNN whose recurrent kernel is ρ times a rotation', () => {
  const T = 50;
  const angle = 0.3;
  const cases = [0.5, 0.9, 1, 1.1];

  test.each(cases)('has a gradient that changes by the factor ρ = %d a step', (rho) => {
    const [cos, sin] = [rho * Math.cos(angle), rho * Math.sin(angle)];
    const weights = {
      kernel: zeros<2>([1, 2], 'float64'),
      recurrentKernel: new View<2, Float64Array>(Float64Array.of(cos, sin, -sin, cos), [2, 2]),
    };
    const x = zeros<3>([1, T, 1], 'float64');
    const { cache } = math.simpleRnnForward(weights, { x }, { activation: 'linear' });
    const dh = new View<2, Float64Array>(Float64Array.of(0.6, -0.8), [1, 2]);
    const { h0 } = math.simpleRnnBackward(weights, zerosLike(weights), cache, { h: dh });
    expect(norm(h0) / Math.pow(rho, T)).toBeCloseTo(1, 12);
    // dh·(Rᵀ)ᵀ…: each step back turns the row vector by −angle
    const turned = Math.atan2(h0.data[1]!, h0.data[0]!) - Math.atan2(-0.8, 0.6);
    expect(Math.cos(turned + T * angle)).toBeCloseTo(1, 12);
  });

  test('sums that over the steps in the gradient of its bias', () => {
    const rho = 0.9;
    const weights = {
      kernel: zeros<2>([1, 1], 'float64'),
      recurrentKernel: new View<2, Float64Array>(Float64Array.of(rho), [1, 1]),
      bias: vector(0),
    };
    const grads = zerosLike(weights);
    const x = zeros<3>([1, T, 1], 'float64');
    const { cache } = math.simpleRnnForward(weights, { x }, { activation: 'linear' });
    const dh = new View<2, Float64Array>(Float64Array.of(1), [1, 1]);
    math.simpleRnnBackward(weights, grads, cache, { h: dh });
    expect(grads.bias.data[0]).toBeCloseTo((1 - Math.pow(rho, T)) / (1 - rho), 12);
  });
});
