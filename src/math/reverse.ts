import { type Compute, referenceCompute } from '../kernels/index.ts';
import { type Ids, type Mask, type Tensor, View } from '../tensor/index.ts';
import { copyRow } from './steps.ts';

/**
 * A sequence from its end: y[b, t] = x[b, T − 1 − t], `[B, T, N]`. Padding is turned round with all
 * else, so reverse the mask as well. It undoes itself, and is its own gradient: dx is dy reversed.
 */
export function reverseSteps(
  x: Tensor<3>,
  compute: Compute = referenceCompute(x.dtype),
): Tensor<3> {
  const [B, T, N] = x.shape;
  const y = compute.empty<3>([B, T, N]);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) {
      copyRow(x.data, (b * T + T - 1 - t) * N, y.data, (b * T + t) * N, N);
    }
  }
  return y;
}

/** The same in the memory of x, whose numbers are lost. */
export function reverseStepsInPlace(x: Tensor<3>): void {
  const [B, T, N] = x.shape;
  const { data } = x;
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T - 1 - t; t++) {
      const early = (b * T + t) * N;
      const late = (b * T + T - 1 - t) * N;
      for (let i = 0; i < N; i++) {
        const kept = data[early + i]!;
        data[early + i] = data[late + i]!;
        data[late + i] = kept;
      }
    }
  }
}

/** The mask of a reversed sequence: that of x, from its end. */
export function reverseMask(mask: Mask, compute: Compute = referenceCompute('float32')): Mask {
  const [B, T] = mask.shape;
  const flags = compute.flags(B * T);
  reverseRows(mask.data, T, flags);
  return new View<2, Uint8Array>(flags, [B, T]);
}

/** Ids `[B, T]` from their end: where the numbers of a reversed sequence were looked up. */
export function reverseIds(ids: Ids<2>, compute: Compute = referenceCompute('float32')): Ids<2> {
  const [B, T] = ids.shape;
  const reversed = compute.ids(B * T);
  reverseRows(ids.data, T, reversed);
  return new View<2, Int32Array>(reversed, [B, T]);
}

/** Writes the rows of T elements, each from its end. */
function reverseRows<A extends Uint8Array | Int32Array>(from: A, T: number, to: A): void {
  for (let at = 0; at < to.length; at++) {
    const t = at % T;
    to[at] = from[at - t + T - 1 - t]!;
  }
}
