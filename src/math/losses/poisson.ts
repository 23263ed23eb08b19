import { log } from '../../elementary/index.ts';
import type { Compute } from '../../kernels/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import { EPSILON } from './epsilon.ts';
import {
  gradientOfMean,
  meanOf,
  type TargetRule,
  type ValueLossCache,
  type ValueLossInputs,
  type ValueLossPass,
  valueLossBackward,
  valueLossForward,
} from './valueLoss.ts';

const COUNTS: TargetRule = {
  wanted: 'finite targets >= 0',
  legal: (t) => t >= 0 && Number.isFinite(t),
};

/**
 * The negative log-likelihood of counts t under Poisson distributions of mean y > 0, without the term
 * ln t! that no prediction can change, for each step and in float64:
 *
 *     loss = mean_j y_j − t_j ln(y_j + ε)
 *
 * with Keras' ε = 1e-7. A prediction below −ε gives NaN: end the model in a softplus or exponential.
 *
 * @throws ConfigError if a target that counts is not finite or below 0
 * @throws ShapeError if targets, mask or weights do not fit the predictions
 */
export function poissonForward(inputs: ValueLossInputs, compute?: Compute): ValueLossPass {
  const loss = meanOf((y, t) => y - t * log(y + EPSILON));
  return valueLossForward('poisson', inputs, COUNTS, loss, compute);
}

/** The gradient of `scale · total` by the predictions: scale · weight · (1 − t / (y + ε)) / N. */
export function poissonBackward(cache: ValueLossCache, scale?: number, compute?: Compute): Tensor {
  const slope = gradientOfMean((y, t) => 1 - t / (y + EPSILON)); // was: y − t ln(y + ε)
  return valueLossBackward(cache, scale, slope, compute);
}
