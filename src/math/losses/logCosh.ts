import { softplus, tanh } from '../../elementary/index.ts';
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

const LN2 = 0.6931471805599453;

/**
 * loss = mean_j ln cosh(y_j − t_j) for each step, in float64: about e² / 2 for a small error e, about
 * |e| − ln 2 for a large one. Computed as |e| + ln(1 + exp(−2 |e|)) − ln 2, which cannot overflow.
 *
 * @throws ConfigError if a target that counts is not finite
 * @throws ShapeError if targets, mask or weights do not fit the predictions
 */
export function logCoshForward(inputs: ValueLossInputs, compute?: Compute): ValueLossPass {
  const loss = meanOf((y, t) => {
    const size = Math.abs(y - t);
    return size + softplus(-2 * size) - LN2;
  });
  return valueLossForward('logCosh', inputs, FINITE, loss, compute);
}

/** The gradient of `scale · total` by the predictions: scale · weight · tanh(y − t) / N. */
export function logCoshBackward(cache: ValueLossCache, scale?: number, compute?: Compute): Tensor {
  const slope = gradientOfMean((y, t) => tanh(y - t)); // was: ln cosh(y − t)
  return valueLossBackward(cache, scale, slope, compute);
}
