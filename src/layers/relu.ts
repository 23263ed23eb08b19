import { type ReluOptions, reluBackward, reluForward } from '../math/index.ts';
import { checkNumber } from '../tensor/options.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import type { Numbers } from './kinds.ts';
import { leaf } from './leaf.ts';
import type { Same } from './outcome.ts';
import { featuresOf, numbersOf, type Signature } from './value.ts';

/** Options of `relu`; names and defaults are Keras'. */
export interface ReluLayerOptions {
  /** What y never exceeds, ≥ 0; `null`, by default: there is no such number. */
  readonly maxValue?: number | null;
  /** The slope up to the threshold, ≥ 0; 0 by default. */
  readonly negativeSlope?: number;
  /** Above which x is given on, ≥ 0; 0 by default. */
  readonly threshold?: number;
}

/** Options of `leakyRelu`; names and defaults are Keras'. */
export interface LeakyReluOptions {
  /** The slope below 0, ≥ 0; 0.3 by default, where the activation `leakyRelu` has 0.2. */
  readonly negativeSlope?: number;
}

/**
 * y = x above `threshold`, `negativeSlope` · (x − `threshold`) below, and `maxValue` at most, element by
 * element. A mask passes through.
 *
 * @throws ConfigError for an impossible option
 */
export const relu: LayerFactory<
  ReluLayerOptions,
  Numbers<number>,
  Same
> = defineLayer<ReluLayerOptions>({
  kind: 'relu',
  required: [],
  defaults: { maxValue: null, negativeSlope: 0, threshold: 0 },
  check({ maxValue, negativeSlope, threshold }, owner) {
    if (maxValue !== null) checkNumber(owner, 'maxValue', maxValue, '>= 0', notNegative);
    checkNumber(owner, 'negativeSlope', negativeSlope, '>= 0', notNegative);
    checkNumber(owner, 'threshold', threshold, '>= 0', notNegative);
  },
  build({ maxValue, negativeSlope, threshold }, [input], owner) {
    return rectifier(input, owner, { maxValue: maxValue ?? undefined, negativeSlope, threshold });
  },
});

/**
 * y = x if x > 0, else `negativeSlope` · x, element by element. A mask passes through.
 *
 * @throws ConfigError for an impossible option
 */
export const leakyRelu: LayerFactory<
  LeakyReluOptions,
  Numbers<number>,
  Same
> = defineLayer<LeakyReluOptions>({
  kind: 'leakyRelu',
  required: [],
  defaults: { negativeSlope: 0.3 },
  check({ negativeSlope }, owner) {
    checkNumber(owner, 'negativeSlope', negativeSlope, '>= 0', notNegative);
  },
  build: ({ negativeSlope }, [input], owner) => rectifier(input, owner, { negativeSlope }),
});

const notNegative = (value: number): boolean => value >= 0;

function rectifier(input: Signature | undefined, owner: string, options: ReluOptions) {
  featuresOf(owner, input, '[batch, …, features]');
  return leaf({
    output: { type: 'numbers', shape: input?.shape ?? [] },
    weights: {},
    forward(_weights, [value], ctx) {
      const { output, cache } = reluForward(numbersOf(owner, value), options, ctx);
      return { outputs: [{ data: output, mask: value?.mask }], cache };
    },
    backward: (_weights, _grads, cache, [dy], ctx) => [dy && reluBackward(cache, dy, ctx)],
  });
}
