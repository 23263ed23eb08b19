import { exp, expFloat32, log } from '../../elementary/index.ts';
import type { FloatArray } from '../../tensor/index.ts';
import type { Kernels } from '../kernels.ts';
import { combineFloat32, combineFloat64, PARTIAL_SUMS } from './partialSums.ts';

// Sums collect in these eight elements, in the precision of the kernels, so that a store rounds.
const sumsFloat32 = new Float32Array(PARTIAL_SUMS);
const sumsFloat64 = new Float64Array(PARTIAL_SUMS);

const fround = Math.fround;

/** One row of y = exp(x − shift) / Σ; returns Σ. */
type SoftmaxRow = (
  N: number,
  x: FloatArray,
  xAt: number,
  shift: number,
  y: FloatArray,
  yAt: number,
) => number;

const softmaxRowFloat32: SoftmaxRow = (N, x, xAt, shift, y, yAt) => {
  const sums = sumsFloat32.fill(0);
  for (let j = 0; j < N; j++) {
    const e = expFloat32(fround(x[xAt + j]! - shift));
    y[yAt + j] = e;
    sums[j & 7]! += e;
  }
  const sum = combineFloat32(sums);
  for (let j = 0; j < N; j++) y[yAt + j]! /= sum;
  return sum;
};

const softmaxRowFloat64: SoftmaxRow = (N, x, xAt, shift, y, yAt) => {
  const sums = sumsFloat64.fill(0);
  for (let j = 0; j < N; j++) {
    const e = exp(x[xAt + j]! - shift);
    y[yAt + j] = e;
    sums[j & 7]! += e;
  }
  const sum = combineFloat64(sums);
  for (let j = 0; j < N; j++) y[yAt + j]! /= sum;
  return sum;
};

/** The greatest element of a row; NaN if one is NaN, −∞ if there is none. */
function maximum(N: number, x: FloatArray, xAt: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < N; j++) max = Math.max(max, x[xAt + j]!);
  return max;
}

/** The two kernels of the forward pass. */
function partitions(softmaxRow: SoftmaxRow): Pick<Kernels, 'softmax' | 'logPartition'> {
  return {
    softmax(M, N, x, xOffset, xStride, y, yOffset, yStride) {
      for (let m = 0; m < M; m++) {
        const at = xOffset + m * xStride;
        softmaxRow(N, x, at, maximum(N, x, at), y, yOffset + m * yStride);
      }
    },
    logPartition(M, N, x, xOffset, xStride, y, yOffset, yStride, shift, logSum) {
      for (let m = 0; m < M; m++) {
        const at = xOffset + m * xStride;
        const max = maximum(N, x, at);
        shift[m] = max;
        logSum[m] = log(softmaxRow(N, x, at, max, y, yOffset + m * yStride));
      }
    },
  };
}

/** Softmax and log partition in float32. */
export const partitionsFloat32: ReturnType<typeof partitions> = partitions(softmaxRowFloat32);

/** Softmax and log partition in float64. */
export const partitionsFloat64: ReturnType<typeof partitions> = partitions(softmaxRowFloat64);

/** dx = y ⊙ (dy − Σ y ⊙ dy) in float32. */
export const softmaxBackwardFloat32: Kernels['softmaxBackward'] = (
  M,
  N,
  y,
  yOffset,
  yStride,
  dy,
  dyOffset,
  dyStride,
  dx,
  dxOffset,
  dxStride,
) => {
  for (let m = 0; m < M; m++) {
    const yAt = yOffset + m * yStride;
    const dyAt = dyOffset + m * dyStride;
    const dxAt = dxOffset + m * dxStride;
    const sums = sumsFloat32.fill(0);
    for (let j = 0; j < N; j++) sums[j & 7]! += fround(y[yAt + j]! * dy[dyAt + j]!);
    const sum = combineFloat32(sums);
    for (let j = 0; j < N; j++) dx[dxAt + j] = y[yAt + j]! * fround(dy[dyAt + j]! - sum);
  }
};

/** dx = y ⊙ (dy − Σ y ⊙ dy) in float64. */
export const softmaxBackwardFloat64: Kernels['softmaxBackward'] = (
  M,
  N,
  y,
  yOffset,
  yStride,
  dy,
  dyOffset,
  dyStride,
  dx,
  dxOffset,
  dxStride,
) => {
  for (let m = 0; m < M; m++) {
    const yAt = yOffset + m * yStride;
    const dyAt = dyOffset + m * dyStride;
    const dxAt = dxOffset + m * dxStride;
    const sums = sumsFloat64.fill(0);
    for (let j = 0; j < N; j++) sums[j & 7]! += y[yAt + j]! * dy[dyAt + j]!;
    const sum = combineFloat64(sums);
    for (let j = 0; j < N; j++) dx[dxAt + j] = y[yAt + j]! * (dy[dyAt + j]! - sum);
  }
};
