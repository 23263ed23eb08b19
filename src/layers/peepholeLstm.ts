import { peepholeLstmBackward, peepholeLstmForward } from '../math/index.ts';
import { defineLayer } from './defineLayer.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import { weight } from './leaf.ts';
import {
  checkLstmVariantOptions,
  LSTM_VARIANT_DEFAULTS,
  type LstmVariantLayerOptions,
  lstmVariantLeaf,
  lstmVariantWeights,
} from './lstmVariant.ts';
import { type RecurrentFactory, recurrentReturns } from './recurrent.ts';

/** Options of `peepholeLstm`: those of an LSTM, and how its peepholes start. */
export interface PeepholeLstmLayerOptions extends LstmVariantLayerOptions {
  /** Initial p; `zeros` by default, an LSTM without peepholes. */
  readonly peepholeInitializer?: InitializerOption;
}

/**
 * The LSTM whose gates see the cell state; the equations stand at `peepholeLstmForward` in
 * `unrolled/math`.
 *
 * Weights: `kernel` `[I, 4·units]`, `recurrentKernel` `[units, 4·units]`, `bias` `[4·units]`, gates
 * `i, f, c, o`; `peephole` `[3·units]`, gates `i, f, o`. States: `h`, `c`, both `[batch, units]`. A masked
 * step repeats state and output.
 *
 * @throws ConfigError for an impossible option
 */
export const peepholeLstm: RecurrentFactory<PeepholeLstmLayerOptions, readonly ['units', 'units']> =
  defineLayer<PeepholeLstmLayerOptions>({
    kind: 'peepholeLstm',
    required: ['units'],
    defaults: { ...LSTM_VARIANT_DEFAULTS, peepholeInitializer: 'zeros' },
    returns: recurrentReturns,
    check(options, owner) {
      checkLstmVariantOptions(options, owner);
      initializerOf(options.peepholeInitializer, `${owner}'s peephole`);
    },
    build(options, [input], owner) {
      const { units: U, peepholeInitializer } = options;
      const peephole = initializerOf(peepholeInitializer, owner)([3 * U]);
      return lstmVariantLeaf(owner, options, input, {
        outputs: U,
        weights: {
          ...lstmVariantWeights(options, input, U, owner),
          peephole: weight([3 * U], peephole, ['i', 'f', 'o']),
        },
        forward: (weights, inputs, how, ctx) => peepholeLstmForward(weights, inputs, how, ctx),
        backward: (weights, grads, cache, d, ctx) =>
          peepholeLstmBackward(weights, grads, cache, d, ctx),
      });
    },
  });
