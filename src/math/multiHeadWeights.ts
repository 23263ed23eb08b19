import type { Compute } from '../kernels/index.ts';
import { ConfigError, reshaped, type Tensor } from '../tensor/index.ts';
import { checkRank, checkTensor } from './check.ts';
import type { DenseWeights } from './dense.ts';
import type { MultiHeadAttentionInputs, MultiHeadAttentionOptions } from './multiHeadInputs.ts';

/** What makes queries, keys or values of an input of F features, for H heads of size K. */
export interface HeadProjection {
  /** `[F, H, K]`. */
  readonly kernel: Tensor<3>;
  /** `[H, K]`; left out, it is zero. */
  readonly bias?: Tensor<2> | undefined;
}

/** The weights of multi-head attention, in Keras' layout. */
export interface MultiHeadAttentionWeights {
  /** `[D, H, K]`. */
  readonly query: HeadProjection;
  /** `[F, H, K]`. */
  readonly key: HeadProjection;
  /** `[E, H, V]`. */
  readonly value: HeadProjection;
  /** What joins the heads: `[H, V, O]`, with a bias `[O]`. */
  readonly output: { readonly kernel: Tensor<3>; readonly bias?: Tensor<1> | undefined };
}

/** A projection as that of a dense layer whose units are the heads side by side. */
export function sideBySide({ kernel, bias }: HeadProjection): DenseWeights {
  const [F, H, K] = kernel.shape;
  return { kernel: reshaped<2>(kernel, [F, H * K]), bias: bias && reshaped<1>(bias, [H * K]) };
}

/** What joins the heads, as a dense layer on heads side by side. */
export function joining({ output }: MultiHeadAttentionWeights): DenseWeights {
  const [H, V, O] = output.kernel.shape;
  return { kernel: reshaped<2>(output.kernel, [H * V, O]), bias: output.bias };
}

/** Throws a ShapeError unless the weights fit the inputs and each other. */
export function checkMultiHead(
  weights: MultiHeadAttentionWeights,
  inputs: { readonly query: Tensor<3>; readonly value: Tensor<3>; readonly key: Tensor<3> },
  compute: Compute,
): void {
  const owner = 'multiHeadAttention';
  const { dtype } = compute.kernels;
  checkRank(owner, 'query kernel', weights.query.kernel, 3, '[features, heads, keyDim]');
  checkRank(owner, 'value kernel', weights.value.kernel, 3, '[features, heads, valueDim]');
  checkRank(owner, 'output kernel', weights.output.kernel, 3, '[heads, valueDim, features]');
  const [, H, K] = weights.query.kernel.shape;
  const V = weights.value.kernel.shape[2];
  const O = weights.output.kernel.shape[2];
  const sizes = { query: K, key: K, value: V };
  for (const name of ['query', 'key', 'value'] as const) {
    const { kernel, bias } = weights[name];
    checkTensor(owner, `${name} kernel`, kernel, [inputs[name].shape[2], H, sizes[name]], dtype);
    if (bias) checkTensor(owner, `${name} bias`, bias, [H, sizes[name]], dtype);
  }
  checkTensor(owner, 'output kernel', weights.output.kernel, [H, V, O], dtype);
  if (weights.output.bias) checkTensor(owner, 'output bias', weights.output.bias, [O], dtype);
}

/** Throws a ConfigError unless inputs and options go together. */
export function checkTogether(
  { value, key, valueMask, keyMask, past }: MultiHeadAttentionInputs,
  { contextLength, causal = false, giveWeights = false }: MultiHeadAttentionOptions,
): void {
  if (value === undefined && (key ?? valueMask ?? keyMask)) {
    throw new ConfigError('multiHeadAttention wants a value beside a key, or masks of them');
  }
  if (contextLength === undefined && past) {
    throw new ConfigError('multiHeadAttention wants a contextLength to go on from a past');
  }
  if (contextLength === undefined || (value === undefined && causal && !giveWeights)) return;
  throw new ConfigError(
    'multiHeadAttention has a contextLength in causal attention of a sequence to itself, without weights',
  );
}
