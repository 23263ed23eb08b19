import type { MultiHeadAttentionWeights } from 'unrolled/math';
import * as math from 'unrolled/math';
import { expectGoldens, type Golden, type Stored } from '../goldens.ts';
import { expectZeroWhereMasked, spoilMasked } from './masked.ts';

/** The functions under test; an edited copy of their modules can take their place. */
export type MultiHeadPair = Pick<
  typeof math,
  'multiHeadAttentionForward' | 'multiHeadAttentionBackward'
>;

/** Outputs, weights and all gradients of one case of `multiHeadAttention`. */
export function checkMultiHeadAttention(
  { config, weights, inputs, outputs, cotangents, gradients }: Golden,
  { multiHeadAttentionForward, multiHeadAttentionBackward }: MultiHeadPair = math,
): void {
  const own = productsOf(weights, 'values');
  const queryMask = inputs.optionalMask('queryMask');
  const valueMask = inputs.optionalMask('valueMask');
  const query = spoilMasked(inputs.floats<3>('query'), queryMask);
  const value = inputs.optional<3>('value');
  const key = inputs.optional<3>('key');
  const read = { query, value, key, queryMask, valueMask };
  if (value) spoilMasked(value, valueMask);
  if (key) spoilMasked(key, valueMask);
  const options = { causal: config.causal === true, giveWeights: true };
  const { outputs: found, cache } = multiHeadAttentionForward(own, read, options);
  expectGoldens({ y: found.y, weights: found.weights }, outputs, 'output');

  const grads = productsOf(weights, 'zeros');
  const d = { y: cotangents.optional<3>('y'), weights: cotangents.optional<4>('weights') };
  const back = multiHeadAttentionBackward(own, grads, cache, d);
  for (const value of grads.key.bias?.data ?? []) {
    // it adds the same to all scores of a query, which their softmax does not see
    if (Math.abs(value) > 1e-14) throw new Error(`the bias of the keys has the gradient ${value}`);
  }
  grads.key.bias?.data.fill(0);
  expectGoldens(flat(grads), gradients.weights, 'gradient of');
  const { query: dQuery, value: dValue, key: dKey } = back;
  expectGoldens({ query: dQuery, value: dValue, key: dKey }, gradients.inputs, 'gradient of');
  expectZeroWhereMasked(dQuery, queryMask);
  if (value) expectZeroWhereMasked(dValue, valueMask);
}

function productsOf(weights: Stored, what: 'values' | 'zeros'): MultiHeadAttentionWeights {
  const read = <R extends number>(name: string) =>
    what === 'zeros' ? weights.zeros<R>(name) : weights.floats<R>(name);
  const bias = <R extends number>(name: string) =>
    weights.has(`${name}/bias`) ? read<R>(`${name}/bias`) : undefined;
  return {
    query: { kernel: read<3>('query/kernel'), bias: bias<2>('query') },
    key: { kernel: read<3>('key/kernel'), bias: bias<2>('key') },
    value: { kernel: read<3>('value/kernel'), bias: bias<2>('value') },
    output: { kernel: read<3>('attentionOutput/kernel'), bias: bias<1>('attentionOutput') },
  };
}

function flat({ query, key, value, output }: MultiHeadAttentionWeights) {
  return {
    'query/kernel': query.kernel,
    'query/bias': query.bias,
    'key/kernel': key.kernel,
    'key/bias': key.bias,
    'value/kernel': value.kernel,
    'value/bias': value.bias,
    'attentionOutput/kernel': output.kernel,
    'attentionOutput/bias': output.bias,
  };
}
