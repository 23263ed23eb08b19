import { expm1 } from '../elementary/index.ts';
import { type Compute, referenceCompute } from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { checkTensor } from './check.ts';

/** What the backward pass needs of the forward pass. */
export interface EluCache {
  /** The output, from which the slope is told. */
  readonly y: Tensor;
  /** α. */
  readonly alpha: number;
}

/**
 * An exponential linear unit, element by element, for x of any shape:
 *
 *     y = x if x > 0, else α (eˣ − 1)      α ≥ 0, 1 by default
 *
 * Computed in float64 and rounded once.
 *
 * @throws ShapeError if x is not contiguous or not in the precision that is computed in
 * @see Clevert, Unterthiner, Hochreiter: Fast and accurate deep network learning by exponential linear
 * units (2016)
 */
export function eluForward<R extends number>(
  x: Tensor<R>,
  { alpha = 1 }: { readonly alpha?: number } = {},
  compute: Compute = referenceCompute(x.dtype),
): { output: Tensor<R>; cache: EluCache } {
  checkTensor('elu', 'x', x, x.shape, compute.kernels.dtype);
  const y = compute.empty<R>(x.shape);
  for (let i = 0; i < x.data.length; i++) {
    const xi = x.data[i]!;
    y.data[i] = xi > 0 ? xi : alpha * expm1(xi);
  }
  return { output: y, cache: { y, alpha } };
}

/** The gradient of `eluForward`: dx = dy · 1 where y > 0, else dy · (y + α). */
export function eluBackward<R extends number>(
  { y, alpha }: EluCache,
  dy: Tensor<R>,
  compute: Compute = referenceCompute(dy.dtype),
): Tensor<R> {
  checkTensor('elu', 'dy', dy, y.shape, compute.kernels.dtype);
  const dx = compute.empty<R>(dy.shape);
  for (let i = 0; i < dx.data.length; i++) {
    const yi = y.data[i]!;
    dx.data[i] = dy.data[i]! * (yi > 0 ? 1 : yi + alpha); //  was: y = x or α (eˣ − 1)
  }
  return dx;
}
