import type { Kernels } from '../kernels.ts';
import { combineFloat64, PARTIAL_SUMS } from './partialSums.ts';

// One body serves both precisions: it computes in float64, and the store is the rounding.

const sums = new Float64Array(PARTIAL_SUMS);
const products = new Float64Array(PARTIAL_SUMS);

/** y = γ ⊙ (x − μ) / √(σ² + ε) + β of each row, and μ and 1 / √(σ² + ε). */
export const layerNorm: Kernels['layerNorm'] = (
  M,
  N,
  epsilon,
  x,
  xOffset,
  gamma,
  gammaOffset,
  beta,
  betaOffset,
  means,
  scales,
  first,
  y,
  yOffset,
) => {
  for (let m = 0; m < M; m++) {
    const from = xOffset + m * N;
    const to = yOffset + m * N;
    sums.fill(0);
    for (let j = 0; j < N; j++) sums[j & 7]! += x[from + j]!;
    const mean = combineFloat64(sums) / N;
    sums.fill(0);
    for (let j = 0; j < N; j++) {
      const distance = x[from + j]! - mean;
      sums[j & 7]! += distance * distance;
    }
    const scale = 1 / Math.sqrt(combineFloat64(sums) / N + epsilon);
    for (let j = 0; j < N; j++) {
      const normal = (x[from + j]! - mean) * scale;
      y[to + j] = gamma[gammaOffset + j]! * normal + beta[betaOffset + j]!;
    }
    means[first + m] = mean;
    scales[first + m] = scale;
  }
};

/** Undoes it. */
export const layerNormBackward: Kernels['layerNormBackward'] = (
  M,
  N,
  x,
  xOffset,
  means,
  scales,
  first,
  gamma,
  gammaOffset,
  dy,
  dyOffset,
  dGamma,
  dBeta,
  dx,
  dxOffset,
) => {
  for (let m = 0; m < M; m++) {
    const from = xOffset + m * N;
    const above = dyOffset + m * N;
    const to = dxOffset + m * N;
    const mean = means[first + m]!;
    const scale = scales[first + m]!;
    sums.fill(0);
    products.fill(0);
    for (let j = 0; j < N; j++) {
      const d = dy[above + j]!;
      const normal = (x[from + j]! - mean) * scale;
      dGamma[j]! += d * normal; // was: y = γ ⊙ x̂ + β
      dBeta[j]! += d;
      const dNormal = d * gamma[gammaOffset + j]!;
      sums[j & 7]! += dNormal;
      products[j & 7]! += dNormal * normal;
    }
    // was: x̂ = (x − μ) / √(σ² + ε), of which μ and σ are sums over the row as well
    const byMean = combineFloat64(sums) / N;
    const byVariance = combineFloat64(products) / N;
    for (let j = 0; j < N; j++) {
      const normal = (x[from + j]! - mean) * scale;
      const dNormal = dy[above + j]! * gamma[gammaOffset + j]!;
      dx[to + j] = (dNormal - byMean - normal * byVariance) * scale;
    }
  }
};
