import { type MergeOperation, mergeBackward, mergeForward } from '../math/index.ts';
import { ShapeError } from '../tensor/index.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import type { Numbers } from './kinds.ts';
import { leaf } from './leaf.ts';
import { mergedMask } from './mergedMask.ts';
import type { Merged } from './outcome.ts';
import { formatSignature, numbersOf, type Signature } from './value.ts';

/** Makes layers that merge several values of one shape into one. */
export type MergeFactory = LayerFactory<object, readonly Numbers<number>[], Merged>;

/** x₁ + x₂ + …, element by element. Masks merge: a step counts if it does in every input. */
export const add: MergeFactory = mergeLayer('add');

/** x₁ − x₂, element by element. Masks merge. */
export const subtract: MergeFactory = mergeLayer('subtract');

/** x₁ ⊙ x₂ ⊙ …, element by element. Masks merge. */
export const multiply: MergeFactory = mergeLayer('multiply');

/** (x₁ + … + x_n) / n, element by element. Masks merge. */
export const average: MergeFactory = mergeLayer('average');

/** max(x₁, x₂, …), element by element; of equal ones the first has the gradient. Masks merge. */
export const maximum: MergeFactory = mergeLayer('maximum');

/** min(x₁, x₂, …), element by element; of equal ones the first has the gradient. Masks merge. */
export const minimum: MergeFactory = mergeLayer('minimum');

/** A layer without options; the equations stand at `mergeForward` in `unrolled/math`. */
function mergeLayer(operation: MergeOperation): MergeFactory {
  return defineLayer<object>({
    kind: operation,
    required: [],
    defaults: {},
    build(_options, inputs, owner) {
      const output = mergedSignature(owner, operation, inputs);
      return leaf({
        output,
        weights: {},
        forward(_weights, values, ctx) {
          const mask = mergedMask(owner, values, ctx);
          const xs = values.map((value) => numbersOf(owner, value));
          const { output: data, cache } = mergeForward(operation, { xs, mask }, ctx);
          return { outputs: [{ data, mask }], cache };
        },
        backward: (_weights, _grads, cache, [dy], ctx) =>
          dy === undefined ? [] : mergeBackward(cache, dy, ctx),
      });
    },
  });
}

/** What comes of such inputs. @throws ShapeError unless they are several, of numbers, of one shape */
function mergedSignature(
  owner: string,
  operation: MergeOperation,
  inputs: readonly Signature[],
): Signature {
  const [first, ...others] = inputs;
  const wanted = operation === 'subtract' ? 'two inputs' : 'two inputs or more';
  if (first === undefined || others.length === 0 || (operation === 'subtract' && others[1])) {
    throw new ShapeError(
      `${owner} wants ${wanted}, got ${inputs.length}: call it on a list, ${operation}()([a, b])`,
    );
  }
  const fit = inputs.every(
    ({ type, shape }) => type === 'numbers' && shape.length === first.shape.length,
  );
  const shape = first.shape.map((_, axis) => commonSize(inputs.map((one) => one.shape[axis])));
  if (!fit || shape.includes(undefined)) {
    const got = inputs.map((one) => `${one.type} ${formatSignature(one)}`).join(' and ');
    throw new ShapeError(`${owner} wants numbers of one shape, got ${got}`);
  }
  return { type: 'numbers', shape: shape.map((size) => size ?? null) };
}

/** The size that all have, null where one of them is free; undefined if two differ. */
function commonSize(sizes: readonly (number | null | undefined)[]): number | null | undefined {
  const known = sizes.filter((size) => size !== null);
  if (known.some((size) => size !== known[0])) return undefined;
  return known.length < sizes.length ? null : known[0];
}
