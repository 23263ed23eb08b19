import { eluBackward, eluForward } from '../math/index.ts';
import { checkNumber } from '../tensor/options.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import type { Numbers } from './kinds.ts';
import { leaf } from './leaf.ts';
import type { Same } from './outcome.ts';
import { featuresOf, numbersOf } from './value.ts';

/** Options of `elu`; names and defaults are Keras'. */
export interface EluOptions {
  /** α ≥ 0, 1 by default: what y comes down to, with its sign turned. */
  readonly alpha?: number;
}

/**
 * y = x if x > 0, else α (eˣ − 1), element by element. A mask passes through.
 *
 * @throws ConfigError for an impossible option
 */
export const elu: LayerFactory<EluOptions, Numbers<number>, Same> = defineLayer<EluOptions>({
  kind: 'elu',
  required: [],
  defaults: { alpha: 1 },
  check({ alpha }, owner) {
    checkNumber(owner, 'alpha', alpha, '>= 0', (value) => value >= 0);
  },
  build({ alpha }, [input], owner) {
    featuresOf(owner, input, '[batch, …, features]');
    return leaf({
      output: { type: 'numbers', shape: input?.shape ?? [] },
      weights: {},
      forward(_weights, [value], ctx) {
        const { output, cache } = eluForward(numbersOf(owner, value), { alpha }, ctx);
        return { outputs: [{ data: output, mask: value?.mask }], cache };
      },
      backward: (_weights, _grads, cache, [dy], ctx) => [dy && eluBackward(cache, dy, ctx)],
    });
  },
});
