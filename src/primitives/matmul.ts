import { kernelsFor } from '../kernels/index.ts';
import {
  formatShape,
  type Shape,
  ShapeError,
  sizeOf,
  type Tensor,
  View,
  zeros,
} from '../tensor/index.ts';
import { broadcastShape, stretched } from './broadcast.ts';
import { contiguous, elementsOf } from './convert.ts';
import type { Broadcast, Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';
import { precisionOf } from './precision.ts';

/** `A` where it may be of rank 2 or more; a vector is `never`, and so does not compile. */
export type Matrices<A extends Numbers> = RankOf<A> extends 0 | 1 ? never : A;

/**
 * The matrix product A · B of `[…, M, K]` and `[…, K, N]`: `[…, M, N]`, the leading axes stretched
 * to one shape as in NumPy, so that one matrix can meet a batch of them.
 *
 * An element starts at 0 and adds k rising, with one rounding for each product and each sum. Throws a
 * ShapeError for ranks below 2 and sizes that do not fit, and a ConfigError where float32 meets
 * float64.
 */
export function matmul<A extends Numbers, B extends Numbers>(
  a: A & Matrices<A>,
  b: B & Matrices<B>,
): Broadcast<A, B>;
export function matmul(a: Numbers, b: Numbers): Tensor {
  const x = operandOf('matmul', a);
  const y = operandOf('matmul', b);
  const dtype = precisionOf('matmul', x, y);
  const [M, K] = x.shape.slice(-2);
  const [inner, N] = y.shape.slice(-2);
  if (M === undefined || K === undefined || N === undefined || K !== inner) {
    throw new ShapeError(
      `matmul wants [..., M, K] and [..., K, N], got ${formatShape(x.shape)} and ${formatShape(y.shape)}`,
    );
  }
  const batch = broadcastShape('matmul', x.shape.slice(0, -2), y.shape.slice(0, -2));
  const left = contiguous(x, dtype);
  const right = contiguous(y, dtype);
  const out = zeros<number>([...batch, M, N], dtype);
  const kernels = kernelsFor(dtype);
  const lefts = matricesOf(x.shape, batch);
  const rights = matricesOf(y.shape, batch);
  for (let i = 0; i < lefts.length; i++) {
    const aOffset = (lefts[i] ?? 0) * M * K;
    const bOffset = (rights[i] ?? 0) * K * N;
    kernels.matmul(M, N, K, left.data, aOffset, K, right.data, bOffset, N, out.data, i * M * N, N);
  }
  return out;
}

/** For each place of the batch, which matrix of the operand meets it: stretched ones come again. */
function matricesOf(shape: Shape, batch: Shape): Float64Array {
  const own = shape.slice(0, -2);
  const count = Int32Array.from({ length: sizeOf(own) }, (_, i) => i);
  return elementsOf(stretched(new View<number, Int32Array>(count, own), batch));
}
