import { gluBackward, gluForward } from '../math/index.ts';
import { ShapeError } from '../tensor/index.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import type { Numbers } from './kinds.ts';
import { leaf } from './leaf.ts';
import type { Resized } from './outcome.ts';
import { featuresOf, formatSignature, numbersOf } from './value.ts';

/**
 * A gated linear unit: the first half of the features, each times the sigmoid of its fellow in the second
 * half. `[batch, …, 2N]` gives `[batch, …, N]`. A mask passes through.
 *
 * In Keras it is an activation; here it is a layer, because it halves a size.
 */
export const glu: LayerFactory<object, Numbers<number>, Resized> = defineLayer<object>({
  kind: 'glu',
  required: [],
  defaults: {},
  build(_options, [input], owner) {
    const N = featuresOf(owner, input, '[batch, …, features]');
    const before = input?.shape ?? [];
    if (N % 2 !== 0) {
      const got = input === undefined ? 'nothing' : formatSignature(input);
      throw new ShapeError(`${owner} wants an even number of features, two halves, got ${got}`);
    }
    return leaf({
      output: { type: 'numbers', shape: [...before.slice(0, -1), N / 2] },
      weights: {},
      forward(_weights, [value], ctx) {
        const { output, cache } = gluForward(numbersOf(owner, value), ctx);
        return { outputs: [{ data: output, mask: value?.mask }], cache };
      },
      backward: (_weights, _grads, cache, [dy], ctx) => [dy && gluBackward(cache, dy, ctx)],
    });
  },
});
