import { peepholeLstmBackward, peepholeLstmForward } from '../math/index.ts';
import { type ConstraintOption, constrainOf } from './constraints/index.ts';
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
import { penaltyOf, type RegularizerOption } from './regularizers/index.ts';
import { withRules } from './weightOptions.ts';

/** Options of `peepholeLstm`: those of an LSTM, and how its peepholes start. */
export interface PeepholeLstmLayerOptions extends LstmVariantLayerOptions {
  /** Initial p; `zeros` by default, an LSTM without peepholes. */
  readonly peepholeInitializer?: InitializerOption;
  /** A penalty on p that is added to the loss. */
  readonly peepholeRegularizer?: RegularizerOption;
  /** What p keeps to after each update. */
  readonly peepholeConstraint?: ConstraintOption;
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
    defaults: {
      ...LSTM_VARIANT_DEFAULTS,
      peepholeInitializer: 'zeros',
      peepholeRegularizer: null,
      peepholeConstraint: null,
    },
    returns: recurrentReturns,
    check(options, owner) {
      checkLstmVariantOptions(options, owner);
      const weights = `${owner}'s peephole`;
      initializerOf(options.peepholeInitializer, weights);
      penaltyOf(options.peepholeRegularizer, weights);
      constrainOf(options.peepholeConstraint, weights);
    },
    build(options, [input], owner) {
      const { units: U, peepholeInitializer, peepholeRegularizer, peepholeConstraint } = options;
      const initial = initializerOf(peepholeInitializer, owner)([3 * U]);
      const peephole = weight([3 * U], initial, ['i', 'f', 'o']);
      const rules = [peepholeRegularizer, peepholeConstraint] as const;
      return lstmVariantLeaf(owner, options, input, {
        outputs: U,
        weights: {
          ...lstmVariantWeights(options, input, U, owner),
          peephole: withRules(peephole, ...rules, `${owner}'s peephole`),
        },
        forward: (weights, inputs, how, ctx) => peepholeLstmForward(weights, inputs, how, ctx),
        backward: (weights, grads, cache, d, ctx) =>
          peepholeLstmBackward(weights, grads, cache, d, ctx),
      });
    },
  });
