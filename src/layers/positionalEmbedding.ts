import {
  positionalEmbeddingBackward,
  positionalEmbeddingForward,
  sinusoids,
} from '../math/index.ts';
import { checkChoice, checkCount, checkNumber } from '../tensor/options.ts';
import { sequenceFeatures } from './attentionInputs.ts';
import { defineLayer, type LayerFactory } from './defineLayer.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import type { Sequence } from './kinds.ts';
import { leaf, weight } from './leaf.ts';
import type { AsSequence } from './outcome.ts';
import { numbersOfRank, ofRank } from './value.ts';

/** Options of `positionalEmbedding`. */
export interface PositionalEmbeddingOptions {
  /** P, how many steps a sequence may have. */
  readonly maxLength: number;
  /** Whether what is added is learned, the default, or fixed waves. */
  readonly encoding?: 'learned' | 'sinusoidal';
  /** The longest of the waves, in steps, divided by 2π; 10,000 by default. */
  readonly maxWavelength?: number;
  /** Initial values of what is learned; `glorotUniform` by default. */
  readonly embeddingsInitializer?: InitializerOption;
}

const LAYOUT = '[batch, time, features]';

/**
 * Adds to every step a vector that tells its place in the sequence; the equations stand at
 * `positionalEmbeddingForward` and `sinusoids` in `unrolled/math`. Places count the steps that count, from
 * 0: a masked step has none, and gives 0.
 *
 * Weight: `embeddings` `[maxLength, features]`, if it is learned. State: `position` `[batch, 1]`, how many
 * steps went before. A mask passes through.
 *
 * @throws ConfigError for an impossible option
 */
export const positionalEmbedding: LayerFactory<PositionalEmbeddingOptions, Sequence, AsSequence> =
  defineLayer<PositionalEmbeddingOptions>({
    kind: 'positionalEmbedding',
    required: ['maxLength'],
    defaults: {
      encoding: 'learned',
      maxWavelength: 10_000,
      embeddingsInitializer: 'glorotUniform',
    },
    check({ maxLength, encoding, maxWavelength, embeddingsInitializer }, owner) {
      checkCount(owner, 'maxLength', maxLength);
      checkChoice(owner, 'encoding', encoding, ['learned', 'sinusoidal']);
      checkNumber(owner, 'maxWavelength', maxWavelength, '> 0', (value) => value > 0);
      initializerOf(embeddingsInitializer, `${owner}'s embeddings`);
    },
    build({ maxLength: P, encoding, maxWavelength, embeddingsInitializer }, [input], owner) {
      const N = sequenceFeatures(owner, input);
      const shape = [P, N] as const;
      const learned = encoding === 'learned';
      const waves = sinusoids(learned ? 0 : P, N, maxWavelength);
      const initial = initializerOf(embeddingsInitializer, owner)(shape);
      return leaf({
        output: { type: 'numbers', shape: [input?.shape[0] ?? null, N] },
        weights: { embeddings: learned ? weight(shape, initial) : undefined },
        state: [{ name: 'position', shape: [1], counts: true }],
        forward({ embeddings }, [value, state], ctx) {
          const x = numbersOfRank(owner, value, 3, LAYOUT);
          const position = state && numbersOfRank(owner, state, 2, 'position [batch, 1]');
          const mask = value?.mask;
          const read = { x, mask, position };
          const { outputs, cache } = positionalEmbeddingForward(embeddings ?? waves, read, ctx);
          return { outputs: [{ data: outputs.y, mask }, { data: outputs.position }], cache };
        },
        backward(_weights, { embeddings }, cache, [dy], ctx) {
          if (dy === undefined) return [];
          const d = ofRank(owner, dy, 3, 'dy [batch, time, features]');
          return [positionalEmbeddingBackward(embeddings, cache, d, ctx)];
        },
      });
    },
  });
