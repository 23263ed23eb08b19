import { projectedLstmBackward, projectedLstmForward } from '../math/index.ts';
import { checkCount } from '../tensor/options.ts';
import { type ConstraintOption, constrainOf } from './constraints/index.ts';
import { defineLayer } from './defineLayer.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import { factorWeight } from './leaf.ts';
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

/** Options of `projectedLstm`: those of an LSTM, and the size of its output. */
export interface ProjectedLstmLayerOptions extends LstmVariantLayerOptions {
  /** P, the size of the output, which is also what the next step sees; PyTorch's `proj_size`. */
  readonly projection: number;
  /** Initial V; `glorotUniform` by default. */
  readonly projectionInitializer?: InitializerOption;
  /** A penalty on V that is added to the loss. */
  readonly projectionRegularizer?: RegularizerOption;
  /** What V keeps to after each update. */
  readonly projectionConstraint?: ConstraintOption;
}

/**
 * The LSTM with a projected output; the equations stand at `projectedLstmForward` in `unrolled/math`.
 *
 * Weights: `kernel` `[I, 4·units]`, `recurrentKernel` `[projection, 4·units]`, `bias` `[4·units]`, gates
 * `i, f, c, o`; `projectionKernel` `[units, projection]`. States: `h` `[batch, projection]`, `c`
 * `[batch, units]`. A masked step repeats state and output.
 *
 * @throws ConfigError for an impossible option
 */
export const projectedLstm: RecurrentFactory<
  ProjectedLstmLayerOptions,
  readonly ['projection', 'units']
> = defineLayer<ProjectedLstmLayerOptions>({
  kind: 'projectedLstm',
  required: ['units', 'projection'],
  defaults: {
    ...LSTM_VARIANT_DEFAULTS,
    projectionInitializer: 'glorotUniform',
    projectionRegularizer: null,
    projectionConstraint: null,
  },
  returns: recurrentReturns,
  check(options, owner) {
    checkLstmVariantOptions(options, owner);
    checkCount(owner, 'projection', options.projection);
    const weights = `${owner}'s projectionKernel`;
    initializerOf(options.projectionInitializer, weights);
    penaltyOf(options.projectionRegularizer, weights);
    constrainOf(options.projectionConstraint, weights);
  },
  build(options, [input], owner) {
    const { units: U, projection: P, projectionRegularizer, projectionConstraint } = options;
    const initial = initializerOf(options.projectionInitializer, owner)([U, P]);
    const kernel = factorWeight([U, P], initial);
    const rules = [projectionRegularizer, projectionConstraint] as const;
    return lstmVariantLeaf(owner, options, input, {
      outputs: P,
      weights: {
        ...lstmVariantWeights(options, input, P, owner),
        projectionKernel: withRules(kernel, ...rules, `${owner}'s projectionKernel`),
      },
      forward: (weights, inputs, how, ctx) => projectedLstmForward(weights, inputs, how, ctx),
      backward: (weights, grads, cache, d, ctx) =>
        projectedLstmBackward(weights, grads, cache, d, ctx),
    });
  },
});
