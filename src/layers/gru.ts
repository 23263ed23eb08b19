import {
  gruBackward,
  gruForward,
  POINTWISE_ACTIVATIONS,
  type PointwiseActivation,
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

/** Options of `gru`; names and defaults are Keras'. */
export interface GruLayerOptions extends RecurrentOptions, RecurrentKernelOptions {
  /** U, the size of the state. */
  readonly units: number;
  /** Of the candidate; `tanh` by default. */
  readonly activation?: PointwiseActivation;
  /** Of the gates; `sigmoid` by default. */
  readonly recurrentActivation?: PointwiseActivation;
  /** Whether there is a bias. */
  readonly useBias?: boolean;
  /** Whether the reset gate is applied after the product with R, as by default, or before it. */
  readonly resetAfter?: boolean;
  /** Initial W; `glorotUniform` by default. */
  readonly kernelInitializer?: InitializerOption;
  /** Initial R; `orthogonal` by default. */
  readonly recurrentInitializer?: InitializerOption;
  /** Initial b; `zeros` by default. */
  readonly biasInitializer?: InitializerOption;
}

/** Keras' order of the gates: update, reset, candidate. */
const GATES = ['z', 'r', 'h'];

/**
 * The gated recurrent unit; the equations stand at `gruForward` in `unrolled/math`.
 *
 * Weights: `kernel` `[I, 3·units]`, `recurrentKernel` `[units, 3·units]`, `bias` `[2, 3·units]`, of the
 * input and of the state, or `[3·units]` with `resetAfter: false`; gates `z, r, h`. State: `h`
 * `[batch, units]`. A masked step repeats state and output.
 *
 * @throws ConfigError for an impossible option
 */
export const gru: RecurrentFactory<GruLayerOptions> = defineLayer<GruLayerOptions>({
  kind: 'gru',
  required: ['units'],
  defaults: {
    activation: 'tanh',
    recurrentActivation: 'sigmoid',
    useBias: true,
    ...RECURRENT_DEFAULTS,
    resetAfter: true,
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
    checkChoice(owner, 'recurrentActivation', options.recurrentActivation, POINTWISE_ACTIVATIONS);
    for (const flag of ['useBias', 'resetAfter'] as const) {
      checkFlag(owner, flag, options[flag]);
    }
    initializerOf(options.kernelInitializer, `${owner}'s kernel`);
    initializerOf(options.recurrentInitializer, `${owner}'s recurrentKernel`);
    initializerOf(options.biasInitializer, `${owner}'s bias`);
    checkRecurrentKernelOptions(options, owner);
  },
  build(options, [input], owner) {
    const { units: U, activation, recurrentActivation, returnSequences, resetAfter } = options;
    const output = recurrentOutput(owner, input, U, returnSequences);
    const I = featuresOf(owner, input, '[batch, time, features]');
    const biasShape = resetAfter ? ([2, 3 * U] as const) : ([3 * U] as const);
    const kernel = initializerOf(options.kernelInitializer, owner)([I, 3 * U]);
    const recurrentKernel = initializerOf(options.recurrentInitializer, owner)([U, 3 * U]);
    const bias = initializerOf(options.biasInitializer, owner)(biasShape);
    const sealed = leaf({
      output,
      weights: {
        kernel: kernelRules(factorWeight([I, 3 * U], kernel, GATES), 'kernel', options, owner),
        recurrentKernel: recurrentRules(
          factorWeight([U, 3 * U], recurrentKernel, GATES),
          options,
          owner,
        ),
        bias: options.useBias
          ? kernelRules(weight(biasShape, bias, GATES), 'bias', options, owner)
          : undefined,
      },
      state: [{ name: 'h', shape: [U] }],
      refusesSteps: refusesSteps(owner, options),
      forward(weights, [value, h], ctx) {
        const read = recurrentInput(owner, value, options, ctx);
        const size = [read.x.shape[0], U] as const;
        const stateFactors = factorsOf('recurrentDropout', options.recurrentDropout, size, ctx);
        const how = {
          activation,
          recurrentActivation,
          resetAfter,
          sequences: returnSequences,
          inputGradient: ctx.inputGradient,
        };
        const { y, states, cache } = inBlocksOfSteps(
          read,
          [stateOf(owner, h)],
          { sizes: [U], sequences: returnSequences },
          ctx,
          ({ x, mask, lookup }, [h0]) => {
            const given = { x, h0, mask, lookup, stateFactors };
            const { outputs, cache } = gruForward(weights, given, how, ctx);
            return { y: outputs.y, states: [outputs.h], cache };
          },
        );
        return { outputs: recurrentOutputs(y, states, read, options), cache: { cache, read } };
      },
      backward(weights, grads, { cache, read }, d, ctx) {
        const { y, states } = recurrentGradients(owner, read, options, d, ctx);
        const back = gruBackward(weights, grads, cache, { y, h: states[0] }, ctx);
        return [recurrentInputGradient(read, back, ctx), back.h0];
      },
    });
    return withActivity(sealed, options.activityRegularizer, owner);
  },
});
