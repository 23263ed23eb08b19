import { type Random, randomStream, type Seed } from '../tensor/index.ts';
import type { Vocabulary } from '../text/index.ts';
import { checkIds } from './logProbabilities.ts';
import { decoderOf } from './prompt.ts';
import { type SampleOptions, type SamplingOptions, sample } from './sample.ts';
import { type Stops, stopWatch } from './stops.ts';
import { repeatingTokens, type TextRules } from './textRules.ts';

/** A token that was written. */
export interface GeneratedToken {
  /** Its id, among those that the model was trained with. */
  readonly id: number;
  /** Its text, with the space that belongs before it; empty without a vocabulary. */
  readonly text: string;
  /** ln of the probability that the model gave it. */
  readonly logProb: number;
}

/** How one text is written. */
export interface WriterOptions extends SamplingOptions, TextRules {
  readonly prompt: readonly number[];
  readonly maxTokens: number;
  readonly vocabulary: Vocabulary | undefined;
  readonly stops: Stops;
  readonly seed: Seed;
}

/** Writes one text, token by token, from the logits that it is given. */
export class Writer {
  readonly #options: SampleOptions;
  readonly #stops: Stops;
  readonly #ids: number[];
  readonly #seen: Set<number>;
  readonly #least: number;
  readonly #run: number;
  readonly #decode: (id: number) => string;
  readonly #ends: (id: number, text: string) => boolean;
  readonly #random: Random;
  #left: number;

  constructor(options: WriterOptions) {
    const { prompt, maxTokens, vocabulary, stops, seed } = options;
    const { temperature, topK, topP, repetitionPenalty } = options;
    const { minTokens = 0, noRepeatNgramSize = 0 } = options;
    this.#ids = [...prompt];
    this.#seen = new Set(prompt);
    this.#options = { temperature, topK, topP, repetitionPenalty, previous: this.#seen };
    this.#least = prompt.length + minTokens;
    this.#run = noRepeatNgramSize;
    this.#stops = stops;
    this.#decode = decoderOf(vocabulary, prompt);
    this.#ends = stopWatch(stops);
    this.#random = randomStream(seed, 'generate');
    this.#left = maxTokens;
  }

  /** Whether the text is at its end. */
  hasEnded(): boolean {
    return this.#left <= 0;
  }

  /** Draws the next token. @throws ConfigError as `sample`, and for a stop token without a logit */
  next(logits: ArrayLike<number>): GeneratedToken {
    checkIds('stopTokens', this.#stops.tokens, logits.length);
    const options = { ...this.#options, exclude: this.#excluded() };
    const { id, logProb } = sample(logits, options, this.#random);
    const text = this.#decode(id);
    this.#seen.add(id);
    this.#ids.push(id);
    const ends = this.#ends(id, text) && this.#ids.length >= this.#least;
    this.#left = ends ? 0 : this.#left - 1;
    return { id, text, logProb };
  }

  /** What the next token must not be. */
  #excluded(): readonly number[] {
    const { exclude, tokens } = this.#stops;
    const repeating = repeatingTokens(this.#ids, this.#run);
    const tooEarly = this.#ids.length + 1 < this.#least ? tokens : [];
    return [...exclude, ...repeating, ...tooEarly];
  }
}
