import type { Compute } from '../../kernels/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import { EPSILON } from './epsilon.ts';
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
 * loss = 100 · mean_j |y_j − t_j| / max(|t_j|, ε) for each step, in float64, with Keras' ε = 1e-7: a
 * target of 0 makes it huge.
 *
 * @throws ConfigError if a target that counts is not finite
 * @throws ShapeError if targets, mask or weights do not fit the predictions
 */
export function meanAbsolutePercentageErrorForward(
  inputs: ValueLossInputs,
  compute?: Compute,
): ValueLossPass {
  const loss = meanOf((y, t) => (100 * Math.abs(y - t)) / sizeOf(t));
  return valueLossForward('meanAbsolutePercentageError', inputs, FINITE, loss, compute);
}

/**
 * The gradient of `scale · total` by the predictions:
 * scale · weight · 100 sign(y − t) / (N max(|t|, ε)); 0 at y = t.
 */
export function meanAbsolutePercentageErrorBackward(
  cache: ValueLossCache,
  scale?: number,
  compute?: Compute,
): Tensor {
  const slope = gradientOfMean((y, t) => (100 * Math.sign(y - t)) / sizeOf(t)); // was: 100 |y − t| / |t|
  return valueLossBackward(cache, scale, slope, compute);
}

function sizeOf(t: number): number {
  return Math.max(Math.abs(t), EPSILON);
}
