import {
  ACTIVATIONS,
  type Activation,
  activationBackward,
  activationForward,
} from '../math/index.ts';
import { checkChoice } from '../tensor/options.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import type { Numbers } from './kinds.ts';
import { leaf, logitsOf } from './leaf.ts';
import type { Same } from './outcome.ts';
import { featuresOf, numbersOf } from './value.ts';

/** Options of `activation`. */
export interface ActivationOptions {
  /** Which one. */
  readonly activation: Activation;
}

/**
 * y = f(x), in the shape of x; `softmax`, `logSoftmax` and `sparsemax` along the last axis. A mask passes through.
 *
 * @throws ConfigError for an unknown activation
 */
export const activation: LayerFactory<
  ActivationOptions,
  Numbers<number>,
  Same
> = defineLayer<ActivationOptions>({
  kind: 'activation',
  required: ['activation'],
  defaults: {},
  check(options, owner) {
    checkChoice(owner, 'activation', options.activation, ACTIVATIONS);
  },
  build(options, [input], owner) {
    featuresOf(owner, input, '[batch, …, features]');
    return leaf({
      output: { type: 'numbers', shape: input?.shape ?? [] },
      weights: {},
      forward(_weights, [value], ctx) {
        const x = numbersOf(owner, value);
        const { output, cache } = activationForward(options.activation, x, ctx);
        return { outputs: [{ data: output, mask: value?.mask }], cache: { x, way: cache } };
      },
      backward(_weights, _grads, { way }, [dy], ctx) {
        return [dy && activationBackward(way, dy, ctx)];
      },
      logits: ({ x }) => logitsOf(options.activation, x, (_weights, _grads, [dx]) => [dx]),
    });
  },
});
