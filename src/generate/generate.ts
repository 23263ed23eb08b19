import type { Model, ModelState } from '../models/index.ts';
import { Pacer } from '../models/pacer.ts';
import {
  ConfigError,
  checkSeed,
  formatShape,
  randomStream,
  type Seed,
  ShapeError,
  type Tensor,
} from '../tensor/index.ts';
import { checkCount, checkOptions } from '../tensor/options.ts';
import type { Vocabulary } from '../text/index.ts';
import { checkSampling, type SamplingOptions, sample } from './sample.ts';

/** Options of `generate`. */
export interface GenerateOptions extends SamplingOptions {
  /** What the model reads before it writes: text if a vocabulary is given, or ids; not empty. */
  readonly prompt: string | ArrayLike<number>;
  /** How many tokens to write at most; without it until the caller stops. */
  readonly maxTokens?: number;
  /** Turns text into ids and ids into text. */
  readonly vocabulary?: Vocabulary;
  /** Ids that are never drawn; by default, with a vocabulary, its padding and unknown ids. */
  readonly exclude?: readonly number[];
  /** Of the draws; 0 by default. */
  readonly seed?: Seed;
  /** Ends the writing; the iterator throws its reason. */
  readonly signal?: AbortSignal;
}

/** A token that was written. */
export interface GeneratedToken {
  /** Its id, among those that the model was trained with. */
  readonly id: number;
  /** Its text, with the space that belongs before it; empty without a vocabulary. */
  readonly text: string;
  /** ln of the probability that the model gave it. */
  readonly logProb: number;
}

/**
 * Lets a model of next tokens write: it reads the prompt, then draws a token from its output, reads
 * that, and so on, its state carried from step to step.
 *
 *     for await (const { text } of generate(model, { prompt: 'Call me ', vocabulary })) …
 *
 * The same seed writes the same text. Yields to the event loop now and then.
 *
 * @throws ConfigError for an impossible option or an empty prompt, and for text without a
 * vocabulary; ShapeError for a vocabulary of another size than the model's output
 */
export async function* generate(
  model: Model,
  options: GenerateOptions,
): AsyncGenerator<GeneratedToken, void, undefined> {
  checkOptions('generate', options, OPTIONS);
  checkSampling('generate', options);
  const { vocabulary, maxTokens = Number.POSITIVE_INFINITY, seed = 0, signal } = options;
  const { temperature, topK, topP } = options;
  if (options.maxTokens !== undefined) checkCount('generate', 'maxTokens', maxTokens, 0);
  checkSeed(seed, 'generate');
  const prompt = promptIds(options);
  const exclude =
    options.exclude ?? (vocabulary ? [vocabulary.paddingId, vocabulary.unknownId] : []);
  const random = randomStream(seed, 'generate');
  const decode = decoderOf(vocabulary, prompt);
  const pacer = new Pacer(16, signal);
  let state: ModelState = model.initialState(1);
  let logits: Tensor | undefined;
  for (const id of prompt) {
    ({ logits, state } = model.step([id], state));
    await pacer.breathe();
  }
  if (vocabulary !== undefined) checkLogits(logits, vocabulary);
  for (let written = 0; written < maxTokens && logits !== undefined; written++) {
    const { id, logProb } = sample(logits.data, { temperature, topK, topP, exclude }, random);
    yield { id, text: decode(id), logProb };
    ({ logits, state } = model.step([id], state));
    await pacer.breathe();
  }
}

const OPTIONS: readonly (keyof GenerateOptions)[] = [
  'prompt',
  'maxTokens',
  'vocabulary',
  'exclude',
  'seed',
  'signal',
  'temperature',
  'topK',
  'topP',
];

function promptIds({ prompt, vocabulary }: GenerateOptions): ArrayLike<number> & Iterable<number> {
  if (typeof prompt === 'string' && vocabulary === undefined) {
    throw new ConfigError('generate got a prompt of text: pass the vocabulary as well, or ids');
  }
  const ids = typeof prompt === 'string' ? (vocabulary?.encode(prompt) ?? []) : Array.from(prompt);
  if (ids.length === 0) {
    throw new ConfigError('generate wants a prompt of at least one token, got none');
  }
  return ids;
}

/** Throws a ShapeError unless the model gives one logit for each token of the vocabulary. */
function checkLogits(logits: Tensor | undefined, { size }: Vocabulary): void {
  if (logits === undefined || logits.size === size) return;
  throw new ShapeError(
    `generate wants one logit for each of the ${size} tokens of the vocabulary, the model gives ` +
      `${formatShape(logits.shape)}: pass the vocabulary it was trained with`,
  );
}

/** Gives each written id its text, spaced as it must be after the prompt. */
function decoderOf(
  vocabulary: Vocabulary | undefined,
  prompt: Iterable<number>,
): (id: number) => string {
  if (vocabulary === undefined) return () => '';
  const decode = vocabulary.decoder();
  for (const id of prompt) decode(id);
  return decode;
}

/** All that `generate` writes, as one text. @throws as `generate`, and without a `maxTokens` */
export async function generateText(
  model: Model,
  options: GenerateOptions & { readonly vocabulary: Vocabulary; readonly maxTokens: number },
): Promise<string> {
  let written = '';
  for await (const { text } of generate(model, options)) written += text;
  return written;
}
