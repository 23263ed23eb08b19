import { activationOver } from '../math/activation.ts';
import {
  ACTIVATIONS,
  type Activation,
  type ActivationCache,
  activationBackward,
  type Conv1dCache,
  type ConvPadding,
  conv1dBackward,
  conv1dForward,
} from '../math/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { checkChoice, checkCount, checkFlag } from '../tensor/options.ts';
import { withActivity } from './activity.ts';
import type { Gradients } from './contract.ts';
import { convOutput, convState, refusesSteps } from './convSteps.ts';
import { defineLayer, type SizedFactory } from './defineLayer.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import type { Sequence } from './kinds.ts';
import { leaf, logitsOf, weight } from './leaf.ts';
import { featuresOf, numbersOfRank, ofRank, type Value } from './value.ts';
import {
  checkKernelOptions,
  KERNEL_DEFAULTS,
  type KernelOptions,
  kernelRules,
} from './weightOptions.ts';

/** Options of `conv1d`; names and defaults are Keras'. */
export interface Conv1dOptions extends KernelOptions {
  /** F, how many numbers come out at each step. */
  readonly filters: number;
  /** K, how many steps a window has. */
  readonly kernelSize: number;
  /** How many steps lie between the starts of two windows; 1 by default. */
  readonly strides?: number;
  /** Where windows may look beyond the sequence; `valid`, nowhere, by default. */
  readonly padding?: ConvPadding;
  /** How many steps lie between two steps of a window; 1 by default. */
  readonly dilationRate?: number;
  /** Applied to what comes out; `linear` by default. */
  readonly activation?: Activation;
  /** Whether there is a bias b. */
  readonly useBias?: boolean;
  /** Initial W; `glorotUniform` by default. */
  readonly kernelInitializer?: InitializerOption;
  /** Initial b; `zeros` by default. */
  readonly biasInitializer?: InitializerOption;
}

interface Cache {
  readonly z: Tensor;
  readonly conv: Conv1dCache;
  /** Absent for a linear layer, whose y is z. */
  readonly way: ActivationCache | undefined;
}

const LAYOUT = '[batch, time, features]';

/**
 * A convolution over time: `[batch, time, features]` gives `[batch, windows, filters]`; the equation
 * stands at `conv1dForward` in `unrolled/math`. A mask passes through if its padding is at the end of
 * each row; others are refused. Beyond the last step of a row there are zeros.
 *
 * Weights: `kernel` `[kernelSize, features, filters]`, `bias` `[filters]`. With `padding: 'causal'` and
 * strides of 1 it has the state `past` `[batch, (kernelSize − 1) · dilationRate, features]`, the last
 * steps that it read, and can be stepped.
 *
 * @throws ConfigError for an impossible option
 */
export const conv1d: SizedFactory<Conv1dOptions, 'filters', Sequence, Sequence> =
  defineLayer<Conv1dOptions>({
    kind: 'conv1d',
    required: ['filters', 'kernelSize'],
    defaults: {
      strides: 1,
      padding: 'valid',
      dilationRate: 1,
      activation: 'linear',
      useBias: true,
      kernelInitializer: 'glorotUniform',
      biasInitializer: 'zeros',
      ...KERNEL_DEFAULTS,
    },
    check(options, owner) {
      for (const count of ['filters', 'kernelSize', 'strides', 'dilationRate'] as const) {
        checkCount(owner, count, options[count]);
      }
      checkChoice(owner, 'padding', options.padding, ['valid', 'same', 'causal']);
      checkChoice(owner, 'activation', options.activation, ACTIVATIONS);
      checkFlag(owner, 'useBias', options.useBias);
      initializerOf(options.kernelInitializer, `${owner}'s kernel`);
      initializerOf(options.biasInitializer, `${owner}'s bias`);
      checkKernelOptions(options, owner);
    },
    build(options, [input], owner) {
      const { filters: F, kernelSize: K, activation } = options;
      const I = featuresOf(owner, input, LAYOUT);
      const output = convOutput(owner, input, options, F);
      const state = convState(options, I);
      const kernel = weight([K, I, F], initializerOf(options.kernelInitializer, owner)([K, I, F]));
      const bias = weight([F], initializerOf(options.biasInitializer, owner)([F]));
      const gradientsOf = ([dz, dPast]: Gradients) => ({
        y: dz && ofRank(owner, dz, 3, 'dy [batch, windows, filters]'),
        past: dPast && ofRank(owner, dPast, 3, 'dPast [batch, steps, features]'),
      });
      const sealed = leaf({
        output,
        weights: {
          kernel: kernelRules(kernel, 'kernel', options, owner),
          bias: options.useBias ? kernelRules(bias, 'bias', options, owner) : undefined,
        },
        state,
        refusesSteps: refusesSteps(owner, options),
        forward(weights, [value, before], ctx): { outputs: readonly Value[]; cache: Cache } {
          const x = numbersOfRank(owner, value, 3, LAYOUT);
          const past = before && numbersOfRank(owner, before, 3, 'past [batch, steps, features]');
          const given = { x, mask: value?.mask, past };
          const { outputs, cache } = conv1dForward(weights, given, options, ctx);
          const { y: z, mask } = outputs;
          const states = state.map(() => ({ data: outputs.past }));
          if (activation === 'linear') {
            return {
              outputs: [{ data: z, mask }, ...states],
              cache: { z, conv: cache, way: undefined },
            };
          }
          const { output: y, cache: way } = activationOver(activation, z, ctx);
          return { outputs: [{ data: y, mask }, ...states], cache: { z, conv: cache, way } };
        },
        backward(weights, grads, { conv, way }, [dy, dPast], ctx) {
          const dz = dy && way ? activationBackward(way, dy, ctx) : dy;
          const back = conv1dBackward(weights, grads, conv, gradientsOf([dz, dPast]), ctx, ctx);
          return [back.x, back.past];
        },
        logits: ({ z, conv }) =>
          logitsOf(activation, z, (weights, grads, d, ctx) => {
            const back = conv1dBackward(weights, grads, conv, gradientsOf(d), ctx, ctx);
            return [back.x, back.past];
          }),
      });
      return withActivity(sealed, options.activityRegularizer, owner);
    },
  });
