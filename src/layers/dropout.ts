import { type DropoutCache, dropoutBackward, dropoutForward } from '../math/index.ts';
import { checkNumber } from '../tensor/options.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import type { Numbers } from './kinds.ts';
import { leaf } from './leaf.ts';
import type { Same } from './outcome.ts';
import { featuresOf, numbersOf } from './value.ts';

/** Options of `dropout`. */
export interface DropoutOptions {
  /** How likely an element is dropped, in [0, 1). */
  readonly rate: number;
}

/**
 * In training, drops each element with probability `rate` and divides the others by 1 − rate;
 * otherwise y = x. What is dropped depends on the seed, the layer, the step and the row alone. A
 * mask passes through.
 *
 * @throws ConfigError unless 0 <= rate < 1
 */
export const dropout: LayerFactory<
  DropoutOptions,
  Numbers<number>,
  Same
> = defineLayer<DropoutOptions>({
  kind: 'dropout',
  required: ['rate'],
  defaults: {},
  check({ rate }, owner) {
    checkNumber(owner, 'rate', rate, 'in [0, 1)', (value) => value >= 0 && value < 1);
  },
  build({ rate }, [input], owner) {
    featuresOf(owner, input, '[batch, …, features]');
    return leaf({
      output: { type: 'numbers', shape: input?.shape ?? [] },
      weights: {},
      forward(_weights, [value], ctx) {
        const x = numbersOf(owner, value);
        const mask = value?.mask;
        const kept: DropoutCache | undefined = undefined;
        if (!ctx.training || rate === 0) return { outputs: [{ data: x, mask }], cache: kept };
        const { output, cache } = dropoutForward(rate, x, (row) => ctx.random('dropout', row), ctx);
        return { outputs: [{ data: output, mask }], cache };
      },
      backward(_weights, _grads, cache: DropoutCache | undefined, [dy], ctx) {
        return [dy && cache ? dropoutBackward(cache, dy, ctx) : dy];
      },
    });
  },
});
