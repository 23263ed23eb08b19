import { layerNormLstmBackward, layerNormLstmForward } from '../math/index.ts';
import { checkNumber } from '../tensor/options.ts';
import { defineLayer } from './defineLayer.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import { weight } from './leaf.ts';
import {
  checkLstmVariantOptions,
  LSTM_GATES,
  LSTM_VARIANT_DEFAULTS,
  type LstmVariantLayerOptions,
  lstmVariantLeaf,
  lstmVariantWeights,
} from './lstmVariant.ts';
import {
  checkNormRules,
  NORM_RULE_DEFAULTS,
  type NormRuleOptions,
  normRules,
} from './normOptions.ts';
import { type RecurrentFactory, recurrentReturns } from './recurrent.ts';

/** Options of `layerNormLstm`: those of an LSTM, and of its normalizations, named as Keras names them. */
export interface LayerNormLstmLayerOptions extends LstmVariantLayerOptions, NormRuleOptions {
  /** ε, which keeps the root from 0; 0.001 by default. */
  readonly epsilon?: number;
  /** Initial γ of all three normalizations; `ones` by default. */
  readonly gammaInitializer?: InitializerOption;
  /** Initial β of the cell state; `zeros` by default. */
  readonly betaInitializer?: InitializerOption;
}

/**
 * The LSTM with layer normalization of x·W, of h·R and of the cell state on its way out; the equations
 * stand at `layerNormLstmForward` in `unrolled/math`.
 *
 * Weights: `kernel` `[I, 4·units]`, `recurrentKernel` `[units, 4·units]`, `bias`, `kernelGamma` and
 * `recurrentGamma` `[4·units]`, gates `i, f, c, o`; `stateGamma` and `stateBeta` `[units]`. States: `h`, `c`,
 * both `[batch, units]`. A masked step repeats state and output.
 *
 * @throws ConfigError for an impossible option
 */
export const layerNormLstm: RecurrentFactory<
  LayerNormLstmLayerOptions,
  readonly ['units', 'units']
> = defineLayer<LayerNormLstmLayerOptions>({
  kind: 'layerNormLstm',
  required: ['units'],
  defaults: {
    ...LSTM_VARIANT_DEFAULTS,
    epsilon: 1e-3,
    gammaInitializer: 'ones',
    betaInitializer: 'zeros',
    ...NORM_RULE_DEFAULTS,
  },
  returns: recurrentReturns,
  check(options, owner) {
    checkLstmVariantOptions(options, owner);
    checkNumber(owner, 'epsilon', options.epsilon, 'above 0', (epsilon) => epsilon > 0);
    initializerOf(options.gammaInitializer, `${owner}'s gamma`);
    initializerOf(options.betaInitializer, `${owner}'s stateBeta`);
    checkNormRules(options, owner);
  },
  build(options, [input], owner) {
    const { units: U, epsilon } = options;
    const gammas = initializerOf(options.gammaInitializer, owner);
    const gamma = (size: number, gates?: readonly string[]) =>
      normRules(weight([size], gammas([size]), gates), 'gamma', options, owner);
    const beta = weight([U], initializerOf(options.betaInitializer, owner)([U]));
    return lstmVariantLeaf(owner, options, input, {
      outputs: U,
      weights: {
        ...lstmVariantWeights(options, input, U, owner),
        kernelGamma: gamma(4 * U, LSTM_GATES),
        recurrentGamma: gamma(4 * U, LSTM_GATES),
        stateGamma: gamma(U),
        stateBeta: normRules(beta, 'beta', options, owner),
      },
      forward: (weights, inputs, how, ctx) =>
        layerNormLstmForward(weights, inputs, { ...how, epsilon }, ctx),
      backward: (weights, grads, cache, d, ctx) =>
        layerNormLstmBackward(weights, grads, cache, d, ctx),
    });
  },
});
