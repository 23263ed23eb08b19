import {
  globalAveragePoolingBackward,
  globalAveragePoolingForward,
  globalMaxPoolingBackward,
  globalMaxPoolingForward,
} from '../math/index.ts';
import type { Tensor } from '../tensor/index.ts';
import type { Gradients } from './contract.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import type { Sequence } from './kinds.ts';
import { leaf } from './leaf.ts';
import type { AsFeatures } from './outcome.ts';
import { recurrentOutput } from './recurrent.ts';
import { featuresOf, numbersOfRank, ofRank, type Signature, type Value } from './value.ts';

/**
 * The mean of each feature over the steps that count: `[batch, time, features]` gives
 * `[batch, features]`. A row of which no step counts gives 0.
 */
export const globalAveragePooling1d: LayerFactory<object, Sequence, AsFeatures> =
  defineLayer<object>({
    kind: 'globalAveragePooling1d',
    required: [],
    defaults: {},
    build: (_options, [input], owner) =>
      leaf({
        ...pooled(owner, input),
        weights: {},
        forward(_weights, [value], ctx) {
          const given = { x: sequenceOf(owner, value), mask: value?.mask };
          const { output, cache } = globalAveragePoolingForward(given, ctx);
          return { outputs: [{ data: output }], cache };
        },
        backward(_weights, _grads, cache, d, ctx) {
          const dy = gradientOf(owner, d);
          return [dy && globalAveragePoolingBackward(cache, dy, ctx)];
        },
      }),
  });

/**
 * The greatest number of each feature over the steps that count: `[batch, time, features]` gives
 * `[batch, features]`. A row of which no step counts gives 0; of equal steps the first has the gradient.
 */
export const globalMaxPooling1d: LayerFactory<object, Sequence, AsFeatures> = defineLayer<object>({
  kind: 'globalMaxPooling1d',
  required: [],
  defaults: {},
  build: (_options, [input], owner) =>
    leaf({
      ...pooled(owner, input),
      weights: {},
      forward(_weights, [value], ctx) {
        const given = { x: sequenceOf(owner, value), mask: value?.mask };
        const { output, cache } = globalMaxPoolingForward(given, ctx);
        return { outputs: [{ data: output }], cache };
      },
      backward(_weights, _grads, cache, d, ctx) {
        const dy = gradientOf(owner, d);
        return [dy && globalMaxPoolingBackward(cache, dy, ctx)];
      },
    }),
});

const LAYOUT = '[batch, time, features]';

/** What both have in common but for their functions. */
function pooled(
  owner: string,
  input: Signature | undefined,
): { readonly output: Signature; readonly refusesSteps: string } {
  const N = featuresOf(owner, input, LAYOUT);
  const output = recurrentOutput(owner, input, N, false);
  return { output, refusesSteps: `${owner} needs all time steps at once to pool them` };
}

function sequenceOf(owner: string, value: Value | undefined): Tensor<3> {
  return numbersOfRank(owner, value, 3, LAYOUT);
}

function gradientOf(owner: string, [dy]: Gradients): Tensor<2> | undefined {
  return dy && ofRank(owner, dy, 2, 'dy [batch, features]');
}
