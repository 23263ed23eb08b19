import type { Compute } from '../../kernels/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import { SIDES, sideOf } from './sides.ts';
import {
  gradientOfMean,
  meanOf,
  type ValueLossCache,
  type ValueLossInputs,
  type ValueLossPass,
  valueLossBackward,
  valueLossForward,
} from './valueLoss.ts';

/**
 * loss = mean_j max(1 − t_j y_j, 0)² for each step, in float64, with targets as `hingeForward` has them.
 *
 * @throws ConfigError if a target that counts is not −1, 0 or 1
 * @throws ShapeError if targets, mask or weights do not fit the predictions
 */
export function squaredHingeForward(inputs: ValueLossInputs, compute?: Compute): ValueLossPass {
  const loss = meanOf((y, t) => {
    const gap = Math.max(1 - sideOf(t) * y, 0);
    return gap * gap;
  });
  return valueLossForward('squaredHinge', inputs, SIDES, loss, compute);
}

/** The gradient of `scale · total` by the predictions: −scale · weight · 2 t max(1 − t y, 0) / N. */
export function squaredHingeBackward(
  cache: ValueLossCache,
  scale?: number,
  compute?: Compute,
): Tensor {
  const slope = gradientOfMean((y, t) => {
    const side = sideOf(t);
    return -2 * side * Math.max(1 - side * y, 0); // was: max(1 − t y, 0)²
  });
  return valueLossBackward(cache, scale, slope, compute);
}
