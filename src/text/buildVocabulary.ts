import { ConfigError } from '../tensor/index.ts';
import { checkCount, checkOptions } from '../tensor/options.ts';
import { compareCodePoints } from './codePoints.ts';
import { checkLetterCase, type LetterCase } from './letterCase.ts';
import { CHARACTERS, WORDS } from './level.ts';
import { checkSpecialIds, withSpecialTokens } from './specialTokens.ts';
import { countPieces, type Texts, textsOf } from './texts.ts';
import { tokensOf, type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** How a vocabulary is built from text. */
export interface VocabularyOptions {
  /** The most ids there may be, padding and unknown included; the rarest tokens are left out. */
  readonly maxSize?: number;
  /** Tokens that occur fewer times are left out; 1 by default. */
  readonly minCount?: number;
  /**
   * Whether text is turned into small letters, by a table of ours; false by default. `'full'` folds it, by
   * the same table, so that texts that differ in case alone become the same: ß becomes ss, ς σ.
   */
  readonly lowercase?: LetterCase;
  /** The id of padding; 0 by default. */
  readonly paddingId?: number;
  /** The id of all that is not in the vocabulary; 1 by default. */
  readonly unknownId?: number;
}

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
 * What a word is, is decided by a committed table of Unicode, not by the engine's version of it.
 * Punctuation, white space and the signs of currencies and of mathematics are no part of a word; every
 * other character is. `' ’ - . _ @ &` between two word characters belong to the word (`don't`, `well-known`),
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
  level: 'character' | 'word',
  text: unknown,
  options: VocabularyOptions,
): Vocabulary {
  checkOptions(owner, options, OPTIONS);
  const { maxSize, minCount = 1, lowercase = false, paddingId = 0, unknownId = 1 } = options;
  if (maxSize !== undefined) checkCount(owner, 'maxSize', maxSize, 3);
  checkCount(owner, 'minCount', minCount, 1);
  checkLetterCase(owner, lowercase);
  checkSpecialIds(owner, { paddingId, unknownId });

  const rules = level === 'word' ? WORDS : CHARACTERS;
  const counts = countPieces(textsOf(owner, text), (one) => tokensOf(one, rules, lowercase));
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

  const found = frequent.map(([token]) => token);
  const tokens = withSpecialTokens(owner, found, { paddingId, unknownId });
  return vocabularyOf({ version: 2, level, lowercase, paddingId, unknownId, tokens });
}
