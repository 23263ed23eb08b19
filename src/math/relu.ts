import { type Compute, referenceCompute } from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { checkTensor } from './check.ts';

/** How a rectifier bends. */
export interface ReluOptions {
  /** What y never exceeds; left out, there is no such number. */
  readonly maxValue?: number | undefined;
  /** The slope up to the threshold; 0 by default. */
  readonly negativeSlope?: number | undefined;
  /** Above which x is given on; 0 by default. */
  readonly threshold?: number | undefined;
}

/** What the backward pass needs of the forward pass. */
export interface ReluCache {
  /** The input. */
  readonly x: Tensor;
  /** How it was bent. */
  readonly options: ReluOptions;
}

/**
 * A rectifier, element by element, for x of any shape:
 *
 *     y = maxValue                          if x ≥ maxValue
 *         x                                 if x > threshold
 *         negativeSlope · (x − threshold)   else
 *
 * as the layers ReLU and LeakyReLU of Keras 3. Computed in float64 and rounded once.
 *
 * @throws ShapeError if x is not contiguous or not in the precision that is computed in
 */
export function reluForward<R extends number>(
  x: Tensor<R>,
  options: ReluOptions = {},
  compute: Compute = referenceCompute(x.dtype),
): { output: Tensor<R>; cache: ReluCache } {
  checkTensor('relu', 'x', x, x.shape, compute.kernels.dtype);
  const { maxValue = Number.POSITIVE_INFINITY, negativeSlope = 0, threshold = 0 } = options;
  const y = compute.empty<R>(x.shape);
  for (let i = 0; i < x.data.length; i++) {
    const xi = x.data[i]!;
    const bent = xi > threshold ? xi : negativeSlope * (xi - threshold) + 0; // + 0: no −0
    y.data[i] = Math.min(bent, maxValue);
  }
  return { output: y, cache: { x, options } };
}

/** The gradient of `reluForward`: dx = dy · 0, 1 or negativeSlope. */
export function reluBackward<R extends number>(
  { x, options }: ReluCache,
  dy: Tensor<R>,
  compute: Compute = referenceCompute(dy.dtype),
): Tensor<R> {
  checkTensor('relu', 'dy', dy, x.shape, compute.kernels.dtype);
  const { maxValue = Number.POSITIVE_INFINITY, negativeSlope = 0, threshold = 0 } = options;
  const dx = compute.empty<R>(dy.shape);
  for (let i = 0; i < dx.data.length; i++) {
    const xi = x.data[i]!;
    // was: y = maxValue, x or negativeSlope · (x − threshold)
    const slope = xi > threshold ? 1 : negativeSlope;
    dx.data[i] = dy.data[i]! * (xi >= maxValue ? 0 : slope);
  }
  return dx;
}
