import type { Context, Tensor } from 'unrolled';

/** A·B. */
export function product(a: Tensor<2>, b: Tensor<2>, ctx: Context): Tensor<2> {
  const [M, K] = a.shape;
  const [, N] = b.shape;
  const c = ctx.zeros<2>([M, N]);
  ctx.kernels.matmul(M, N, K, a.data, 0, K, b.data, 0, N, c.data, 0, N);
  return c;
}

/** A·Bᵀ: the gradient of X where X·B was computed, from that of the product. */
export function productWithTransposed(a: Tensor<2>, b: Tensor<2>, ctx: Context): Tensor<2> {
  const [M, K] = a.shape;
  const [N] = b.shape;
  const c = ctx.zeros<2>([M, N]);
  ctx.kernels.matmulTransposedB(M, N, K, a.data, 0, K, b.data, 0, K, c.data, 0, N);
  return c;
}

/** C ← C + Aᵀ·B: adds to the gradient of W where A·W was computed. */
export function addTransposedProduct(c: Tensor<2>, a: Tensor<2>, b: Tensor<2>, ctx: Context): void {
  const [K, M] = a.shape;
  const [, N] = b.shape;
  ctx.kernels.matmulTransposedA(M, N, K, a.data, 0, M, b.data, 0, N, c.data, 0, N);
}

/** A + B. */
export function sum(a: Tensor<2>, b: Tensor<2>, ctx: Context): Tensor<2> {
  const c = ctx.zeros<2>(a.shape);
  c.data.set(a.data);
  ctx.kernels.add(c.size, b.data, 0, c.data, 0);
  return c;
}
