import { type Compute, referenceCompute } from '../kernels/index.ts';
import { ConfigError, type Random, sizeOf, type Tensor } from '../tensor/index.ts';
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
  if (!(rate >= 0 && rate < 1)) {
    throw new ConfigError(`dropout wants rate in [0, 1), got ${rate}`);
  }
  checkTensor('dropout', 'x', x, x.shape, compute.kernels.dtype);
  const factors = compute.zeros<R>(x.shape);
  const B = x.shape[0] ?? 1;
  const N = B === 0 ? 0 : sizeOf(x.shape) / B;
  const kept = 1 / (1 - rate);
  for (let b = 0; b < B; b++) {
    const stream = random(b);
    for (let i = b * N; i < (b + 1) * N; i++) factors.data[i] = stream.uniform() < rate ? 0 : kept;
  }
  const output = compute.zeros<R>(x.shape);
  multiply(x, factors, output, compute);
  return { output, cache: { factors } };
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
