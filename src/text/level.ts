import { splitWords, wordWriter } from './words.ts';

/** How a text is cut into tokens, and written of them. */
export interface Level {
  /** The tokens of a text, in order. */
  readonly split: (text: string) => Iterable<string>;
  /** A fresh function that gives each token as text, with the space that belongs before it. */
  readonly writer: () => (token: string) => string;
}

/** A string iterates over its code points, never over halves of a surrogate pair. */
export const CHARACTERS: Level = { split: (text) => text, writer: () => (token) => token };

/** Words and marks. */
export const WORDS: Level = { split: splitWords, writer: wordWriter };
