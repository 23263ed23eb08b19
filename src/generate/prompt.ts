import { ConfigError, formatShape, ShapeError, type Tensor } from '../tensor/index.ts';
import type { Vocabulary } from '../text/index.ts';

/** What a model reads: text, which needs a vocabulary, or ids. */
export type Prompt = string | ArrayLike<number>;

/**
 * The ids of what a model reads.
 *
 * @param what its name in errors, e.g. `a prompt`
 * @throws ConfigError for text without a vocabulary, and for fewer ids than `least`
 */
export function promptIds(
  owner: string,
  what: string,
  prompt: Prompt,
  vocabulary: Vocabulary | undefined,
  least = 1,
): readonly number[] {
  if (typeof prompt === 'string' && vocabulary === undefined) {
    throw new ConfigError(`${owner} got ${what} of text: pass the vocabulary as well, or ids`);
  }
  const ids = Array.from(typeof prompt === 'string' ? (vocabulary?.encode(prompt) ?? []) : prompt);
  if (ids.length < least) {
    throw new ConfigError(
      `${owner} wants ${what} of at least ${least === 1 ? 'one token' : `${least} tokens`}, got ${
        ids.length === 0 ? 'none' : ids.length
      }`,
    );
  }
  return ids;
}

/**
 * The logits of each row.
 *
 * @throws ShapeError unless the model gives one logit for each token of the vocabulary
 */
export function logitRows(
  owner: string,
  { shape, data }: Tensor,
  vocabulary: Vocabulary | undefined,
): readonly ArrayLike<number>[] {
  const [B = 0, ...each] = shape;
  const V = each.reduce((product, size) => product * size, 1);
  if (vocabulary !== undefined && V !== vocabulary.size) {
    throw new ShapeError(
      `${owner} wants one logit for each of the ${vocabulary.size} tokens of the vocabulary, the model gives ` +
        `${formatShape(shape)}: pass the vocabulary it was trained with`,
    );
  }
  return Array.from({ length: B }, (_, row) => data.subarray(row * V, (row + 1) * V));
}

/** Gives each written id its text, spaced as it must be after the prompt. */
export function decoderOf(
  vocabulary: Vocabulary | undefined,
  prompt: Iterable<number>,
): (id: number) => string {
  if (vocabulary === undefined) return () => '';
  const decode = vocabulary.decoder();
  for (const id of prompt) decode(id);
  return decode;
}
