import { preluBackward, preluForward } from '../math/index.ts';
import { ConfigError, ShapeError } from '../tensor/index.ts';
import { checkList } from '../tensor/options.ts';
import { type ConstraintOption, constrainOf } from './constraints/index.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import type { Numbers } from './kinds.ts';
import { leaf, weight } from './leaf.ts';
import type { Same } from './outcome.ts';
import { penaltyOf, type RegularizerOption } from './regularizers/index.ts';
import { featuresOf, formatSignature, numbersOf, type Signature } from './value.ts';
import { withRules } from './weightOptions.ts';

/** Options of `prelu`; names and defaults are Keras'. */
export interface PreluOptions {
  /** Initial α; `zeros` by default. */
  readonly alphaInitializer?: InitializerOption;
  /** A penalty on α that is added to the loss; none by default. */
  readonly alphaRegularizer?: RegularizerOption;
  /** What α keeps to after each update; nothing by default. */
  readonly alphaConstraint?: ConstraintOption;
  /** Axes along which one α serves all, counted from 1, after the batch; none by default. */
  readonly sharedAxes?: readonly number[] | null;
}

/**
 * y = x if x > 0, else α ⊙ x, with a learned α for each number of a row, or one for all along a shared axis.
 * Of sequences the time axis is shared with `sharedAxes: [1]`, as their length is mostly not known.
 *
 * Weight: `alpha`, of the shape of the input without the batch, with 1 for shared axes. A mask passes
 * through; masked steps give zeros.
 *
 * @throws ConfigError for an impossible option, ShapeError where an axis that is not shared has no known size
 */
export const prelu: LayerFactory<PreluOptions, Numbers<number>, Same> = defineLayer<PreluOptions>({
  kind: 'prelu',
  required: [],
  defaults: {
    alphaInitializer: 'zeros',
    alphaRegularizer: null,
    alphaConstraint: null,
    sharedAxes: null,
  },
  check({ alphaInitializer, alphaRegularizer, alphaConstraint, sharedAxes }, owner) {
    initializerOf(alphaInitializer, `${owner}'s alpha`);
    penaltyOf(alphaRegularizer, `${owner}'s alpha`);
    constrainOf(alphaConstraint, `${owner}'s alpha`);
    if (sharedAxes === null) return;
    checkList(owner, 'sharedAxes', sharedAxes);
    for (const axis of sharedAxes) {
      if (Number.isInteger(axis) && axis >= 1) continue;
      throw new ConfigError(
        `${owner} wants sharedAxes to be axes from 1, after the batch, got ${String(axis)}`,
      );
    }
  },
  build({ alphaInitializer, alphaRegularizer, alphaConstraint, sharedAxes }, [input], owner) {
    featuresOf(owner, input, '[batch, …, features]');
    const shape = alphaShape(owner, input, sharedAxes ?? []);
    const spec = weight(shape, initializerOf(alphaInitializer, owner)(shape));
    return leaf({
      output: { type: 'numbers', shape: input?.shape ?? [] },
      weights: { alpha: withRules(spec, alphaRegularizer, alphaConstraint, `${owner}'s alpha`) },
      forward(weights, [value], ctx) {
        const mask = value?.mask;
        const { output, cache } = preluForward(weights, { x: numbersOf(owner, value), mask }, ctx);
        return { outputs: [{ data: output, mask }], cache };
      },
      backward(weights, grads, cache, [dy], ctx) {
        return [dy && preluBackward(weights, grads, cache, dy, ctx, ctx)];
      },
    });
  },
});

/** The sizes of a row, 1 along shared axes. */
function alphaShape(
  owner: string,
  input: Signature | undefined,
  sharedAxes: readonly number[],
): number[] {
  const sizes = input?.shape ?? [];
  const beyond = sharedAxes.find((axis) => axis > sizes.length);
  const got = input === undefined ? 'nothing' : formatSignature(input);
  if (beyond !== undefined) {
    throw new ShapeError(
      `${owner} wants sharedAxes to be axes of its input, got ${beyond} of ${got}`,
    );
  }
  return sizes.map((size, at) => {
    if (sharedAxes.includes(at + 1)) return 1;
    if (size !== null) return size;
    throw new ShapeError(
      `${owner} wants a known size along axis ${at + 1}, got ${got}: share it, sharedAxes: [${at + 1}]`,
    );
  });
}
