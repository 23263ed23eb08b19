import * as math from 'unrolled/math';
import { expectGolden, type Golden } from '../goldens.ts';
import { activationOf } from './options.ts';

/** The functions under test; an edited copy of their module can take their place. */
export type ActivationPair = Pick<typeof math, 'activationForward' | 'activationBackward'>;

/** Value and gradient of one case of `activation`. */
export function checkActivation(
  { config, inputs, outputs, cotangents, gradients }: Golden,
  { activationForward, activationBackward }: ActivationPair = math,
): void {
  const { output, cache } = activationForward(activationOf(config.activation), inputs.floats('x'));
  expectGolden(output, outputs.floats('y'), 'output y');
  const dx = activationBackward(cache, cotangents.floats('y'));
  expectGolden(dx, gradients.inputs.floats('x'), 'gradient of x');
}
