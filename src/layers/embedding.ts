import { embeddingBackward, embeddingForward } from '../math/index.ts';
import {
  ConfigError,
  type Ids,
  type Mask,
  ShapeError,
  type Tensor,
  View,
} from '../tensor/index.ts';
import { checkCount, checkFlag } from '../tensor/options.ts';
import { type ActivityOptions, activityOf, withActivity } from './activity.ts';
import { type ConstraintOption, constrainOf } from './constraints/index.ts';
import type { Context } from './contract.ts';
import { defineLayer, type SizedFactory } from './defineLayer.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import type { Tokens } from './kinds.ts';
import { leaf, weight } from './leaf.ts';
import type { Embedded } from './outcome.ts';
import { penaltyOf, type RegularizerOption } from './regularizers/index.ts';
import type { ValueLookup } from './tableGradient.ts';
import { formatSignature, idsOf } from './value.ts';
import { withRules } from './weightOptions.ts';

/** Options of `embedding`; names and defaults are Keras'. */
export interface EmbeddingOptions extends ActivityOptions {
  /** V, how many ids there are. */
  readonly inputDim: number;
  /** E, how many numbers stand for an id. */
  readonly outputDim: number;
  /** `true` makes id 0 padding: its steps are masked. */
  readonly maskZero?: boolean;
  /**
   * `true` changes at each update only the rows of the ids that occurred, and what the optimizer
   * remembers of them: for large vocabularies, of which a batch holds few words. Momenta of the other
   * rows then rest instead of fading, as with PyTorch's SparseAdam.
   */
  readonly sparseGradients?: boolean;
  /** Initial table; by default uniform in ±0.05. */
  readonly embeddingsInitializer?: InitializerOption;
  /** A penalty on the table that is added to the loss; not with `sparseGradients`. */
  readonly embeddingsRegularizer?: RegularizerOption;
  /** What the table keeps to after each update. */
  readonly embeddingsConstraint?: ConstraintOption;
}

/**
 * A table of vectors: ids `[batch, time]` give `[batch, time, outputDim]`, ids `[batch]` give
 * `[batch, outputDim]`.
 *
 * Weights: `embeddings` `[inputDim, outputDim]`. With `maskZero` it makes a mask, which joins one
 * that came with the ids; masked ids are not looked at and give zeros.
 *
 * @throws ConfigError for an impossible option, or an id out of range
 */
export const embedding: SizedFactory<
  EmbeddingOptions,
  'outputDim',
  Tokens<number>,
  Embedded
> = defineLayer<EmbeddingOptions>({
  kind: 'embedding',
  required: ['inputDim', 'outputDim'],
  defaults: {
    maskZero: false,
    sparseGradients: false,
    embeddingsInitializer: 'randomUniform',
    embeddingsRegularizer: null,
    embeddingsConstraint: null,
    activityRegularizer: null,
  },
  reads: 'ids',
  check(options, owner) {
    const { inputDim, outputDim, maskZero, sparseGradients, embeddingsInitializer } = options;
    checkCount(owner, 'inputDim', inputDim);
    checkCount(owner, 'outputDim', outputDim);
    checkFlag(owner, 'maskZero', maskZero);
    checkFlag(owner, 'sparseGradients', sparseGradients);
    initializerOf(embeddingsInitializer, `${owner}'s embeddings`);
    constrainOf(options.embeddingsConstraint, `${owner}'s embeddings`);
    activityOf(options.activityRegularizer, owner);
    const penalty = penaltyOf(options.embeddingsRegularizer, `${owner}'s embeddings`);
    if (sparseGradients && penalty !== undefined) {
      throw new ConfigError(
        `${owner} wants sparseGradients or embeddingsRegularizer, got both: a penalty changes all rows`,
      );
    }
  },
  build(options, [input], owner) {
    const { inputDim: V, outputDim: E, maskZero, sparseGradients, embeddingsInitializer } = options;
    if (input?.type !== 'ids' || input.shape.length > 1) {
      const got = input === undefined ? 'no input' : `${input.type} ${formatSignature(input)}`;
      throw new ShapeError(`${owner} wants ids [batch, time] or [batch], got ${got}`);
    }
    const { embeddingsRegularizer, embeddingsConstraint } = options;
    const table = weight([V, E], initializerOf(embeddingsInitializer, owner)([V, E]));
    const sealed = leaf({
      output: { type: 'numbers', shape: [...input.shape, E] },
      weights: {
        embeddings: {
          ...withRules(table, embeddingsRegularizer, embeddingsConstraint, owner),
          sparse: sparseGradients,
        },
      },
      forward(weights, [value], ctx) {
        const ids = idsOf(owner, value);
        const mask = maskZero ? withoutPadding(owner, ids, value?.mask, ctx) : value?.mask;
        const { output, cache } = embeddingForward(weights, { ids, mask }, ctx);
        const lookup = lookupIn(weights.embeddings, ids, output, mask);
        return { outputs: [{ data: output, mask, lookup }], cache: { cache, lookup } };
      },
      touches: ({ cache }) => ({ weight: 'embeddings', ...cache }),
      backward(_weights, grads, { cache, lookup }, [dy], ctx) {
        if (dy !== undefined) embeddingBackward(grads, cache, dy, ctx);
        const d = lookup?.gradient;
        if (lookup === undefined || d === undefined) return [undefined];
        ctx.kernels.add(d.data.length, d.data, 0, grads.embeddings.data, 0);
        lookup.gradient = undefined; //  the next way back from here begins anew
        return [undefined];
      },
    });
    return withActivity(sealed, options.activityRegularizer, owner);
  },
});

/** Sequences say where they were looked up. */
function lookupIn(
  table: Tensor<2>,
  ids: Ids,
  x: Tensor,
  mask: Mask | undefined,
): ValueLookup | undefined {
  const [B, T] = ids.shape;
  if (B === undefined || T === undefined) return undefined;
  const sequences = new View<2, Int32Array>(ids.data, [B, T]);
  return { table, ids: sequences, x, mask, gradient: undefined };
}

/** The mask that leaves out id 0 as well. */
function withoutPadding(owner: string, ids: Ids, mask: Mask | undefined, ctx: Context): Mask {
  const [B, T] = ids.shape;
  if (B === undefined || T === undefined) {
    throw new ShapeError(`${owner} has maskZero and wants ids [batch, time], got [${B}]`);
  }
  const steps = ctx.flags(ids.data.length);
  for (let i = 0; i < steps.length; i++) {
    steps[i] = ids.data[i] === 0 || mask?.data[i] === 0 ? 0 : 1;
  }
  return new View<2, Uint8Array>(steps, [B, T]);
}
