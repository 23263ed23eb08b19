import { type Random, randomStream, type Seed } from '../tensor/index.ts';
import type { Vocabulary } from '../text/index.ts';
import { checkIds } from './logProbabilities.ts';
import { decoderOf } from './prompt.ts';
import { type SampleOptions, type SamplingOptions, sample } from './sample.ts';
import { type Stops, stopWatch } from './stops.ts';

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
export interface WriterOptions extends SamplingOptions {
  readonly prompt: readonly number[];
  readonly maxTokens: number;
  readonly vocabulary: Vocabulary | undefined;
  readonly stops: Stops;
  readonly seed: Seed;
}

/** Writes one text, token by token, from the logits that it is given. */
export class Writer {
  readonly #options: SampleOptions;
  readonly #stopTokens: Iterable<number>;
  readonly #seen: Set<number>;
  readonly #decode: (id: number) => string;
  readonly #ends: (id: number, text: string) => boolean;
  readonly #random: Random;
  #left: number;

  constructor(options: WriterOptions) {
    const { prompt, maxTokens, vocabulary, stops, seed } = options;
    const { temperature, topK, topP, repetitionPenalty } = options;
    const { exclude } = stops;
    this.#seen = new Set(prompt);
    this.#options = { temperature, topK, topP, repetitionPenalty, exclude, previous: this.#seen };
    this.#stopTokens = stops.tokens;
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
    checkIds('stopTokens', this.#stopTokens, logits.length);
    const { id, logProb } = sample(logits, this.#options, this.#random);
    const text = this.#decode(id);
    this.#seen.add(id);
    this.#left = this.#ends(id, text) ? 0 : this.#left - 1;
    return { id, text, logProb };
  }
}
