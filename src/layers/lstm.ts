import {
  lstmBackward,
  lstmForward,
  POINTWISE_ACTIVATIONS,
  type PointwiseActivation,
} from '../math/index.ts';
import type { Random } from '../tensor/index.ts';
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

/** Options of `lstm`; names and defaults are Keras'. */
export interface LstmLayerOptions extends RecurrentOptions, RecurrentKernelOptions {
  /** U, the size of the state. */
  readonly units: number;
  /** Of the candidate and of the cell state on its way out; `tanh` by default. */
  readonly activation?: PointwiseActivation;
  /** Of the gates; `sigmoid` by default. */
  readonly recurrentActivation?: PointwiseActivation;
  /** Whether there is a bias. */
  readonly useBias?: boolean;
  /** Initial W; `glorotUniform` by default. */
  readonly kernelInitializer?: InitializerOption;
  /** Initial R; `orthogonal` by default. */
  readonly recurrentInitializer?: InitializerOption;
  /** Initial b; `zeros` by default. */
  readonly biasInitializer?: InitializerOption;
  /** Whether the forget gate's bias starts at 1, so that the cell remembers at first. */
  readonly unitForgetBias?: boolean;
}

/** Keras' order of the gates: store (input), forget, update (candidate), output. */
const GATES = ['i', 'f', 'c', 'o'];

/**
 * Long short-term memory; the equations stand at `lstmForward` in `unrolled/math`.
 *
 * Weights: `kernel` `[I, 4·units]`, `recurrentKernel` `[units, 4·units]`, `bias` `[4·units]`, gates
 * `i, f, c, o`. States: `h`, `c`, both `[batch, units]`. A masked step repeats state and output.
 *
 * @throws ConfigError for an impossible option
 */
export const lstm: RecurrentFactory<LstmLayerOptions, readonly ['units', 'units']> =
  defineLayer<LstmLayerOptions>({
    kind: 'lstm',
    required: ['units'],
    defaults: {
      activation: 'tanh',
      recurrentActivation: 'sigmoid',
      useBias: true,
      ...RECURRENT_DEFAULTS,
      kernelInitializer: 'glorotUniform',
      recurrentInitializer: 'orthogonal',
      biasInitializer: 'zeros',
      ...RECURRENT_KERNEL_DEFAULTS,
      unitForgetBias: true,
    },
    returns: recurrentReturns,
    check(options, owner) {
      checkCount(owner, 'units', options.units);
      checkRecurrent(options, owner);
      checkChoice(owner, 'activation', options.activation, POINTWISE_ACTIVATIONS);
      checkChoice(owner, 'recurrentActivation', options.recurrentActivation, POINTWISE_ACTIVATIONS);
      for (const flag of ['useBias', 'unitForgetBias'] as const) {
        checkFlag(owner, flag, options[flag]);
      }
      initializerOf(options.kernelInitializer, `${owner}'s kernel`);
      initializerOf(options.recurrentInitializer, `${owner}'s recurrentKernel`);
      initializerOf(options.biasInitializer, `${owner}'s bias`);
      checkRecurrentKernelOptions(options, owner);
    },
    build(options, [input], owner) {
      const { units: U, activation, recurrentActivation, returnSequences } = options;
      const output = recurrentOutput(owner, input, U, returnSequences);
      const I = featuresOf(owner, input, '[batch, time, features]');
      const kernel = initializerOf(options.kernelInitializer, owner)([I, 4 * U]);
      const recurrentKernel = initializerOf(options.recurrentInitializer, owner)([U, 4 * U]);
      const zeroBias = initializerOf(options.biasInitializer, owner)([4 * U]);
      const bias = (out: Float64Array, random: Random): void => {
        zeroBias(out, random);
        if (options.unitForgetBias) out.fill(1, U, 2 * U);
      };
      const sealed = leaf({
        output,
        weights: {
          kernel: kernelRules(factorWeight([I, 4 * U], kernel, GATES), 'kernel', options, owner),
          recurrentKernel: recurrentRules(
            factorWeight([U, 4 * U], recurrentKernel, GATES),
            options,
            owner,
          ),
          bias: options.useBias
            ? kernelRules(weight([4 * U], bias, GATES), 'bias', options, owner)
            : undefined,
        },
        state: [
          { name: 'h', shape: [U] },
          { name: 'c', shape: [U] },
        ],
        refusesSteps: refusesSteps(owner, options),
        forward(weights, [value, h, c], ctx) {
          const read = recurrentInput(owner, value, options, ctx);
          const size = [read.x.shape[0], U] as const;
          const stateFactors = factorsOf('recurrentDropout', options.recurrentDropout, size, ctx);
          const how = {
            activation,
            recurrentActivation,
            sequences: returnSequences,
            inputGradient: ctx.inputGradient,
          };
          const { y, states, cache } = inBlocksOfSteps(
            read,
            [stateOf(owner, h), stateOf(owner, c)],
            { sizes: [U, U], sequences: returnSequences },
            ctx,
            ({ x, mask, lookup }, [h0, c0]) => {
              const given = { x, h0, c0, mask, lookup, stateFactors };
              const { outputs, cache } = lstmForward(weights, given, how, ctx);
              return { y: outputs.y, states: [outputs.h, outputs.c], cache };
            },
          );
          return { outputs: recurrentOutputs(y, states, read, options), cache: { cache, read } };
        },
        backward(weights, grads, { cache, read }, d, ctx) {
          const { y, states } = recurrentGradients(owner, read, options, d, ctx);
          const [h, c] = states;
          const back = lstmBackward(weights, grads, cache, { y, h, c }, ctx);
          return [recurrentInputGradient(read, back, ctx), back.h0, back.c0];
        },
      });
      return withActivity(sealed, options.activityRegularizer, owner);
    },
  });
