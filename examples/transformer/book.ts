import { readFileSync } from 'node:fs';
import { charVocabulary, type NextTokens, nextTokenWindows, type Vocabulary } from 'unrolled';
import { WINDOW } from './writers.ts';

/** A book in windows of characters. */
export interface Book {
  readonly vocabulary: Vocabulary;
  readonly learned: NextTokens;
  /** The last 5 % of the book, to judge by. */
  readonly heldOut: NextTokens;
}

/** The book of the language model. */
export function readBook(): Book {
  const text = readFileSync(new URL('../data/moby-dick.txt', import.meta.url), 'utf8');
  const vocabulary = charVocabulary(text);
  const windows = (part: string): NextTokens =>
    nextTokenWindows(vocabulary.encode(part), { length: WINDOW });
  const end = Math.floor(0.95 * text.length);
  return { vocabulary, learned: windows(text.slice(0, end)), heldOut: windows(text.slice(end)) };
}
