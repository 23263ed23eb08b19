import { activationOver } from '../math/activation.ts';
import {
  ACTIVATIONS,
  type Activation,
  type ActivationCache,
  activationBackward,
  type DenseCache,
  denseBackward,
  denseForward,
} from '../math/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { checkChoice, checkCount, checkFlag } from '../tensor/options.ts';
import { withActivity } from './activity.ts';
import { defineLayer, type SizedFactory } from './defineLayer.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import type { Numbers } from './kinds.ts';
import { factorWeight, leaf, logitsOf, weight } from './leaf.ts';
import type { Resized } from './outcome.ts';
import { featuresOf, numbersOf, type Value } from './value.ts';
import {
  checkKernelOptions,
  KERNEL_DEFAULTS,
  type KernelOptions,
  kernelRules,
} from './weightOptions.ts';

/** Options of `dense`; names and defaults are Keras'. */
export interface DenseOptions extends KernelOptions {
  /** U, how many numbers come out. */
  readonly units: number;
  /** Applied to x·W + b; `linear` by default. */
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
  readonly dense: DenseCache;
  /** Absent for a linear layer, whose y is z. */
  readonly way: ActivationCache | undefined;
}

/**
 * y = f(x·W + b) along the last axis: `[batch, …, I]` gives `[batch, …, units]`.
 *
 * Weights: `kernel` `[I, units]`, `bias` `[units]`. A mask passes through.
 *
 * @throws ConfigError for an impossible option
 */
export const dense: SizedFactory<
  DenseOptions,
  'units',
  Numbers<number>,
  Resized
> = defineLayer<DenseOptions>({
  kind: 'dense',
  required: ['units'],
  defaults: {
    activation: 'linear',
    useBias: true,
    kernelInitializer: 'glorotUniform',
    biasInitializer: 'zeros',
    ...KERNEL_DEFAULTS,
  },
  check(options, owner) {
    const { units, activation, useBias, kernelInitializer, biasInitializer } = options;
    checkCount(owner, 'units', units);
    checkChoice(owner, 'activation', activation, ACTIVATIONS);
    checkFlag(owner, 'useBias', useBias);
    initializerOf(kernelInitializer, `${owner}'s kernel`);
    initializerOf(biasInitializer, `${owner}'s bias`);
    checkKernelOptions(options, owner);
  },
  build(options, [input], owner) {
    const { units, activation, useBias, kernelInitializer, biasInitializer } = options;
    const I = featuresOf(owner, input, '[batch, …, features]');
    const kernel = initializerOf(kernelInitializer, owner)([I, units]);
    const bias = initializerOf(biasInitializer, owner)([units]);
    const sealed = leaf({
      output: { type: 'numbers', shape: [...(input?.shape ?? []).slice(0, -1), units] },
      weights: {
        kernel: kernelRules(factorWeight([I, units], kernel), 'kernel', options, owner),
        bias: useBias ? kernelRules(weight([units], bias), 'bias', options, owner) : undefined,
      },
      forward(weights, [value], ctx): { outputs: readonly Value[]; cache: Cache } {
        const { output: z, cache } = denseForward(weights, numbersOf(owner, value), ctx);
        const mask = value?.mask;
        if (activation === 'linear') {
          return { outputs: [{ data: z, mask }], cache: { z, dense: cache, way: undefined } };
        }
        const { output: y, cache: way } = activationOver(activation, z, ctx);
        return { outputs: [{ data: y, mask }], cache: { z, dense: cache, way } };
      },
      backward(weights, grads, cache, [dy], ctx) {
        if (dy === undefined) return [];
        const dz = cache.way ? activationBackward(cache.way, dy, ctx) : dy;
        return [denseBackward(weights, grads, cache.dense, dz, ctx, ctx)];
      },
      logits(cache) {
        return logitsOf(activation, cache.z, (weights, grads, [dz], ctx) =>
          dz === undefined ? [] : [denseBackward(weights, grads, cache.dense, dz, ctx, ctx)],
        );
      },
    });
    return withActivity(sealed, options.activityRegularizer, owner);
  },
});
