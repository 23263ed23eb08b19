import { checkNumber } from '../tensor/options.ts';
import { withActivity } from './activity.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import type { Numbers } from './kinds.ts';
import { leaf } from './leaf.ts';
import type { Same } from './outcome.ts';
import { featuresOf, numbersOf } from './value.ts';

/** Options of `activityRegularization`; names and defaults are Keras'. */
export interface ActivityRegularizationOptions {
  /** What the size of a number costs; 0 by default. */
  readonly l1?: number;
  /** What its square costs; 0 by default. */
  readonly l2?: number;
}

/**
 * Gives what it gets, and adds (l1 · Σ |x| + l2 · Σ x²) / rows, over the steps that count, to the loss: what
 * `activityRegularizer` does for layers that have it, behind any other layer. A mask passes through.
 *
 * @throws ConfigError for a factor that is not a finite number >= 0
 */
export const activityRegularization: LayerFactory<
  ActivityRegularizationOptions,
  Numbers<number>,
  Same
> = defineLayer<ActivityRegularizationOptions>({
  kind: 'activityRegularization',
  required: [],
  defaults: { l1: 0, l2: 0 },
  check(options, owner) {
    for (const factor of ['l1', 'l2'] as const) {
      checkNumber(owner, factor, options[factor], '>= 0', (value) => value >= 0);
    }
  },
  build(options, [input], owner) {
    featuresOf(owner, input, '[batch, …, features]');
    const sealed = leaf({
      output: { type: 'numbers', shape: input?.shape ?? [] },
      weights: {},
      forward(_weights, [value]) {
        const y = { data: numbersOf(owner, value), mask: value?.mask };
        return { outputs: [y], cache: undefined };
      },
      backward: (_weights, _grads, _cache, [dy]) => [dy],
    });
    return withActivity(sealed, { kind: 'l1l2', ...options }, owner);
  },
});
