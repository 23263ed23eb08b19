import { type Compute, type PointwiseActivation, referenceCompute } from '../kernels/index.ts';
import { rowsOf, type Tensor } from '../tensor/index.ts';
import { checkTensor } from './check.ts';

/** An activation by name; `softmax` works along the last axis, all others element by element. */
export type Activation = PointwiseActivation | 'softmax';

/** The names of the activations that work element by element. */
export const POINTWISE_ACTIVATIONS: readonly PointwiseActivation[] = [
  'linear',
  'relu',
  'tanh',
  'sigmoid',
  'softplus',
  'softsign',
  'elu',
  'exponential',
];

/** The names of all activations, for checking a user's option. */
export const ACTIVATIONS: readonly Activation[] = [...POINTWISE_ACTIVATIONS, 'softmax'];

/** What the backward pass needs: the activation and its value y. */
export interface ActivationCache {
  /** Which one it was. */
  readonly activation: Activation;
  /** f(x), of any shape `[…, N]`. */
  readonly y: Tensor;
}

/**
 * y = f(x), for x of any shape `[…, N]`:
 *
 *     linear    x                      softplus      ln(1 + eˣ)
 *     relu      max(x, 0)              softsign      x / (1 + |x|)
 *     tanh      tanh(x)                elu           x if x > 0, else eˣ − 1
 *     sigmoid   1 / (1 + e⁻ˣ)          exponential   eˣ
 *     softmax   exp(x_j − max x) / Σ_k exp(x_k − max x) along the last axis
 *
 * as Keras defines them.
 *
 * @throws ShapeError if x is not contiguous or not in the precision that is computed in
 * @see Goodfellow, Bengio, Courville: Deep Learning (2016), section 6.3; Clevert et al. (2016) for elu
 */
export function activationForward<R extends number>(
  activation: Activation,
  x: Tensor<R>,
  compute: Compute = referenceCompute(x.dtype),
): { output: Tensor<R>; cache: ActivationCache } {
  checkTensor('activation', 'x', x, x.shape, compute.kernels.dtype);
  const y = compute.empty<R>(x.shape);
  activateInto(activation, x, y, compute);
  return { output: y, cache: { activation, y } };
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
  return { output: x, cache: { activation, y: x } };
}

/** y = f(x); y may be x. */
function activateInto(activation: Activation, x: Tensor, y: Tensor, { kernels }: Compute): void {
  const M = rowsOf(x.shape);
  const N = x.shape.at(-1) ?? 1;
  if (activation === 'softmax') kernels.softmax(M, N, x.data, 0, N, y.data, 0, N);
  else kernels.activate(activation, M, N, x.data, 0, N, y.data, 0, N);
}

/**
 * The gradient of `activationForward`: dx = dy ⊙ f′(x), or for softmax dx = y ⊙ (dy − Σ y ⊙ dy).
 */
export function activationBackward<R extends number>(
  { activation, y }: ActivationCache,
  dy: Tensor<R>,
  compute: Compute = referenceCompute(dy.dtype),
): Tensor<R> {
  checkTensor('activation', 'dy', dy, y.shape, compute.kernels.dtype);
  const dx = compute.zeros<R>(dy.shape);
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
