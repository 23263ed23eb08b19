import { layerNormalizationBackward, layerNormalizationForward } from '../math/index.ts';
import { ConfigError } from '../tensor/index.ts';
import { checkFlag, checkNumber } from '../tensor/options.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import type { Numbers } from './kinds.ts';
import { leaf, weight } from './leaf.ts';
import {
  checkNormRules,
  NORM_RULE_DEFAULTS,
  type NormRuleOptions,
  normRules,
} from './normOptions.ts';
import type { Same } from './outcome.ts';
import { featuresOf, numbersOf } from './value.ts';

/** Options of `layerNormalization`; names and defaults are Keras'. */
export interface LayerNormalizationOptions extends NormRuleOptions {
  /** Along which axis; the last one, −1, is the only one. */
  readonly axis?: -1;
  /** ε > 0, added to the variance; 1e-3 by default. */
  readonly epsilon?: number;
  /** Whether there is a β, `true` by default. */
  readonly center?: boolean;
  /** Whether there is a γ, `true` by default. */
  readonly scale?: boolean;
  /** Initial β; `zeros` by default. */
  readonly betaInitializer?: InitializerOption;
  /** Initial γ; `ones` by default. */
  readonly gammaInitializer?: InitializerOption;
}

/**
 * Brings what stands along the last axis to mean 0 and variance 1, step by step and row by row, then
 * y = γ ⊙ x̂ + β; the equations stand at `layerNormalizationForward` in `unrolled/math`.
 *
 * Weights: `gamma` `[N]`, `beta` `[N]`. A mask passes through; masked steps give zeros.
 *
 * @throws ConfigError for an impossible option
 */
export const layerNormalization: LayerFactory<
  LayerNormalizationOptions,
  Numbers<number>,
  Same
> = defineLayer<LayerNormalizationOptions>({
  kind: 'layerNormalization',
  required: [],
  defaults: {
    axis: -1,
    epsilon: 1e-3,
    center: true,
    scale: true,
    betaInitializer: 'zeros',
    gammaInitializer: 'ones',
    ...NORM_RULE_DEFAULTS,
  },
  check(options, owner) {
    const { axis, epsilon, center, scale, betaInitializer, gammaInitializer } = options;
    const given: unknown = axis;
    if (given !== -1) {
      throw new ConfigError(
        `${owner} wants axis to be -1, the last, got ${String(given)}: it works along no other`,
      );
    }
    checkNumber(owner, 'epsilon', epsilon, '> 0', (value) => value > 0);
    checkFlag(owner, 'center', center);
    checkFlag(owner, 'scale', scale);
    initializerOf(betaInitializer, `${owner}'s beta`);
    initializerOf(gammaInitializer, `${owner}'s gamma`);
    checkNormRules(options, owner);
  },
  build(options, [input], owner) {
    const { epsilon, center, scale } = options;
    const N = featuresOf(owner, input, '[batch, …, features]');
    const gamma = weight([N], initializerOf(options.gammaInitializer, owner)([N]));
    const beta = weight([N], initializerOf(options.betaInitializer, owner)([N]));
    return leaf({
      output: { type: 'numbers', shape: input?.shape ?? [] },
      weights: {
        gamma: scale ? normRules(gamma, 'gamma', options, owner) : undefined,
        beta: center ? normRules(beta, 'beta', options, owner) : undefined,
      },
      forward(weights, [value], ctx) {
        const mask = value?.mask;
        const inputs = { x: numbersOf(owner, value), mask };
        const { output, cache } = layerNormalizationForward(weights, inputs, { epsilon }, ctx);
        return { outputs: [{ data: output, mask }], cache };
      },
      backward(weights, grads, cache, [dy], ctx) {
        if (dy === undefined) return [];
        return [layerNormalizationBackward(weights, grads, cache, dy, ctx, ctx)];
      },
    });
  },
});
