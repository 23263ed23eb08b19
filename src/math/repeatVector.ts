import { type Compute, referenceCompute } from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { checkRank, checkTensor } from './check.ts';
import { copyRow } from './steps.ts';

/** y_t = x for t = 0 … n − 1: x `[B, N]`, y `[B, n, N]`. @throws ShapeError if x is another */
export function repeatVectorForward(
  n: number,
  x: Tensor<2>,
  compute: Compute = referenceCompute(x.dtype),
): Tensor<3> {
  checkRank('repeatVector', 'x', x, 2, '[batch, features]');
  checkTensor('repeatVector', 'x', x, x.shape, compute.kernels.dtype);
  const [B, N] = x.shape;
  const y = compute.empty<3>([B, n, N]);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < n; t++) copyRow(x.data, b * N, y.data, (b * n + t) * N, N);
  }
  return y;
}

/** The gradient of `repeatVectorForward`: dx = Σ_t dy_t, steps rising. */
export function repeatVectorBackward(
  dy: Tensor<3>,
  compute: Compute = referenceCompute(dy.dtype),
): Tensor<2> {
  const [B, n, N] = dy.shape;
  const dx = compute.zeros<2>([B, N]);
  for (let b = 0; b < B; b++) {
    // was: y_t = x for every t
    compute.kernels.sumRows(n, N, dy.data, b * n * N, N, dx.data, b * N);
  }
  return dx;
}
