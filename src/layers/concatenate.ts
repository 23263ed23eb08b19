import { concatenateBackward, concatenateForward } from '../math/index.ts';
import { ShapeError } from '../tensor/index.ts';
import { checkNumber } from '../tensor/options.ts';
import { defineLayer, type LayerKind, type LayerOptions } from './defineLayer.ts';
import type { Numbers } from './kinds.ts';
import { leaf } from './leaf.ts';
import { joinedMask, mergedMask } from './mergedMask.ts';
import type { Joined } from './outcome.ts';
import type { CallableLayer } from './symbolic.ts';
import { formatSignature, numbersOf, type Signature } from './value.ts';

/** Options of `concatenate`; names and defaults are Keras'. */
export interface ConcatenateOptions<Axis extends number = number> {
  /** Along which axis, the batch being 0, or from the end where it is negative; −1 by default. */
  readonly axis?: Axis;
}

/** Makes `concatenate` layers; how many features they give is known along the last axis, `axis: -1`. */
export interface ConcatenateFactory extends LayerKind {
  <const Axis extends number = -1>(
    options?: ConcatenateOptions<Axis> & LayerOptions,
  ): CallableLayer<readonly Numbers<number>[], Joined<Axis extends -1 ? 'features' : 'otherwise'>>;
}

/**
 * Several values side by side along an axis; all other sizes are equal. Masks merge: a step counts if
 * it does in every input. Along the time axis they stand one after the other, as the steps do, and an
 * input without a mask has steps that all count.
 *
 * @throws ConfigError for an axis that is no whole number, or the batch
 */
export const concatenate: ConcatenateFactory = defineLayer<ConcatenateOptions>({
  kind: 'concatenate',
  required: [],
  defaults: { axis: -1 },
  check({ axis }, owner) {
    const holds = (value: number): boolean => Number.isInteger(value) && value !== 0;
    checkNumber(owner, 'axis', axis, 'to be a whole number other than 0, the batch', holds);
  },
  build({ axis }, inputs, owner) {
    const { output, along } = joinedSignature(owner, axis, inputs);
    const joinsTime = along === 1 && output.shape.length > 1;
    return leaf({
      output,
      weights: {},
      refusesSteps: joinsTime ? `${owner} puts sequences one after the other` : undefined,
      forward(_weights, values, ctx) {
        const mask = joinsTime ? joinedMask(values, ctx) : mergedMask(owner, values, ctx);
        const xs = values.map((value) => numbersOf(owner, value));
        const { output: data, cache } = concatenateForward(xs, along, ctx);
        return { outputs: [{ data, mask }], cache };
      },
      backward: (_weights, _grads, cache, [dy], ctx) =>
        dy === undefined ? [] : concatenateBackward(cache, dy, ctx),
    });
  },
});

/**
 * What comes of such inputs, and the axis counted from 0.
 *
 * @throws ShapeError unless they are several, of numbers, and differ along the axis alone
 */
function joinedSignature(
  owner: string,
  axis: number,
  inputs: readonly Signature[],
): { readonly output: Signature; readonly along: number } {
  const [first, ...others] = inputs;
  if (first === undefined || others.length === 0) {
    throw new ShapeError(
      `${owner} wants two inputs or more, got ${inputs.length}: call it on a list, concatenate()([a, b])`,
    );
  }
  const rank = first.shape.length + 1;
  const along = axis < 0 ? axis + rank : axis;
  const got = inputs.map((one) => `${one.type} ${formatSignature(one)}`).join(' and ');
  if (along < 1 || along >= rank) {
    throw new ShapeError(`${owner} wants inputs that have an axis ${axis}, got ${got}`);
  }
  const shape = first.shape.map((_, i) => {
    const sizes = inputs.map((one) => one.shape[i]);
    if (sizes.includes(null)) return null;
    if (i === along - 1) return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
    return first.shape[i] ?? null;
  });
  const fits = (one: Signature): boolean =>
    one.type === 'numbers' &&
    one.shape.length === shape.length &&
    shape.every((size, i) => i === along - 1 || size === null || size === one.shape[i]);
  if (!inputs.every(fits)) {
    throw new ShapeError(
      `${owner} wants numbers whose sizes differ along axis ${axis} alone, got ${got}`,
    );
  }
  return { output: { type: 'numbers', shape }, along };
}
