import { ConfigError } from '../tensor/index.ts';
import { checkCount, checkFlag, checkOptions } from '../tensor/options.ts';
import { compareCodePoints } from './codePoints.ts';
import {
  PADDING,
  tokensOf,
  UNKNOWN,
  type Vocabulary,
  type VocabularyLevel,
  vocabularyOf,
} from './vocabulary.ts';

/** How a vocabulary is built from text. */
export interface VocabularyOptions {
  /** The most ids there may be, padding and unknown included; the rarest tokens are left out. */
  readonly maxSize?: number;
  /** Tokens that occur fewer times are left out; 1 by default. */
  readonly minCount?: number;
  /** Whether text is turned into small letters, by a table of ours; false by default. */
  readonly lowercase?: boolean;
  /** The id of padding; 0 by default. */
  readonly paddingId?: number;
  /** The id of all that is not in the vocabulary; 1 by default. */
  readonly unknownId?: number;
}

/** A text, or several. */
export type Texts = string | readonly string[];

const OPTIONS = ['maxSize', 'minCount', 'lowercase', 'paddingId', 'unknownId'];

/**
 * The characters (Unicode code points) of a text, most frequent first and, among equals, in the
 * order of their code points; before them `<pad>` with id 0 and `<unk>` with id 1.
 *
 * The text is taken as it is: letters and accents are not composed or decomposed.
 *
 * @throws ConfigError for an unknown or impossible option, and for a text that leaves no token.
 */
export function charVocabulary(text: Texts, options: VocabularyOptions = {}): Vocabulary {
  return build('charVocabulary', 'character', text, options);
}

/**
 * The words and punctuation marks of a text, most frequent first and, among equals, in the order of
 * their code points; before them `<pad>` with id 0 and `<unk>` with id 1.
 *
 * What a word is, is decided by a committed table, not by the engine's Unicode version. Marks and
 * white space are those of ASCII, Latin-1 and General Punctuation; every other character is part of
 * a word. `' ’ - . _ @ &` between two word characters belong to the word (`don't`, `well-known`),
 * `,` and `:` between digits to the number; a blank line is the token `\n\n`. `splitWords` tells
 * the whole rule. A language written without spaces comes out as one word per phrase: use
 * `charVocabulary` there.
 *
 * @throws ConfigError for an unknown or impossible option, and for a text that leaves no token.
 */
export function wordVocabulary(text: Texts, options: VocabularyOptions = {}): Vocabulary {
  return build('wordVocabulary', 'word', text, options);
}

function build(
  owner: string,
  level: VocabularyLevel,
  text: unknown,
  options: VocabularyOptions,
): Vocabulary {
  checkOptions(owner, options, OPTIONS);
  const { maxSize, minCount = 1, lowercase = false, paddingId = 0, unknownId = 1 } = options;
  if (maxSize !== undefined) checkCount(owner, 'maxSize', maxSize, 3);
  checkCount(owner, 'minCount', minCount, 1);
  checkFlag(owner, 'lowercase', lowercase);
  checkCount(owner, 'paddingId', paddingId, 0);
  checkCount(owner, 'unknownId', unknownId, 0);
  if (paddingId === unknownId) {
    throw new ConfigError(
      `${owner} wants two different ids for padding and unknown, got ${paddingId} for both`,
    );
  }

  const counts = countTokens(textsOf(owner, text), level, lowercase);
  const frequent = [...counts]
    .filter(([, count]) => count >= minCount)
    .sort(([a, countA], [b, countB]) => countB - countA || compareCodePoints(a, b))
    .slice(0, maxSize === undefined ? undefined : maxSize - 2);
  if (frequent.length === 0) {
    const found = counts.size === 0 ? 'an empty text' : `none in ${counts.size} different ones`;
    throw new ConfigError(
      `${owner} wants a ${level} that occurs at least ${minCount} times, got ${found}: give more text`,
    );
  }

  const tokens = frequent.map(([token]) => token);
  const size = tokens.length + 2;
  if (Math.max(paddingId, unknownId) >= size) {
    throw new ConfigError(
      `${owner} wants paddingId and unknownId below its size of ${size}, got ${paddingId} and ${unknownId}`,
    );
  }
  // In rising order, so that the second does not move the first.
  const padding = [paddingId, PADDING] as const;
  const unknown = [unknownId, UNKNOWN] as const;
  for (const [id, token] of paddingId < unknownId ? [padding, unknown] : [unknown, padding]) {
    tokens.splice(id, 0, token);
  }
  return vocabularyOf({ version: 1, level, lowercase, paddingId, unknownId, tokens });
}

function textsOf(owner: string, text: unknown): string[] {
  const texts: unknown[] = Array.isArray(text) ? text : [text];
  return texts.map((one) => {
    if (typeof one === 'string') return one;
    throw new ConfigError(`${owner} wants a string or an array of strings, got ${String(one)}`);
  });
}

function countTokens(
  texts: readonly string[],
  level: VocabularyLevel,
  lowercase: boolean,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const token of tokensOf(text, level, lowercase)) {
      counts.set(token, (counts.get(token) ?? 0) + 1);
    }
  }
  return counts;
}
