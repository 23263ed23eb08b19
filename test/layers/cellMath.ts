import type { Context } from '../../src/layers/index.ts';
import type { Tensor } from '../../src/tensor/index.ts';

// What a user's cell is written with: a few operations on matrices, each a loop.

/** A · B. */
export function product(ctx: Context, a: Tensor<2>, b: Tensor<2>): Tensor<2> {
  const out = ctx.zeros<2>([a.shape[0], b.shape[1]]);
  addProduct(out, a, b);
  return out;
}

/** C += A · B, each element summed from 0 and added once. */
export function addProduct(c: Tensor<2>, a: Tensor<2>, b: Tensor<2>): void {
  const [M, N] = c.shape;
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) {
      let dot = 0;
      for (let k = 0; k < b.shape[0]; k++) dot += a.get(m, k) * b.get(k, n);
      c.data[m * N + n]! += dot;
    }
  }
}

/** Aᵀ, which is a view. */
export function transposed(a: Tensor<2>): Tensor<2> {
  return a.transpose(1, 0);
}

/** A + B. */
export function sum(ctx: Context, a: Tensor<2>, b: Tensor<2>): Tensor<2> {
  return map(ctx, a, (value, m, j) => value + b.get(m, j));
}

/** A matrix of the same shape, element by element. */
export function map(
  ctx: Context,
  a: Tensor<2>,
  f: (value: number, m: number, j: number) => number,
): Tensor<2> {
  const out = ctx.zeros<2>(a.shape);
  for (let m = 0; m < a.shape[0]; m++) {
    for (let j = 0; j < a.shape[1]; j++) out.set(m, j, f(a.get(m, j), m, j));
  }
  return out;
}

/** `count` columns of a matrix, copied. */
export function columns(ctx: Context, a: Tensor<2>, from: number, count: number): Tensor<2> {
  return map(ctx, ctx.zeros<2>([a.shape[0], count]), (_, m, j) => a.get(m, from + j));
}

/** σ or tanh of every element, with the bits of the library. */
export function activated(ctx: Context, name: 'sigmoid' | 'tanh', a: Tensor<2>): Tensor<2> {
  const [M, N] = a.shape;
  const out = ctx.zeros<2>([M, N]);
  ctx.kernels.activate(name, M, N, a.data, 0, N, out.data, 0, N);
  return out;
}
