import { ConfigError } from '../tensor/index.ts';
import { bytePairLevel } from './bytePairLevel.ts';
import type { Merge } from './bytePairs.ts';
import { inCase, type LetterCase } from './letterCase.ts';
import { CHARACTERS, type Level, WORDS } from './level.ts';

/** What a token is: one Unicode code point, a word or punctuation mark, or some bytes of UTF-8. */
export type VocabularyLevel = 'character' | 'word' | 'bytePair';

/** A vocabulary as plain data, to be kept in a file: what `toJSON` gives. */
export interface VocabularyJson {
  /** The version of this form and of the rules that cut a text into tokens. */
  readonly version: 2;
  /** What a token is. */
  readonly level: VocabularyLevel;
  /** What becomes of capital letters before text is cut. */
  readonly lowercase: LetterCase;
  /** The place of `<pad>` in `tokens`. */
  readonly paddingId: number;
  /** The place of `<unk>` in `tokens`. */
  readonly unknownId: number;
  /** Every token at the place of its id. */
  readonly tokens: readonly string[];
  /** Of byte pairs: `first second` that become one token, in the order in which they were learned. */
  readonly merges?: readonly string[];
}

/**
 * The tokens a model knows, each with an id from 0 to `size − 1`. Two ids are no text: that of
 * padding and that of everything unknown.
 *
 * It never changes, and its functions may be passed on by themselves. Made by `charVocabulary`,
 * `wordVocabulary`, `bytePairVocabulary` and `vocabularyFromJSON`.
 */
export interface Vocabulary {
  /** Whether a token is a character (one code point), a word, or a byte pair: any part of a word. */
  readonly level: VocabularyLevel;
  /** The id that fills up short sequences, token `<pad>`; 0 unless it was chosen otherwise. */
  readonly paddingId: number;
  /** The id of every token that is not in the vocabulary, `<unk>`; 1 unless chosen otherwise. */
  readonly unknownId: number;
  /** What becomes of capital letters before text is cut: see the option. */
  readonly lowercase: LetterCase;
  /** How many ids there are, those of padding and unknown included. */
  readonly size: number;
  /** Every token at the place of its id. */
  readonly tokens: readonly string[];

  /**
   * The ids of a text, one for each character, word or part of a word; `unknownId` where there is none,
   * which cannot happen with byte pairs.
   */
  readonly encode: (text: string) => Int32Array;

  /**
   * The text of some ids: padding is left out, an unknown token reads `<unk>`, and words are spaced
   * as `decoder` says. `decode(encode(text))` is `text` where all its characters are known, for byte
   * pairs always, and for words where the text is spaced as it usually is.
   *
   * @throws ConfigError where an id is not one of 0 to `size − 1`.
   */
  readonly decode: (ids: Iterable<number>) => string;

  /**
   * Decodes one id after the other: each call gives the text of the id together with the space
   * that belongs before it, so that the pieces joined are what `decode` gives.
   *
   * Words: a space between two tokens, except before `, . ; : ! ? ) ” %` and their like, after
   * `( “ $ #` and their like, around `— – / --` and around a blank line. `" ' _` and the backtick
   * open and close in turn, counted anew in each paragraph.
   *
   * Byte pairs: a character whose bytes are in several tokens comes with the last of them; bytes that are
   * no character read �.
   */
  readonly decoder: () => (id: number) => string;

  /** The id of a token as it stands in `tokens`; `unknownId` for all others. */
  readonly idOf: (token: string) => number;

  /**
   * The token of an id.
   *
   * @throws ConfigError where the id is not one of 0 to `size − 1`.
   */
  readonly tokenOf: (id: number) => string;

  /** The vocabulary as plain data; `JSON.stringify` calls it. `vocabularyFromJSON` reads it. */
  readonly toJSON: () => VocabularyJson;
}

/** The tokens of a text as a vocabulary of this level and case sees them. */
export function tokensOf(text: string, level: Level, lowercase: LetterCase): Iterable<string> {
  return level.split(inCase(text, lowercase));
}

/** How a vocabulary that this data describes cuts text. */
function levelOf({ level, merges = [] }: VocabularyJson): Level {
  if (level !== 'bytePair') return level === 'word' ? WORDS : CHARACTERS;
  return bytePairLevel(merges.map(mergeFromText));
}

/** A merge as JSON has it, `first second`. */
export function mergeFromText(text: string): Merge {
  const [first = '', second = ''] = text.split(' ');
  return [first, second];
}

/** The vocabulary that this data, already found valid, describes. */
export function vocabularyOf(json: VocabularyJson): Vocabulary {
  const { level, lowercase, paddingId, unknownId, merges } = json;
  const rules = levelOf(json);
  const tokens = Object.freeze([...json.tokens]);
  const ids = new Map(tokens.map((token, id) => [token, id]));

  const idOf = (token: string): number => ids.get(token) ?? unknownId;

  const tokenOf = (id: number): string => {
    const token = tokens[id];
    if (token !== undefined) return token;
    throw new ConfigError(
      `the vocabulary has ids from 0 to ${tokens.length - 1}, got ${id}: decode with the vocabulary that encoded`,
    );
  };

  const decoder = (): ((id: number) => string) => {
    const write = rules.writer();
    return (id) => (id === paddingId ? '' : write(tokenOf(id)));
  };

  return Object.freeze({
    level,
    paddingId,
    unknownId,
    lowercase,
    size: tokens.length,
    tokens,
    encode: (text: string) => Int32Array.from(tokensOf(text, rules, lowercase), idOf),
    decode: (ids: Iterable<number>) => Array.from(ids, decoder()).join(''),
    decoder,
    idOf,
    tokenOf,
    toJSON: (): VocabularyJson => ({
      version: 2,
      level,
      lowercase,
      paddingId,
      unknownId,
      tokens,
      ...(merges === undefined ? {} : { merges }),
    }),
  });
}
