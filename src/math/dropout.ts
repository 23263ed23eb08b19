import { type Compute, referenceCompute } from '../kernels/index.ts';
import { ConfigError, type Dims, type Random, sizeOf, type Tensor } from '../tensor/index.ts';
import { checkTensor } from './check.ts';

/** What the backward pass needs: by how much each element was multiplied. */
export interface DropoutCache {
  /** 0 where an element was dropped, 1 / (1 − rate) where it was kept; the shape of x. */
  readonly factors: Tensor;
}

/**
 * Inverted dropout (Srivastava et al. 2014): y = x ⊙ m with m = 0 with probability `rate`, else
 * 1 / (1 − rate), so that the expectation of y is x. x has any shape `[B, …]`; row b draws from
 * `random(b)`, so splitting a batch changes nothing.
 *
 * @throws ConfigError unless 0 <= rate < 1
 */
export function dropoutForward<R extends number>(
  rate: number,
  x: Tensor<R>,
  random: (row: number) => Random,
  compute: Compute = referenceCompute(x.dtype),
): { output: Tensor<R>; cache: DropoutCache } {
  checkTensor('dropout', 'x', x, x.shape, compute.kernels.dtype);
  const factors = dropoutFactors(rate, x.shape, random, compute);
  const output = compute.zeros<R>(x.shape);
  multiply(x, factors, output, compute);
  return { output, cache: { factors } };
}

/**
 * What dropout multiplies by, `[B, …]`: 0 with probability `rate`, else 1 / (1 − rate). Row b draws from
 * `random(b)`.
 *
 * @throws ConfigError unless 0 <= rate < 1
 */
export function dropoutFactors<R extends number>(
  rate: number,
  shape: Dims<R>,
  random: (row: number) => Random,
  compute: Compute,
): Tensor<R> {
  if (!(rate >= 0 && rate < 1)) {
    throw new ConfigError(`dropout wants rate in [0, 1), got ${rate}`);
  }
  const factors = compute.empty<R>(shape);
  const B = shape[0] ?? 1;
  const N = B === 0 ? 0 : sizeOf(shape) / B;
  const kept = 1 / (1 - rate);
  for (let b = 0; b < B; b++) {
    const stream = random(b);
    for (let i = b * N; i < (b + 1) * N; i++) factors.data[i] = stream.uniform() < rate ? 0 : kept;
  }
  return factors;
}

/**
 * The same factors at every step: y[b, t] = x[b, t] ⊙ m[b], of x `[B, T, N]` and m `[B, N]`. With the
 * factors of dropout it is that of Gal and Ghahramani (2016), one mask a sequence. For its gradient give
 * it dy in the place of x.
 */
export function scaleSteps(
  x: Tensor<3>,
  factors: Tensor<2>,
  compute: Compute = referenceCompute(x.dtype),
): Tensor<3> {
  const [B, T, N] = x.shape;
  checkTensor('scaleSteps', 'x', x, x.shape, compute.kernels.dtype);
  checkTensor('scaleSteps', 'factors', factors, [B, N], compute.kernels.dtype);
  const y = compute.empty<3>([B, T, N]);
  for (let b = 0; b < B; b++) {
    for (let at = b * T * N; at < (b + 1) * T * N; at += N) {
      compute.kernels.multiply(N, x.data, at, factors.data, b * N, y.data, at);
    }
  }
  return y;
}

/** The gradient of `dropoutForward`: dx = dy ⊙ m. */
export function dropoutBackward<R extends number>(
  { factors }: DropoutCache,
  dy: Tensor<R>,
  compute: Compute = referenceCompute(dy.dtype),
): Tensor<R> {
  checkTensor('dropout', 'dy', dy, factors.shape, compute.kernels.dtype);
  const dx = compute.zeros<R>(dy.shape);
  multiply(dy, factors, dx, compute);
  return dx;
}

function multiply(a: Tensor, b: Tensor, out: Tensor, compute: Compute): void {
  compute.kernels.multiply(sizeOf(a.shape), a.data, 0, b.data, 0, out.data, 0);
}
