import { sigmoid } from '../elementary/index.ts';
import { type Compute, referenceCompute } from '../kernels/index.ts';
import { formatShape, rowsOf, ShapeError, type Tensor } from '../tensor/index.ts';
import { checkTensor } from './check.ts';

/** What the backward pass needs of the forward pass. */
export interface GluCache {
  /** The input, `[…, 2N]`. */
  readonly x: Tensor;
}

/**
 * A gated linear unit: of the two halves a and b of the last axis, x `[…, 2N]` gives
 *
 *     y = a ⊙ σ(b)      […, N]
 *
 * Computed in float64 and rounded once.
 *
 * @throws ShapeError if the last axis has no two halves
 * @see Dauphin, Fan, Auli, Grangier: Language modeling with gated convolutional networks (2017)
 */
export function gluForward(
  x: Tensor,
  compute: Compute = referenceCompute(x.dtype),
): { output: Tensor; cache: GluCache } {
  const size = x.shape.at(-1);
  if (size === undefined || size % 2 !== 0) {
    throw new ShapeError(`glu wants x […, 2N], two halves, got ${formatShape(x.shape)}`);
  }
  checkTensor('glu', 'x', x, x.shape, compute.kernels.dtype);
  const N = size / 2;
  const y = compute.empty<number>([...x.shape.slice(0, -1), N]);
  const M = rowsOf(x.shape);
  for (let m = 0; m < M; m++) {
    const a = 2 * m * N;
    for (let j = 0; j < N; j++) y.data[m * N + j] = x.data[a + j]! * sigmoid(x.data[a + N + j]!);
  }
  return { output: y, cache: { x } };
}

/** The gradient of `gluForward`: da = dy ⊙ σ(b), db = dy ⊙ a ⊙ σ(b) ⊙ (1 − σ(b)), side by side. */
export function gluBackward(
  { x }: GluCache,
  dy: Tensor,
  compute: Compute = referenceCompute(dy.dtype),
): Tensor {
  const N = (x.shape.at(-1) ?? 0) / 2;
  checkTensor('glu', 'dy', dy, [...x.shape.slice(0, -1), N], compute.kernels.dtype);
  const dx = compute.empty<number>(x.shape);
  const M = rowsOf(x.shape);
  for (let m = 0; m < M; m++) {
    const a = 2 * m * N;
    for (let j = 0; j < N; j++) {
      const gate = sigmoid(x.data[a + N + j]!);
      const d = dy.data[m * N + j]!;
      dx.data[a + j] = d * gate; //  was: y = a ⊙ σ(b)
      dx.data[a + N + j] = d * x.data[a + j]! * gate * (1 - gate);
    }
  }
  return dx;
}
