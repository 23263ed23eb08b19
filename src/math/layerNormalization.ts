import { type Compute, referenceCompute } from '../kernels/index.ts';
import {
  type FloatArray,
  formatShape,
  type Mask,
  rowsOf,
  ShapeError,
  type Tensor,
} from '../tensor/index.ts';
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
  const one = factorOf(gamma, 1, N, compute);
  const other = factorOf(beta, 0, N, compute);
  forRows(M, mask, (m, count) => {
    const at = m * N;
    const weighted = [x.data, at, one, 0, other, 0] as const;
    compute.kernels.layerNorm(count, N, epsilon, ...weighted, means, scales, m, y.data, at);
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
  const dGamma = compute.doubles(N);
  const dBeta = compute.doubles(N);
  const dx = compute.zeros(x.shape);
  const factor = factorOf(gamma, 1, N, compute);
  forRows(M, mask, (m, count) => {
    const at = m * N;
    const read = [x.data, at, means, scales, m, factor, 0, dy.data, at] as const;
    compute.kernels.layerNormBackward(count, N, ...read, dGamma, dBeta, dx.data, at);
  });
  addTo(grads.gamma, dGamma);
  addTo(grads.beta, dBeta);
  return inputGradient ? dx : undefined;
}

/** A weight, or numbers that all are `other` where it was left out. */
function factorOf(
  weight: Tensor<1> | undefined,
  other: number,
  N: number,
  compute: Compute,
): FloatArray {
  return weight?.data ?? compute.empty<1>([N]).data.fill(other);
}

/** Visits the rows of `[B, T, …, N]` that the mask lets run, or all: stretches of them, as they come. */
function forRows(
  M: number,
  mask: Mask | undefined,
  visit: (first: number, count: number) => void,
): void {
  if (mask === undefined) {
    visit(0, M);
    return;
  }
  const perStep = M / mask.size;
  let first = 0;
  for (let step = 0; step <= mask.size; step++) {
    if (mask.data[step] !== 0 && step < mask.size) continue;
    const end = step * perStep;
    if (end > first) visit(first, end - first);
    first = end + perStep;
  }
}

function addTo(gradient: Tensor<1> | undefined, sum: Float64Array): void {
  if (gradient === undefined) return;
  for (let j = 0; j < sum.length; j++) gradient.data[j]! += sum[j]!;
}
