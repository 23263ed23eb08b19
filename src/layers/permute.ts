import { permuteBackward, permuteForward } from '../math/index.ts';
import { ConfigError, ShapeError } from '../tensor/index.ts';
import { checkList } from '../tensor/options.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import type { Numbers } from './kinds.ts';
import { leaf } from './leaf.ts';
import type { Resized } from './outcome.ts';
import { keptMask, refusedSteps } from './timeAxis.ts';
import { formatSignature, numbersOf } from './value.ts';

/** Options of `permute`; the name is Keras'. */
export interface PermuteOptions {
  /** The axes in their new order, counted from 1, which comes after the batch: `[2, 1]`. */
  readonly dims: readonly number[];
}

/**
 * Axes in another order: axis k of the output is axis `dims[k − 1]` of the input. Where the first stays
 * the first, a mask passes through; otherwise it is refused.
 *
 * @throws ConfigError unless `dims` names each axis but the batch once
 */
export const permute: LayerFactory<
  PermuteOptions,
  Numbers<number>,
  Resized
> = defineLayer<PermuteOptions>({
  kind: 'permute',
  required: ['dims'],
  defaults: {},
  check({ dims }, owner) {
    checkList(owner, 'dims', dims);
    const sorted = [...dims].sort((a, b) => a - b);
    if (dims.length > 0 && sorted.every((axis, i) => axis === i + 1)) return;
    throw new ConfigError(
      `${owner} wants dims to name each axis from 1 on once, got [${dims.join(', ')}]`,
    );
  },
  build({ dims }, [input], owner) {
    if (input?.type !== 'numbers' || input.shape.length !== dims.length) {
      const got = input === undefined ? 'no input' : `${input.type} ${formatSignature(input)}`;
      throw new ShapeError(
        `${owner} wants numbers of ${dims.length} axes and the batch, got ${got}`,
      );
    }
    const keepsTime = dims[0] === 1;
    return leaf({
      output: { type: 'numbers', shape: dims.map((axis) => input.shape[axis - 1] ?? null) },
      weights: {},
      refusesSteps: refusedSteps(owner, input, keepsTime),
      forward(_weights, [value], ctx) {
        const mask = keptMask(owner, value, keepsTime);
        const data = permuteForward(dims, numbersOf(owner, value), ctx);
        return { outputs: [{ data, mask }], cache: undefined };
      },
      backward: (_weights, _grads, _cache, [dy], ctx) => [dy && permuteBackward(dims, dy, ctx)],
    });
  },
});
