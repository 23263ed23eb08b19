import {
  POINTWISE_ACTIVATIONS,
  type PointwiseActivation,
  simpleRnnBackward,
  simpleRnnForward,
} from '../math/index.ts';
import { checkChoice, checkCount, checkFlag } from '../tensor/options.ts';
import { defineLayer } from './defineLayer.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import { leaf, weight } from './leaf.ts';
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
import { recurrentInput, recurrentInputGradient } from './recurrentInput.ts';
import { recurrentGradients, recurrentOutputs } from './recurrentOutput.ts';
import { featuresOf } from './value.ts';

/** Options of `simpleRnn`; names and defaults are Keras'. */
export interface SimpleRnnLayerOptions extends RecurrentOptions {
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
    },
    build(options, [input], owner) {
      const { units: U, activation, returnSequences } = options;
      const output = recurrentOutput(owner, input, U, returnSequences);
      const I = featuresOf(owner, input, '[batch, time, features]');
      const kernel = initializerOf(options.kernelInitializer, owner)([I, U]);
      const recurrentKernel = initializerOf(options.recurrentInitializer, owner)([U, U]);
      const bias = initializerOf(options.biasInitializer, owner)([U]);
      return leaf({
        output,
        weights: {
          kernel: weight([I, U], kernel),
          recurrentKernel: weight([U, U], recurrentKernel),
          bias: options.useBias ? weight([U], bias) : undefined,
        },
        state: [{ name: 'h', shape: [U] }],
        refusesSteps: refusesSteps(owner, options),
        forward(weights, [value, h], ctx) {
          const read = recurrentInput(owner, value, options, ctx);
          const { x, mask, lookup } = read;
          const { outputs, cache } = simpleRnnForward(
            weights,
            { x, h0: stateOf(owner, h), mask, lookup },
            { activation, sequences: returnSequences, inputGradient: ctx.inputGradient },
            ctx,
          );
          const states = [outputs.h] as const;
          return {
            outputs: recurrentOutputs(outputs.y, states, read, options),
            cache: { cache, read },
          };
        },
        backward(weights, grads, { cache, read }, d, ctx) {
          const { y, states } = recurrentGradients(owner, read, options, d, ctx);
          const back = simpleRnnBackward(weights, grads, cache, { y, h: states[0] }, ctx);
          return [recurrentInputGradient(read, back, ctx), back.h0];
        },
      });
    },
  });
