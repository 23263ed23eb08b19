import {
  type LstmVariantInputGradients,
  type LstmVariantInputs,
  type LstmVariantOptions,
  type LstmVariantOutputGradients,
  type LstmVariantOutputs,
  POINTWISE_ACTIVATIONS,
  type PointwiseActivation,
} from '../math/index.ts';
import type { Random } from '../tensor/index.ts';
import { checkChoice, checkCount, checkFlag, type DefaultsOf } from '../tensor/options.ts';
import { withActivity } from './activity.ts';
import { inBlocksOfSteps } from './blocksOfSteps.ts';
import type { Context, WeightSpec } from './contract.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import {
  factorWeight,
  leaf,
  type SealedLeaf,
  type WeightSpecs,
  type WeightsOf,
  weight,
} from './leaf.ts';
import {
  checkRecurrent,
  RECURRENT_DEFAULTS,
  type RecurrentOptions,
  recurrentOutput,
  refusesSteps,
  stateOf,
} from './recurrent.ts';
import { factorsOf, recurrentInput, recurrentInputGradient } from './recurrentInput.ts';
import { recurrentGradients, recurrentOutputs } from './recurrentOutput.ts';
import { featuresOf, type Signature } from './value.ts';
import {
  checkRecurrentKernelOptions,
  kernelRules,
  RECURRENT_KERNEL_DEFAULTS,
  type RecurrentKernelOptions,
  recurrentRules,
} from './weightOptions.ts';

// What the layers of LSTM variants have in common: the options, weights and states of an LSTM.

/** Options of an LSTM, which all its variants have; names and defaults are Keras'. */
export interface LstmVariantLayerOptions extends RecurrentOptions, RecurrentKernelOptions {
  /** U, the size of the cell state. */
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

/** The defaults of those options. */
export const LSTM_VARIANT_DEFAULTS: DefaultsOf<LstmVariantLayerOptions> = {
  activation: 'tanh',
  recurrentActivation: 'sigmoid',
  useBias: true,
  ...RECURRENT_DEFAULTS,
  kernelInitializer: 'glorotUniform',
  recurrentInitializer: 'orthogonal',
  biasInitializer: 'zeros',
  ...RECURRENT_KERNEL_DEFAULTS,
  unitForgetBias: true,
};

/** Keras' order of the gates: store (input), forget, update (candidate), output. */
export const LSTM_GATES: readonly string[] = ['i', 'f', 'c', 'o'];

/** Throws a ConfigError for an impossible option. */
export function checkLstmVariantOptions(
  options: Required<LstmVariantLayerOptions>,
  owner: string,
): void {
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
}

/** The weights of an LSTM whose output has `P` numbers. */
export function lstmVariantWeights(
  options: Required<LstmVariantLayerOptions>,
  input: Signature | undefined,
  P: number,
  owner: string,
): {
  readonly kernel: WeightSpec<2>;
  readonly recurrentKernel: WeightSpec<2>;
  readonly bias: WeightSpec<1> | undefined;
} {
  const { units: U, useBias, unitForgetBias } = options;
  const I = featuresOf(owner, input, '[batch, time, features]');
  const kernel = initializerOf(options.kernelInitializer, owner)([I, 4 * U]);
  const recurrentKernel = initializerOf(options.recurrentInitializer, owner)([P, 4 * U]);
  const zeroBias = initializerOf(options.biasInitializer, owner)([4 * U]);
  const bias = (out: Float64Array, random: Random): void => {
    zeroBias(out, random);
    if (unitForgetBias) out.fill(1, U, 2 * U);
  };
  return {
    kernel: kernelRules(factorWeight([I, 4 * U], kernel, LSTM_GATES), 'kernel', options, owner),
    recurrentKernel: recurrentRules(
      factorWeight([P, 4 * U], recurrentKernel, LSTM_GATES),
      options,
      owner,
    ),
    bias: useBias
      ? kernelRules(weight([4 * U], bias, LSTM_GATES), 'bias', options, owner)
      : undefined,
  };
}

/** The two functions of a variant, of `unrolled/math`. */
export interface LstmVariantPair<W extends WeightSpecs, Cache> {
  /** Its weights. */
  readonly weights: W;
  /** How many numbers its output has. */
  readonly outputs: number;
  /** Runs forward; `how` are the options that all variants have. */
  forward(
    weights: WeightsOf<W>,
    inputs: LstmVariantInputs,
    how: Required<LstmVariantOptions>,
    ctx: Context,
  ): { readonly outputs: LstmVariantOutputs; readonly cache: Cache };
  /** Adds the gradients of the weights, and returns those of the inputs. */
  backward(
    weights: WeightsOf<W>,
    grads: WeightsOf<W>,
    cache: Cache,
    d: LstmVariantOutputGradients,
    ctx: Context,
  ): LstmVariantInputGradients;
}

/** The layer of a variant, with the states h and c. */
export function lstmVariantLeaf<W extends WeightSpecs, Cache>(
  owner: string,
  options: Required<LstmVariantLayerOptions>,
  input: Signature | undefined,
  pair: LstmVariantPair<W, Cache>,
): SealedLeaf {
  const { units: U, activation, recurrentActivation, returnSequences } = options;
  const sealed = leaf({
    output: recurrentOutput(owner, input, pair.outputs, returnSequences),
    weights: pair.weights,
    state: [
      { name: 'h', shape: [pair.outputs] },
      { name: 'c', shape: [U] },
    ],
    refusesSteps: refusesSteps(owner, options),
    forward(weights, [value, h, c], ctx) {
      const read = recurrentInput(owner, value, options, ctx);
      const size = [read.x.shape[0], pair.outputs] as const;
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
        { sizes: [pair.outputs, U], sequences: returnSequences },
        ctx,
        ({ x, mask, lookup }, [h0, c0]) => {
          const given = { x, h0, c0, mask, lookup, stateFactors };
          const { outputs, cache } = pair.forward(weights, given, how, ctx);
          return { y: outputs.y, states: [outputs.h, outputs.c], cache };
        },
      );
      return { outputs: recurrentOutputs(y, states, read, options), cache: { cache, read } };
    },
    backward(weights, grads, { cache, read }, d, ctx) {
      const { y, states } = recurrentGradients(owner, read, options, d, ctx);
      const [h, c] = states;
      const back = pair.backward(weights, grads, cache, { y, h, c }, ctx);
      return [recurrentInputGradient(read, back, ctx), back.h0, back.c0];
    },
  });
  return withActivity(sealed, options.activityRegularizer, owner);
}
