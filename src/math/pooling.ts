import { type Compute, referenceCompute } from '../kernels/index.ts';
import type { Mask, Tensor } from '../tensor/index.ts';
import { checkMask, checkRank, checkTensor } from './check.ts';

/** What a pooling over time reads. */
export interface PoolingInputs {
  /** `[B, T, N]`. */
  readonly x: Tensor<3>;
  /** `[B, T]`: masked steps are not looked at. */
  readonly mask?: Mask | undefined;
}

/** What the way back of an average needs. */
export interface GlobalAveragePoolingCache {
  /** The shape of x. */
  readonly shape: readonly [B: number, T: number, N: number];
  /** The mask, if there was one. */
  readonly mask: Mask | undefined;
  /** How many steps of each row count. */
  readonly counts: Int32Array;
}

/** What the way back of a maximum needs. */
export interface GlobalMaxPoolingCache {
  /** The shape of x. */
  readonly shape: readonly [B: number, T: number, N: number];
  /** `[B · N]`: at which step each maximum stood; −1 in a row of which no step counts. */
  readonly steps: Int32Array;
}

/**
 * The mean over the steps that count: x `[B, T, N]`, y `[B, N]`. A row of which no step counts gives 0.
 * Summed in float64, steps rising, and rounded once.
 *
 * @throws ShapeError if x is no sequence or the mask does not fit it
 */
export function globalAveragePoolingForward(
  { x, mask }: PoolingInputs,
  compute: Compute = referenceCompute(x.dtype),
): { output: Tensor<2>; cache: GlobalAveragePoolingCache } {
  checkInputs('globalAveragePooling', { x, mask }, compute);
  const [B, T, N] = x.shape;
  const y = compute.zeros<2>([B, N]);
  const counts = compute.ids(B);
  const sums = compute.doubles(N);
  for (let b = 0; b < B; b++) {
    sums.fill(0);
    for (let t = 0; t < T; t++) {
      if (mask?.data[b * T + t] === 0) continue;
      counts[b]!++;
      for (let j = 0; j < N; j++) sums[j]! += x.data[(b * T + t) * N + j]!;
    }
    const count = counts[b]!;
    if (count > 0) for (let j = 0; j < N; j++) y.data[b * N + j] = sums[j]! / count;
  }
  return { output: y, cache: { shape: x.shape, mask, counts } };
}

/** The gradient of `globalAveragePoolingForward`: dx = dy / count at the steps that count, else 0. */
export function globalAveragePoolingBackward(
  { shape: [B, T, N], mask, counts }: GlobalAveragePoolingCache,
  dy: Tensor<2>,
  compute: Compute = referenceCompute(dy.dtype),
): Tensor<3> {
  checkTensor('globalAveragePooling', 'dy', dy, [B, N], compute.kernels.dtype);
  const dx = compute.zeros<3>([B, T, N]);
  for (let b = 0; b < B; b++) {
    const count = counts[b]!;
    for (let t = 0; t < T; t++) {
      if (mask?.data[b * T + t] === 0) continue;
      // was: y = Σ_t x_t / count
      for (let j = 0; j < N; j++) dx.data[(b * T + t) * N + j] = dy.data[b * N + j]! / count;
    }
  }
  return dx;
}

/**
 * The greatest number of each feature over the steps that count: x `[B, T, N]`, y `[B, N]`. A row of
 * which no step counts gives 0; NaN at a step that counts gives NaN.
 *
 * @throws ShapeError if x is no sequence or the mask does not fit it
 */
export function globalMaxPoolingForward(
  { x, mask }: PoolingInputs,
  compute: Compute = referenceCompute(x.dtype),
): { output: Tensor<2>; cache: GlobalMaxPoolingCache } {
  checkInputs('globalMaxPooling', { x, mask }, compute);
  const [B, T, N] = x.shape;
  const y = compute.zeros<2>([B, N]);
  const steps = compute.ids(B * N);
  steps.fill(-1);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) {
      if (mask?.data[b * T + t] === 0) continue;
      for (let j = 0; j < N; j++) {
        const at = b * N + j;
        const value = x.data[(b * T + t) * N + j]!;
        if (steps[at]! >= 0 && !(value > y.data[at]!) && !Number.isNaN(value)) continue;
        y.data[at] = value;
        steps[at] = t;
      }
    }
  }
  return { output: y, cache: { shape: x.shape, steps } };
}

/** The gradient of `globalMaxPoolingForward`: dy at the first step that is the greatest, else 0. */
export function globalMaxPoolingBackward(
  { shape: [B, T, N], steps }: GlobalMaxPoolingCache,
  dy: Tensor<2>,
  compute: Compute = referenceCompute(dy.dtype),
): Tensor<3> {
  checkTensor('globalMaxPooling', 'dy', dy, [B, N], compute.kernels.dtype);
  const dx = compute.zeros<3>([B, T, N]);
  for (let at = 0; at < B * N; at++) {
    const t = steps[at]!;
    if (t < 0) continue;
    const b = Math.floor(at / N);
    dx.data[(b * T + t) * N + (at % N)] = dy.data[at]!; // was: y = max_t x_t
  }
  return dx;
}

function checkInputs(owner: string, { x, mask }: PoolingInputs, compute: Compute): void {
  checkRank(owner, 'x', x, 3, '[batch, time, features]');
  checkTensor(owner, 'x', x, x.shape, compute.kernels.dtype);
  checkMask(owner, mask, x.shape[0], x.shape[1]);
}
