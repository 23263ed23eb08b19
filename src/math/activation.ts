import { type Compute, type PointwiseActivation, referenceCompute } from '../kernels/index.ts';
import { rowsOf, type Tensor } from '../tensor/index.ts';
import { checkTensor } from './check.ts';
import {
  isRowActivation,
  ROW_ACTIVATIONS,
  type RowActivation,
  rowActivation,
  rowActivationBackward,
} from './rowActivation.ts';
import {
  isSmooth,
  SMOOTH,
  SMOOTH_ACTIVATIONS,
  SMOOTH_SLOPE,
  type SmoothActivation,
} from './smoothActivation.ts';

/**
 * An activation by name; `softmax`, `logSoftmax` and `sparsemax` work along the last axis, all others element
 * by element.
 */
export type Activation = PointwiseActivation | SmoothActivation | RowActivation;

/** The names of the activations that work element by element and are differentiated by their value. */
export const POINTWISE_ACTIVATIONS: readonly PointwiseActivation[] = [
  'linear',
  'relu',
  'tanh',
  'sigmoid',
  'softplus',
  'softsign',
  'elu',
  'exponential',
  'relu6',
  'leakyRelu',
  'selu',
  'hardSigmoid',
  'hardTanh',
  'celu',
  'logSigmoid',
  'squareplus',
  'sparsePlus',
  'sparseSigmoid',
  'softShrink',
  'hardShrink',
];

/** The names of all activations, for checking a user's option. */
export const ACTIVATIONS: readonly Activation[] = [
  ...POINTWISE_ACTIVATIONS,
  ...SMOOTH_ACTIVATIONS,
  ...ROW_ACTIVATIONS,
];

/** What the backward pass needs: the activation, and its value y or its input x. */
export type ActivationCache =
  | {
      /** Which one it was. */
      readonly activation: Exclude<Activation, SmoothActivation>;
      /** f(x), of any shape `[…, N]`. */
      readonly y: Tensor;
    }
  | {
      /** Which one it was. */
      readonly activation: SmoothActivation;
      /** x. */
      readonly x: Tensor;
    };

/**
 * y = f(x), for x of any shape `[…, N]`:
 *
 *     linear      x                      softplus       ln(1 + eˣ)
 *     relu        max(x, 0)              softsign       x / (1 + |x|)
 *     tanh        tanh(x)                elu, celu      x if x > 0, else eˣ − 1
 *     sigmoid     1 / (1 + e⁻ˣ)          exponential    eˣ
 *     relu6       min(max(x, 0), 6)      leakyRelu      x if x > 0, else x / 5
 *     hardTanh    min(max(x, −1), 1)     hardSigmoid    min(max(x + 3, 0), 6) / 6
 *     gelu        x · Φ(x)               selu           λ·x if x > 0, else λα·(eˣ − 1)
 *     silu        x · σ(x)               mish           x · tanh(softplus(x))
 *     tanhShrink  x − tanh(x)            hardSilu       x · hardSigmoid(x)
 *     softShrink  x − clip(x, −½, ½)     hardShrink     x if |x| > ½, else 0
 *     logSigmoid  −ln(1 + e⁻ˣ)           squareplus     (x + √(x² + 4)) / 2
 *     sparsePlus  0 | (x + 1)² / 4 | x   sparseSigmoid  0 | (x + 1) / 2 | 1   below, between, above −1 and 1
 *
 * and along the last axis
 *
 *     softmax     exp(x_j − max x) / Σ_k exp(x_k − max x)
 *     logSoftmax  x_j − max x − ln Σ_k exp(x_k − max x)
 *     sparsemax   max(x_j − τ, 0), with the τ for which they sum up to 1
 *
 * as Keras 3 defines them, with Φ the normal distribution, λ = 1.0507… and α = 1.6732….
 *
 * @throws ShapeError if x is not contiguous or not in the precision that is computed in
 * @see Goodfellow, Bengio, Courville: Deep Learning (2016), section 6.3; Clevert et al. (2016) for elu;
 * Hendrycks and Gimpel (2016) for gelu and silu; Klambauer et al. (2017) for selu; Misra (2019) for mish;
 * Howard et al. (2019) for hardSilu; Barron (2021) for squareplus; Martins and Astudillo (2016) for sparsemax;
 * Michelot (1986) for how τ is found
 */
export function activationForward<R extends number>(
  activation: Activation,
  x: Tensor<R>,
  compute: Compute = referenceCompute(x.dtype),
): { output: Tensor<R>; cache: ActivationCache } {
  checkTensor('activation', 'x', x, x.shape, compute.kernels.dtype);
  const y = compute.empty<R>(x.shape);
  activateInto(activation, x, y, compute);
  return { output: y, cache: cacheOf(activation, x, y) };
}

/**
 * The same for an x that the caller has made, whose memory y may take: it does where no way back will
 * come, unless a loss may want to read x, the logits of a softmax or sigmoid, or a row is read more than once.
 */
export function activationOver<R extends number>(
  activation: Activation,
  x: Tensor<R>,
  compute: Compute,
): { output: Tensor<R>; cache: ActivationCache } {
  const reads = isRowActivation(activation) || activation === 'sigmoid';
  if (compute.keeps !== false || reads) return activationForward(activation, x, compute);
  activateInto(activation, x, x, compute);
  return { output: x, cache: cacheOf(activation, x, x) };
}

function cacheOf(activation: Activation, x: Tensor, y: Tensor): ActivationCache {
  return isSmooth(activation) ? { activation, x } : { activation, y };
}

/** y = f(x); y may be x, but not where a row is read as a whole. */
function activateInto(activation: Activation, x: Tensor, y: Tensor, compute: Compute): void {
  if (isSmooth(activation)) {
    const f = SMOOTH[activation];
    for (let i = 0; i < x.data.length; i++) y.data[i] = f(x.data[i]!);
    return;
  }
  if (isRowActivation(activation)) {
    rowActivation(activation, x, y, compute);
    return;
  }
  const M = rowsOf(x.shape);
  const N = x.shape.at(-1) ?? 1;
  compute.kernels.activate(activation, M, N, x.data, 0, N, y.data, 0, N);
}

/**
 * The gradient of `activationForward`: dx = dy ⊙ f′(x); along a row dx = y ⊙ (dy − Σ y ⊙ dy) for softmax,
 * dy − exp(y) Σ dy for logSoftmax, and for sparsemax dy less its mean where y > 0, else 0.
 */
export function activationBackward<R extends number>(
  cache: ActivationCache,
  dy: Tensor<R>,
  compute: Compute = referenceCompute(dy.dtype),
): Tensor<R> {
  const { shape } = 'x' in cache ? cache.x : cache.y;
  checkTensor('activation', 'dy', dy, shape, compute.kernels.dtype);
  const dx = compute.zeros<R>(dy.shape);
  if ('x' in cache) {
    const slope = SMOOTH_SLOPE[cache.activation];
    for (let i = 0; i < dx.data.length; i++) dx.data[i] = dy.data[i]! * slope(cache.x.data[i]!);
    return dx;
  }
  const { activation, y } = cache;
  if (isRowActivation(activation)) {
    rowActivationBackward(activation, y, dy, dx, compute);
    return dx;
  }
  const M = rowsOf(dy.shape);
  const N = dy.shape.at(-1) ?? 1;
  const k = compute.kernels;
  k.activateBackward(activation, M, N, y.data, 0, N, dy.data, 0, N, dx.data, 0, N);
  return dx;
}
