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
 * loss = mean_j max(1 − t_j y_j, 0) for each step, in float64, with targets t of −1 and 1; a target of
 * 0 stands for −1. (Keras reads 0 as −1 only in a batch that has no −1; here no batch matters.)
 *
 * @throws ConfigError if a target that counts is not −1, 0 or 1
 * @throws ShapeError if targets, mask or weights do not fit the predictions
 * @see Cortes, Vapnik: Support-vector networks (1995)
 */
export function hingeForward(inputs: ValueLossInputs, compute?: Compute): ValueLossPass {
  const loss = meanOf((y, t) => Math.max(1 - sideOf(t) * y, 0));
  return valueLossForward('hinge', inputs, SIDES, loss, compute);
}

/** The gradient of `scale · total` by the predictions: −scale · weight · t / N where t y < 1, else 0. */
export function hingeBackward(cache: ValueLossCache, scale?: number, compute?: Compute): Tensor {
  const slope = gradientOfMean((y, t) => (sideOf(t) * y < 1 ? -sideOf(t) : 0)); // was: max(1 − t y, 0)
  return valueLossBackward(cache, scale, slope, compute);
}
