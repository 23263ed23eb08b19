import { type Compute, referenceCompute } from '../kernels/index.ts';
import { combineFloat64, PARTIAL_SUMS } from '../kernels/reference/partialSums.ts';
import { formatShape, type Mask, rowsOf, ShapeError, type Tensor } from '../tensor/index.ts';
import { checkTensor, checkView } from './check.ts';

/** The weights of a layer normalization of N features. */
export interface LayerNormalizationWeights {
  /** γ, `[N]`; left out, it is one. */
  readonly gamma?: Tensor<1> | undefined;
  /** β, `[N]`; left out, it is zero. */
  readonly beta?: Tensor<1> | undefined;
}

/** What a layer normalization reads. */
export interface LayerNormalizationInputs<R extends number = number> {
  /** `[…, N]`. */
  readonly x: Tensor<R>;
  /** `[B, T]`, of x `[B, T, …]`: masked steps are not looked at and give zeros. */
  readonly mask?: Mask | undefined;
}

/** What the backward pass needs of the forward pass. */
export interface LayerNormalizationCache {
  /** The input. */
  readonly x: Tensor;
  /** The mask, if there was one. */
  readonly mask: Mask | undefined;
  /** The mean of each row. */
  readonly means: Float64Array;
  /** 1 / √(variance + ε) of each row. */
  readonly scales: Float64Array;
}

/**
 * Each row along the last axis brought to mean 0 and variance 1, then scaled and moved:
 *
 *     μ = Σ_j x_j / N      σ² = Σ_j (x_j − μ)² / N
 *     x̂ = (x − μ) / √(σ² + ε)
 *     y = γ ⊙ x̂ + β
 *
 * Computed in float64 with 8 partial sums, and rounded once. ε is 1e-3 by default, as Keras has it;
 * PyTorch's is 1e-5.
 *
 * @throws ShapeError if a weight or the mask does not fit x
 * @see Ba, Kiros, Hinton: Layer normalization (2016)
 */
export function layerNormalizationForward<R extends number>(
  weights: LayerNormalizationWeights,
  { x, mask }: LayerNormalizationInputs<R>,
  { epsilon = 1e-3 }: { readonly epsilon?: number } = {},
  compute: Compute = referenceCompute(x.dtype),
): { output: Tensor<R>; cache: LayerNormalizationCache } {
  const owner = 'layerNormalization';
  const { gamma, beta } = weights;
  const { dtype } = compute.kernels;
  const N = x.shape.at(-1);
  if (N === undefined) throw new ShapeError(`${owner} wants x […, N], got ${formatShape(x.shape)}`);
  checkTensor(owner, 'x', x, x.shape, dtype);
  if (gamma) checkTensor(owner, 'gamma', gamma, [N], dtype);
  if (beta) checkTensor(owner, 'beta', beta, [N], dtype);
  if (mask) checkView(owner, 'mask', mask, x.shape.slice(0, -1).slice(0, 2));
  const M = rowsOf(x.shape);
  const y = compute.zeros<R>(x.shape);
  const means = compute.doubles(M);
  const scales = compute.doubles(M);
  const sums = compute.doubles(PARTIAL_SUMS);
  forRows(M, mask, (m) => {
    const at = m * N;
    sums.fill(0);
    for (let j = 0; j < N; j++) sums[j & 7]! += x.data[at + j]!;
    const mean = combineFloat64(sums) / N;
    sums.fill(0);
    for (let j = 0; j < N; j++) {
      const distance = x.data[at + j]! - mean;
      sums[j & 7]! += distance * distance;
    }
    const scale = 1 / Math.sqrt(combineFloat64(sums) / N + epsilon);
    for (let j = 0; j < N; j++) {
      const normal = (x.data[at + j]! - mean) * scale;
      y.data[at + j] = (gamma ? gamma.data[j]! * normal : normal) + (beta ? beta.data[j]! : 0);
    }
    means[m] = mean;
    scales[m] = scale;
  });
  return { output: y, cache: { x, mask, means, scales } };
}

/**
 * The gradient of `layerNormalizationForward`: adds dγ = Σ dy ⊙ x̂ and dβ = Σ dy into `grads`, both
 * summed in float64, and returns, with g = dy ⊙ γ,
 *
 *     dx = (g − Σ g / N − x̂ ⊙ Σ (g ⊙ x̂) / N) / √(σ² + ε)
 *
 * or nothing with `inputGradient: false`.
 */
export function layerNormalizationBackward(
  weights: LayerNormalizationWeights,
  grads: LayerNormalizationWeights,
  { x, mask, means, scales }: LayerNormalizationCache,
  dy: Tensor,
  { inputGradient = true }: { readonly inputGradient?: boolean } = {},
  compute: Compute = referenceCompute(dy.dtype),
): Tensor | undefined {
  checkTensor('layerNormalization', 'dy', dy, x.shape, compute.kernels.dtype);
  const { gamma } = weights;
  const N = x.shape.at(-1) ?? 0;
  const M = rowsOf(x.shape);
  const normal = compute.doubles(N);
  const g = compute.doubles(N);
  const dGamma = compute.doubles(N);
  const dBeta = compute.doubles(N);
  const sums = compute.doubles(PARTIAL_SUMS);
  const products = compute.doubles(PARTIAL_SUMS);
  const dx = inputGradient ? compute.zeros(x.shape) : undefined;
  forRows(M, mask, (m) => {
    const at = m * N;
    const mean = means[m]!;
    const scale = scales[m]!;
    sums.fill(0);
    products.fill(0);
    for (let j = 0; j < N; j++) {
      const d = dy.data[at + j]!;
      const normalized = (x.data[at + j]! - mean) * scale;
      dGamma[j]! += d * normalized; // was: y = γ ⊙ x̂ + β
      dBeta[j]! += d;
      const dNormal = gamma ? d * gamma.data[j]! : d;
      normal[j] = normalized;
      g[j] = dNormal;
      sums[j & 7]! += dNormal;
      products[j & 7]! += dNormal * normalized;
    }
    if (dx === undefined) return;
    // was: x̂ = (x − μ) / √(σ² + ε), of which μ and σ are sums over the row as well
    const byMean = combineFloat64(sums) / N;
    const byVariance = combineFloat64(products) / N;
    for (let j = 0; j < N; j++) {
      dx.data[at + j] = (g[j]! - byMean - normal[j]! * byVariance) * scale;
    }
  });
  addTo(grads.gamma, dGamma);
  addTo(grads.beta, dBeta);
  return dx;
}

/** Visits the rows of `[B, T, …, N]` that the mask lets run, or all. */
function forRows(M: number, mask: Mask | undefined, visit: (m: number) => void): void {
  const perStep = mask === undefined ? 1 : M / mask.size;
  for (let m = 0; m < M; m++) {
    if (mask === undefined || mask.data[Math.floor(m / perStep)] !== 0) visit(m);
  }
}

function addTo(gradient: Tensor<1> | undefined, sum: Float64Array): void {
  if (gradient === undefined) return;
  for (let j = 0; j < sum.length; j++) gradient.data[j]! += sum[j]!;
}
