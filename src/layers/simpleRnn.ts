import {
  POINTWISE_ACTIVATIONS,
  type PointwiseActivation,
  simpleRnnBackward,
  simpleRnnForward,
} from '../math/index.ts';
import { checkChoice, checkCount, checkFlag } from '../tensor/options.ts';
import { withActivity } from './activity.ts';
import { inBlocksOfSteps } from './blocksOfSteps.ts';
import { defineLayer } from './defineLayer.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import { factorWeight, leaf, weight } from './leaf.ts';
import {
  checkRecurrent,
  RECURRENT_DEFAULTS,
  type RecurrentFactory,
  type RecurrentOptions,
  recurrentOutput,
  recurrentReturns,
  refusesSteps,
  stateOf,
} from './recurrent.ts';
import { factorsOf, recurrentInput, recurrentInputGradient } from './recurrentInput.ts';
import { recurrentGradients, recurrentOutputs } from './recurrentOutput.ts';
import { featuresOf } from './value.ts';
import {
  checkRecurrentKernelOptions,
  kernelRules,
  RECURRENT_KERNEL_DEFAULTS,
  type RecurrentKernelOptions,
  recurrentRules,
} from './weightOptions.ts';

/** Options of `simpleRnn`; names and defaults are Keras'. */
export interface SimpleRnnLayerOptions extends RecurrentOptions, RecurrentKernelOptions {
  /** U, the size of the state. */
  readonly units: number;
  /** `tanh` by default. */
  readonly activation?: PointwiseActivation;
  /** Whether there is a bias. */
  readonly useBias?: boolean;
  /** Initial W; `glorotUniform` by default. */
  readonly kernelInitializer?: InitializerOption;
  /** Initial R; `orthogonal` by default. */
  readonly recurrentInitializer?: InitializerOption;
  /** Initial b; `zeros` by default. */
  readonly biasInitializer?: InitializerOption;
}

/**
 * The simple recurrent network; the equations stand at `simpleRnnForward` in `unrolled/math`.
 *
 * Weights: `kernel` `[I, units]`, `recurrentKernel` `[units, units]`, `bias` `[units]`. State: `h`
 * `[batch, units]`. A masked step repeats state and output.
 *
 * @throws ConfigError for an impossible option
 */
export const simpleRnn: RecurrentFactory<SimpleRnnLayerOptions> =
  defineLayer<SimpleRnnLayerOptions>({
    kind: 'simpleRnn',
    required: ['units'],
    defaults: {
      activation: 'tanh',
      useBias: true,
      ...RECURRENT_DEFAULTS,
      kernelInitializer: 'glorotUniform',
      recurrentInitializer: 'orthogonal',
      biasInitializer: 'zeros',
      ...RECURRENT_KERNEL_DEFAULTS,
    },
    returns: recurrentReturns,
    check(options, owner) {
      checkCount(owner, 'units', options.units);
      checkRecurrent(options, owner);
      checkChoice(owner, 'activation', options.activation, POINTWISE_ACTIVATIONS);
      checkFlag(owner, 'useBias', options.useBias);
      initializerOf(options.kernelInitializer, `${owner}'s kernel`);
      initializerOf(options.recurrentInitializer, `${owner}'s recurrentKernel`);
      initializerOf(options.biasInitializer, `${owner}'s bias`);
      checkRecurrentKernelOptions(options, owner);
    },
    build(options, [input], owner) {
      const { units: U, activation, returnSequences } = options;
      const output = recurrentOutput(owner, input, U, returnSequences);
      const I = featuresOf(owner, input, '[batch, time, features]');
      const kernel = initializerOf(options.kernelInitializer, owner)([I, U]);
      const recurrentKernel = initializerOf(options.recurrentInitializer, owner)([U, U]);
      const bias = initializerOf(options.biasInitializer, owner)([U]);
      const sealed = leaf({
        output,
        weights: {
          kernel: kernelRules(factorWeight([I, U], kernel), 'kernel', options, owner),
          recurrentKernel: recurrentRules(factorWeight([U, U], recurrentKernel), options, owner),
          bias: options.useBias
            ? kernelRules(weight([U], bias), 'bias', options, owner)
            : undefined,
        },
        state: [{ name: 'h', shape: [U] }],
        refusesSteps: refusesSteps(owner, options),
        forward(weights, [value, h], ctx) {
          const read = recurrentInput(owner, value, options, ctx);
          const size = [read.x.shape[0], U] as const;
          const stateFactors = factorsOf('recurrentDropout', options.recurrentDropout, size, ctx);
          const { inputGradient } = ctx;
          const how = { activation, sequences: returnSequences, inputGradient };
          const { y, states, cache } = inBlocksOfSteps(
            read,
            [stateOf(owner, h)],
            { sizes: [U], sequences: returnSequences },
            ctx,
            ({ x, mask, lookup }, [h0]) => {
              const given = { x, h0, mask, lookup, stateFactors };
              const { outputs, cache } = simpleRnnForward(weights, given, how, ctx);
              return { y: outputs.y, states: [outputs.h], cache };
            },
          );
          return { outputs: recurrentOutputs(y, states, read, options), cache: { cache, read } };
        },
        backward(weights, grads, { cache, read }, d, ctx) {
          const { y, states } = recurrentGradients(owner, read, options, d, ctx);
          const back = simpleRnnBackward(weights, grads, cache, { y, h: states[0] }, ctx);
          return [recurrentInputGradient(read, back, ctx), back.h0];
        },
      });
      return withActivity(sealed, options.activityRegularizer, owner);
    },
  });
