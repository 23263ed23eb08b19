import { checkCount, checkOptions } from '../tensor/options.ts';
import { BYTE_CHARACTERS } from './byteCharacters.ts';
import { learnMerges, partsOf } from './bytePairs.ts';
import { chunksOf } from './chunks.ts';
import { checkLetterCase, inCase, type LetterCase } from './letterCase.ts';
import { checkSpecialIds, withSpecialTokens } from './specialTokens.ts';
import { countPieces, type Texts, textsOf } from './texts.ts';
import { type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** How byte pairs are learned from text. */
export interface BytePairOptions {
  /** The most ids there may be, at least 258: padding, unknown, 256 bytes, and what is learned. */
  readonly maxSize: number;
  /** Pairs that occur fewer times are not merged; 2 by default. */
  readonly minCount?: number;
  /**
   * Whether text is turned into small letters, by a table of ours; false by default. `'full'` folds it, by
   * the same table, so that texts that differ in case alone become the same: ß becomes ss, ς σ.
   */
  readonly lowercase?: LetterCase;
  /** The id of padding; 0 by default. */
  readonly paddingId?: number;
  /** The id of unknown tokens, which byte pairs never need; 1 by default. */
  readonly unknownId?: number;
}

/**
 * Learns the parts of words that a text is made of, by byte pair encoding on the bytes of UTF-8: frequent
 * words become one token, rare ones several, and nothing is unknown. Any text, in any language and with
 * any emoji, comes back as it was (but in small letters or folded, if `lowercase` says so).
 *
 * The text is cut into words, marks and white space first, by the table of `splitWords`, a space going with
 * the word behind it; no token reaches across these cuts. Ids: padding and unknown, the 256 bytes in
 * order, then what was learned, most frequent first. The same text always gives the same vocabulary.
 *
 * In `tokens` each byte is a printable character, as in the files of GPT-2: a space reads `Ġ`, so ` the`
 * is `Ġthe`.
 *
 * @throws ConfigError for an unknown or impossible option, and for what is no text
 */
export function bytePairVocabulary(text: Texts, options: BytePairOptions): Vocabulary {
  const owner = 'bytePairVocabulary';
  checkOptions(owner, options, ['maxSize', 'minCount', 'lowercase', 'paddingId', 'unknownId']);
  const { maxSize, minCount = 2, lowercase = false, paddingId = 0, unknownId = 1 } = options;
  const least = BYTE_CHARACTERS.length + 2;
  checkCount(owner, 'maxSize', maxSize, least);
  checkCount(owner, 'minCount', minCount, 1);
  checkLetterCase(owner, lowercase);
  checkSpecialIds(owner, { paddingId, unknownId });
  const cut = (one: string): Iterable<string> => chunksOf(inCase(one, lowercase));
  const merges = learnMerges(countPieces(textsOf(owner, text), cut), maxSize - least, minCount);
  const tokens = withSpecialTokens(owner, partsOf(merges), { paddingId, unknownId });
  return vocabularyOf({
    ...{ version: 2, level: 'bytePair', lowercase, paddingId, unknownId, tokens },
    merges: merges.map((merge) => merge.join(' ')),
  });
}
