import * as math from 'unrolled/math';
import { expectGolden, expectGoldens, type Golden } from '../goldens.ts';
import { activationOf } from './options.ts';

/** The functions under test; an edited copy of their module can take their place. */
export type DensePair = Pick<typeof math, 'denseForward' | 'denseBackward'>;

/** A dense layer followed by its activation: value and all gradients of one case of `dense`. */
export function checkDense(
  { config, weights, inputs, outputs, cotangents, gradients }: Golden,
  { denseForward, denseBackward }: DensePair = math,
): void {
  const given = { kernel: weights.floats<2>('kernel'), bias: weights.optional<1>('bias') };
  const affine = denseForward(given, inputs.floats('x'));
  const { output, cache } = math.activationForward(activationOf(config.activation), affine.output);
  expectGolden(output, outputs.floats('y'), 'output y');

  const grads = {
    kernel: weights.zeros<2>('kernel'),
    bias: weights.has('bias') ? weights.zeros<1>('bias') : undefined,
  };
  const dz = math.activationBackward(cache, cotangents.floats('y'));
  const x = denseBackward(given, grads, affine.cache, dz);
  expectGoldens(grads, gradients.weights, 'gradient of');
  expectGoldens({ x }, gradients.inputs, 'gradient of');
}
