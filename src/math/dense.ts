import { type Compute, multiplyBy, referenceCompute } from '../kernels/index.ts';
import { type Dims, formatShape, rowsOf, ShapeError, type Tensor } from '../tensor/index.ts';
import { fillWithBias } from './bias.ts';
import { checkRank, checkTensor } from './check.ts';

/** The weights of a dense layer from I features to U units. */
export interface DenseWeights {
  /** W, `[I, U]`. */
  readonly kernel: Tensor<2>;
  /** b, `[U]`; left out, it is zero. */
  readonly bias?: Tensor<1> | undefined;
}

/** What the backward pass needs of the forward pass. */
export interface DenseCache {
  /** The input, `[…, I]`. */
  readonly x: Tensor;
}

/**
 * y = b + x·W along the last axis: x `[…, I]`, y `[…, U]`.
 *
 * @throws ShapeError if a weight does not fit x
 * @see Goodfellow, Bengio, Courville: Deep Learning (2016), section 6.1
 */
export function denseForward<R extends number>(
  weights: DenseWeights,
  x: Tensor<R>,
  compute: Compute = referenceCompute(x.dtype),
): { output: Tensor<R>; cache: DenseCache } {
  const { kernel, bias } = weights;
  const k = compute.kernels;
  checkRank('dense', 'kernel', kernel, 2, '[features, units]');
  const [I, U] = kernel.shape;
  if (x.shape.at(-1) !== I) {
    throw new ShapeError(`dense wants x […, ${I}], got ${formatShape(x.shape)}`);
  }
  checkTensor('dense', 'x', x, x.shape, k.dtype);
  checkTensor('dense', 'kernel', kernel, [I, U], k.dtype);
  if (bias) checkTensor('dense', 'bias', bias, [U], k.dtype);
  const M = rowsOf(x.shape);
  const y = compute.empty<R>(withLast(x.shape, U));
  fillWithBias(M, U, bias, y.data, 0, compute);
  multiplyBy(kernel, M, x.data, y.data, 0, compute);
  return { output: y, cache: { x } };
}

/**
 * The gradient of `denseForward`: adds dW = xᵀ·dy and db = Σ dy into `grads` and returns dx = dy·Wᵀ,
 * or nothing with `inputGradient: false`.
 */
export function denseBackward<R extends number>(
  weights: DenseWeights,
  grads: DenseWeights,
  cache: DenseCache,
  dy: Tensor<R>,
  options?: { readonly inputGradient?: true },
  compute?: Compute,
): Tensor<R>;
export function denseBackward<R extends number>(
  weights: DenseWeights,
  grads: DenseWeights,
  cache: DenseCache,
  dy: Tensor<R>,
  options: { readonly inputGradient?: boolean },
  compute?: Compute,
): Tensor<R> | undefined;
export function denseBackward<R extends number>(
  weights: DenseWeights,
  grads: DenseWeights,
  { x }: DenseCache,
  dy: Tensor<R>,
  { inputGradient = true }: { readonly inputGradient?: boolean } = {},
  compute: Compute = referenceCompute(dy.dtype),
): Tensor<R> | undefined {
  const k = compute.kernels;
  const [I, U] = weights.kernel.shape;
  const M = rowsOf(x.shape);
  checkTensor('dense', 'dy', dy, withLast(x.shape, U), k.dtype);
  // was: y = b + x·W
  k.matmulTransposedA(I, U, M, x.data, 0, I, dy.data, 0, U, grads.kernel.data, 0, U);
  if (grads.bias) k.sumRows(M, U, dy.data, 0, U, grads.bias.data, 0);
  if (!inputGradient) return undefined;
  const dx = compute.zeros<R>(withLast(dy.shape, I));
  k.matmulTransposedB(M, I, U, dy.data, 0, U, weights.kernel.data, 0, U, dx.data, 0, I);
  return dx;
}

/** The shape with another last size. */
function withLast<R extends number>(shape: Dims<R>, last: number): Dims<R>;
function withLast(shape: readonly number[], last: number): number[] {
  const sizes = [...shape];
  sizes[sizes.length - 1] = last;
  return sizes;
}
