import type { Compute } from '../../kernels/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import {
  FINITE,
  gradientOfMean,
  meanOf,
  type ValueLossCache,
  type ValueLossInputs,
  type ValueLossPass,
  valueLossBackward,
  valueLossForward,
} from './valueLoss.ts';

/**
 * loss = mean_j |y_j − t_j| for each step, in float64.
 *
 * @throws ConfigError if a target that counts is not finite
 * @throws ShapeError if targets, mask or weights do not fit the predictions
 */
export function meanAbsoluteErrorForward(
  inputs: ValueLossInputs,
  compute?: Compute,
): ValueLossPass {
  const loss = meanOf((y, t) => Math.abs(y - t));
  return valueLossForward('meanAbsoluteError', inputs, FINITE, loss, compute);
}

/** The gradient of `scale · total` by the predictions: scale · weight · sign(y − t) / N; 0 at y = t. */
export function meanAbsoluteErrorBackward(
  cache: ValueLossCache,
  scale?: number,
  compute?: Compute,
): Tensor {
  const slope = gradientOfMean((y, t) => Math.sign(y - t)); // was: |y − t|
  return valueLossBackward(cache, scale, slope, compute);
}
