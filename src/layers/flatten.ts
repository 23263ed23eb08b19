import { reshaped, ShapeError, sizeOf } from '../tensor/index.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import type { Features, Numbers } from './kinds.ts';
import { leaf } from './leaf.ts';
import { formatSignature, numbersOf } from './value.ts';

/**
 * `[batch, …]` to `[batch, size]`: everything of a row side by side. It cannot honour a mask and
 * refuses a sequence that has one.
 *
 * @throws ShapeError if a size after the batch is not known, or a mask comes
 */
export const flatten: LayerFactory<object, Numbers<number>, Features> = defineLayer<object>({
  kind: 'flatten',
  required: [],
  defaults: {},
  build(_options, [input], owner) {
    const known = (input?.shape ?? []).filter((size) => size !== null);
    if (input === undefined || known.length !== input.shape.length) {
      const got = input === undefined ? 'no input' : formatSignature(input);
      throw new ShapeError(
        `${owner} wants an input whose sizes are all known, got ${got}: begin the model with an ` +
          'input({ shape }) that says them',
      );
    }
    const size = sizeOf(known);
    return leaf({
      output: { type: 'numbers', shape: [size] },
      weights: {},
      refusesSteps:
        known.length > 1 ? `${owner} needs all time steps at once to flatten them` : undefined,
      forward(_weights, [value]) {
        const x = numbersOf(owner, value);
        if (value?.mask !== undefined) {
          throw new ShapeError(
            `${owner} cannot honour the mask of its input: put a recurrent layer before it`,
          );
        }
        const B = x.shape[0] ?? 0;
        return { outputs: [{ data: reshaped<2>(x, [B, size]) }], cache: x.shape };
      },
      backward(_weights, _grads, shape, [dy]) {
        return [dy && reshaped(dy, shape)];
      },
    });
  },
});
