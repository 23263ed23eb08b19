import type { Compute } from '../../kernels/index.ts';
import { ConfigError, type Tensor } from '../../tensor/index.ts';
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

/** How the loss computes. */
export interface HuberOptions {
  /** δ > 0: errors above it count by their size, not by their square; 1 by default. */
  readonly delta?: number;
}

/** What the backward pass needs of the forward pass. */
export interface HuberCache extends ValueLossCache {
  /** δ. */
  readonly delta: number;
}

/**
 * Squares of small errors e = y − t, sizes of large ones, for each step and in float64:
 *
 *     loss = mean_j e_j² / 2               where |e_j| <= δ
 *            mean_j δ |e_j| − δ² / 2       else
 *
 * @throws ConfigError if δ is not a number > 0, or a target that counts is not finite
 * @throws ShapeError if targets, mask or weights do not fit the predictions
 * @see Huber: Robust estimation of a location parameter (1964)
 */
export function huberForward(
  inputs: ValueLossInputs,
  { delta = 1 }: HuberOptions = {},
  compute?: Compute,
): ValueLossPass & { cache: HuberCache } {
  if (!(delta > 0 && Number.isFinite(delta))) {
    throw new ConfigError(`huber wants delta > 0, got ${delta}`);
  }
  const loss = meanOf((y, t) => {
    const size = Math.abs(y - t);
    return size <= delta ? (size * size) / 2 : delta * size - (delta * delta) / 2;
  });
  const { outputs, cache } = valueLossForward('huber', inputs, FINITE, loss, compute);
  return { outputs, cache: { ...cache, delta } };
}

/** The gradient of `scale · total` by the predictions: scale · weight · max(−δ, min(δ, y − t)) / N. */
export function huberBackward(cache: HuberCache, scale?: number, compute?: Compute): Tensor {
  const { delta } = cache;
  const slope = gradientOfMean((y, t) => Math.max(-delta, Math.min(delta, y - t))); // was: e² / 2, δ |e|
  return valueLossBackward(cache, scale, slope, compute);
}
