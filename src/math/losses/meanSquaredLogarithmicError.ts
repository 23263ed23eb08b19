import { log1p } from '../../elementary/index.ts';
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
 * loss = mean_j (ln(1 + max(y_j, ε)) − ln(1 + max(t_j, ε)))² for each step, in float64, with Keras'
 * ε = 1e-7: errors by ratio, for numbers >= 0. Numbers below ε count as ε.
 *
 * @throws ConfigError if a target that counts is not finite
 * @throws ShapeError if targets, mask or weights do not fit the predictions
 */
export function meanSquaredLogarithmicErrorForward(
  inputs: ValueLossInputs,
  compute?: Compute,
): ValueLossPass {
  const loss = meanOf((y, t) => {
    const error = logOf(y) - logOf(t);
    return error * error;
  });
  return valueLossForward('meanSquaredLogarithmicError', inputs, FINITE, loss, compute);
}

/**
 * The gradient of `scale · total` by the predictions:
 * scale · weight · 2 (ln(1 + y) − ln(1 + max(t, ε))) / (N (1 + y)); 0 for y < ε.
 */
export function meanSquaredLogarithmicErrorBackward(
  cache: ValueLossCache,
  scale?: number,
  compute?: Compute,
): Tensor {
  const slope = gradientOfMean((y, t) => {
    if (y < EPSILON) return 0; // was: max(y, ε)
    return (2 * (logOf(y) - logOf(t))) / (1 + y); // was: (ln(1 + y) − ln(1 + t))²
  });
  return valueLossBackward(cache, scale, slope, compute);
}

function logOf(x: number): number {
  return log1p(Math.max(x, EPSILON));
}
