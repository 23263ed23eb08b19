import * as math from 'unrolled/math';
import { expectGolden, expectGoldens, type Golden } from '../goldens.ts';

/** The functions under test; an edited copy of their module can take their place. */
export type Conv1dPair = Pick<typeof math, 'conv1dForward' | 'conv1dBackward'>;

/** Value and all gradients of one case of `conv1d`. */
export function checkConv1d(
  { config, weights, inputs, outputs, cotangents, gradients }: Golden,
  { conv1dForward, conv1dBackward }: Conv1dPair = math,
): void {
  const given = { kernel: weights.floats<3>('kernel'), bias: weights.floats<1>('bias') };
  const x = inputs.floats<3>('x');
  const { outputs: found, cache } = conv1dForward(given, { x }, windowOf(config));
  expectGolden(found.y, outputs.floats('y'), 'output y');
  const grads = { kernel: weights.zeros<3>('kernel'), bias: weights.zeros<1>('bias') };
  const back = conv1dBackward(given, grads, cache, { y: cotangents.floats<3>('y') });
  expectGoldens(grads, gradients.weights, 'gradient of');
  expectGoldens({ x: back.x }, gradients.inputs, 'gradient of');
}

function windowOf({ padding, ...counts }: Golden['config']): math.ConvWindow {
  const { kernelSize, strides, dilationRate } = counts;
  if (
    typeof kernelSize !== 'number' ||
    typeof strides !== 'number' ||
    typeof dilationRate !== 'number' ||
    (padding !== 'valid' && padding !== 'same' && padding !== 'causal')
  ) {
    throw new Error('a convolution wants a window');
  }
  return { kernelSize, strides, dilationRate, padding };
}
