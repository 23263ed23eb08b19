import { type Compute, type PointwiseActivation, referenceCompute } from '../kernels/index.ts';
import { rowsOf, type Tensor } from '../tensor/index.ts';
import { checkTensor } from './check.ts';
import {
  isSmooth,
  SMOOTH,
  SMOOTH_ACTIVATIONS,
  SMOOTH_SLOPE,
  type SmoothActivation,
} from './smoothActivation.ts';

/** An activation by name; `softmax` works along the last axis, all others element by element. */
export type Activation = PointwiseActivation | SmoothActivation | 'softmax';

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
];

/** The names of all activations, for checking a user's option. */
export const ACTIVATIONS: readonly Activation[] = [
  ...POINTWISE_ACTIVATIONS,
  ...SMOOTH_ACTIVATIONS,
  'softmax',
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
 *     linear    x                      softplus      ln(1 + eˣ)
 *     relu      max(x, 0)              softsign      x / (1 + |x|)
 *     tanh      tanh(x)                elu           x if x > 0, else eˣ − 1
 *     sigmoid   1 / (1 + e⁻ˣ)          exponential   eˣ
 *     relu6     min(max(x, 0), 6)      leakyRelu     x if x > 0, else x / 5
 *     hardTanh  min(max(x, −1), 1)     hardSigmoid   min(max(x + 3, 0), 6) / 6
 *     gelu      x · Φ(x)               selu          λ·x if x > 0, else λα·(eˣ − 1)
 *     silu      x · σ(x)               mish          x · tanh(softplus(x))
 *     softmax   exp(x_j − max x) / Σ_k exp(x_k − max x) along the last axis
 *
 * as Keras 3 defines them, with Φ the normal distribution, λ = 1.0507… and α = 1.6732….
 *
 * @throws ShapeError if x is not contiguous or not in the precision that is computed in
 * @see Goodfellow, Bengio, Courville: Deep Learning (2016), section 6.3; Clevert et al. (2016) for elu;
 * Hendrycks and Gimpel (2016) for gelu and silu; Klambauer et al. (2017) for selu; Misra (2019) for mish
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
 * come, unless a loss may want to read x, the logits of a softmax or sigmoid.
 */
export function activationOver<R extends number>(
  activation: Activation,
  x: Tensor<R>,
  compute: Compute,
): { output: Tensor<R>; cache: ActivationCache } {
  const logits = activation === 'softmax' || activation === 'sigmoid';
  if (compute.keeps !== false || logits) return activationForward(activation, x, compute);
  activateInto(activation, x, x, compute);
  return { output: x, cache: cacheOf(activation, x, x) };
}

function cacheOf(activation: Activation, x: Tensor, y: Tensor): ActivationCache {
  return isSmooth(activation) ? { activation, x } : { activation, y };
}

/** y = f(x); y may be x. */
function activateInto(activation: Activation, x: Tensor, y: Tensor, { kernels }: Compute): void {
  if (isSmooth(activation)) {
    const f = SMOOTH[activation];
    for (let i = 0; i < x.data.length; i++) y.data[i] = f(x.data[i]!);
    return;
  }
  const M = rowsOf(x.shape);
  const N = x.shape.at(-1) ?? 1;
  if (activation === 'softmax') kernels.softmax(M, N, x.data, 0, N, y.data, 0, N);
  else kernels.activate(activation, M, N, x.data, 0, N, y.data, 0, N);
}

/**
 * The gradient of `activationForward`: dx = dy ⊙ f′(x), or for softmax dx = y ⊙ (dy − Σ y ⊙ dy).
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
  const M = rowsOf(dy.shape);
  const N = dy.shape.at(-1) ?? 1;
  const k = compute.kernels;
  if (activation === 'softmax') {
    k.softmaxBackward(M, N, y.data, 0, N, dy.data, 0, N, dx.data, 0, N);
  } else {
    k.activateBackward(activation, M, N, y.data, 0, N, dy.data, 0, N, dx.data, 0, N);
  }
  return dx;
}
