import type { ModelState } from '../models/index.ts';
import { Pacer } from '../models/pacer.ts';
import { checkSeed, type Seed } from '../tensor/index.ts';
import { checkCount, checkOptions } from '../tensor/options.ts';
import type { Vocabulary } from '../text/index.ts';
import { type NextTokenModel, startOf } from './nextTokenModel.ts';
import { logitRows, type Prompt, promptIds } from './prompt.ts';
import { checkSampling, type SamplingOptions } from './sample.ts';
import { type StopOptions, stopsOf } from './stops.ts';
import { checkRules, type TextRules } from './textRules.ts';
import { type GeneratedToken, Writer } from './writer.ts';

/** How text is written, whatever the prompt. */
export interface WritingOptions extends Omit<SamplingOptions, 'exclude'>, StopOptions, TextRules {
  /**
   * What the model begins with, as `model.step` takes and gives it: the states of an encoder, or what a
   * text before has left; one row for each prompt. States left out are those of `initialState`.
   */
  readonly initialState?: ModelState;
  /** Turns text into ids and ids into text. */
  readonly vocabulary?: Vocabulary;
  /** Of the draws; 0 by default. */
  readonly seed?: Seed;
  /** Ends the writing; what was called throws its reason. */
  readonly signal?: AbortSignal;
}

/** Options of `generate`. */
export interface GenerateOptions extends WritingOptions {
  /** What the model reads before it writes: text if a vocabulary is given, or ids; not empty. */
  readonly prompt: Prompt;
  /** How many tokens to write at most; without it until the caller stops. */
  readonly maxTokens?: number;
}

/** The options that `generate` and `generateBatch` share. */
export const WRITING_OPTIONS: readonly (keyof WritingOptions | 'maxTokens')[] = [
  'maxTokens',
  'vocabulary',
  'exclude',
  'seed',
  'signal',
  'temperature',
  'topK',
  'topP',
  'repetitionPenalty',
  'stopTokens',
  'stop',
  'minTokens',
  'noRepeatNgramSize',
  'initialState',
];

/**
 * Lets a model of next tokens write: it reads the prompt, then draws a token from its output, reads
 * that, and so on, its state carried from step to step.
 *
 *     for await (const { text } of generate(model, { prompt: 'Call me ', vocabulary })) …
 *
 * The same seed writes the same text. Yields to the event loop now and then.
 *
 * @throws ConfigError for an impossible option or an empty prompt, and for text without a
 * vocabulary; ShapeError for a vocabulary of another size than the model's output, and for states of
 * other sizes than the model's
 */
export async function* generate(
  model: NextTokenModel,
  options: GenerateOptions,
): AsyncGenerator<GeneratedToken, void, undefined> {
  const owner = 'generate';
  checkOptions(owner, options, ['prompt', ...WRITING_OPTIONS]);
  checkSampling(owner, options);
  const { vocabulary, maxTokens = Number.POSITIVE_INFINITY, seed = 0 } = options;
  if (options.maxTokens !== undefined) checkCount(owner, 'maxTokens', maxTokens, 0);
  checkRules(owner, options, maxTokens);
  checkSeed(seed, owner);
  const stops = stopsOf(owner, options, vocabulary);
  const prompt = promptIds(owner, 'a prompt', options.prompt, vocabulary);
  const pacer = new Pacer(16, options.signal);
  const writer = new Writer({ ...options, prompt, maxTokens, vocabulary, stops, seed });
  let state = startOf(model, 1, options.initialState);
  const read = async (id: number): Promise<ArrayLike<number>> => {
    const step = model.step([id], state);
    state = step.state;
    await pacer.breathe();
    return logitRows(owner, step.logits, vocabulary)[0] ?? [];
  };
  let logits: ArrayLike<number> = [];
  for (const id of prompt) logits = await read(id);
  while (!writer.hasEnded()) {
    const token = writer.next(logits);
    yield token;
    if (!writer.hasEnded()) logits = await read(token.id);
  }
}

/** All that `generate` writes, as one text. @throws as `generate`, and without a `maxTokens` */
export async function generateText(
  model: NextTokenModel,
  options: GenerateOptions & { readonly vocabulary: Vocabulary; readonly maxTokens: number },
): Promise<string> {
  let written = '';
  for await (const { text } of generate(model, options)) written += text;
  return written;
}
