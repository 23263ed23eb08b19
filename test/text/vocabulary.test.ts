import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError, FormatError } from '../../src/tensor/index.ts';
import {
  charVocabulary,
  splitWords,
  type Vocabulary,
  type VocabularyOptions,
  vocabularyFromJSON,
  wordVocabulary,
} from '../../src/text/index.ts';
import { anyText } from './anyText.ts';

describe('a vocabulary built from text', () => {
  test('starts with padding and unknown, then the most frequent, ties by code point', () => {
    expect(charVocabulary('banana cab').tokens).toEqual([
      ...['<pad>', '<unk>'],
      ...['a', 'b', 'n', ' ', 'c'],
    ]);
    expect(wordVocabulary('b a, b a; c').tokens).toEqual([
      ...['<pad>', '<unk>'],
      ...['a', 'b', ',', ';', 'c'],
    ]);
  });

  test('orders ties by code point, not by UTF-16 unit', () => {
    expect(charVocabulary('😀\uffee').tokens.slice(2)).toEqual(['\uffee', '😀']);
    expect(wordVocabulary('ab a').tokens.slice(2)).toEqual(['a', 'ab']);
  });

  test('orders ties as said, however they came', () => {
    expect(charVocabulary('dbca').tokens.slice(2)).toEqual(['a', 'b', 'c', 'd']);
    expect(wordVocabulary('b abc ab ba a').tokens.slice(2)).toEqual(['a', 'ab', 'abc', 'b', 'ba']);
  });

  test('counts over several texts', () => {
    expect(wordVocabulary(['b c', 'c', 'a b c']).tokens.slice(2)).toEqual(['c', 'b', 'a']);
  });

  test.each<[string, VocabularyOptions, string[]]>([
    ['maxSize', { maxSize: 4 }, ['<pad>', '<unk>', 'a', 'b']],
    ['minCount', { minCount: 2 }, ['<pad>', '<unk>', 'a', 'b']],
    ['a large maxSize', { maxSize: 99 }, ['<pad>', '<unk>', 'a', 'b', 'C']],
    ['lowercase', { lowercase: true }, ['<pad>', '<unk>', 'a', 'b', 'c']],
    ['other ids', { paddingId: 4, unknownId: 0 }, ['<unk>', 'a', 'b', 'C', '<pad>']],
    ['exchanged ids', { paddingId: 1, unknownId: 0 }, ['<unk>', '<pad>', 'a', 'b', 'C']],
  ])('honours %s at both levels', (_, options, tokens) => {
    expect(wordVocabulary('a a a b b C', options).tokens).toEqual(tokens);
    expect(charVocabulary('aaabbC', options).tokens).toEqual(tokens);
  });

  test.each([charVocabulary, wordVocabulary])(
    'folds case where it should, after a file too',
    (build) => {
      const folding = build('weiß weiss Weiß ΟΔΟΣ', { lowercase: 'full' });
      expect(folding.lowercase).toBe('full');
      expect(folding.encode('WEISS οδός')).toEqual(folding.encode('weiß ΟΔΌΣ'));
      expect(folding.decode(folding.encode('WEIẞ'))).toBe('weiss');
      const again = vocabularyFromJSON(JSON.parse(JSON.stringify(folding)));
      expect(again.encode('Weiß ΟΔΟΣ')).toEqual(folding.encode('weiss οδος'));
      const small = build('weiß weiss Weiß ΟΔΟΣ', { lowercase: true });
      expect(small.encode('WEISS')).not.toEqual(small.encode('weiß'));
    },
  );

  test('says its ids and its size', () => {
    const vocabulary = charVocabulary('abc');
    expect(vocabulary).toMatchObject({ level: 'character', paddingId: 0, unknownId: 1, size: 5 });
    expect(vocabulary.lowercase).toBe(false);
    const other = wordVocabulary('A b', { paddingId: 3, unknownId: 2, lowercase: true });
    expect(other).toMatchObject({ level: 'word', paddingId: 3, unknownId: 2, lowercase: true });
    expect(other.tokenOf(other.paddingId)).toBe('<pad>');
    expect(other.tokenOf(other.unknownId)).toBe('<unk>');
  });

  test('never changes', () => {
    const vocabulary = charVocabulary('abc');
    expect(Object.isFrozen(vocabulary)).toBe(true);
    expect(Object.isFrozen(vocabulary.tokens)).toBe(true);
  });

  test.each<[string, () => Vocabulary, string]>([
    [
      'an unknown option',
      // @ts-expect-error no such option
      () => wordVocabulary('a', { maxsize: 9 }),
      "wordVocabulary has no option 'maxsize': its options are maxSize, minCount, lowercase, paddingId, unknownId",
    ],
    [
      'a maxSize without room for a token',
      () => charVocabulary('a', { maxSize: 2 }),
      'charVocabulary wants maxSize to be a whole number >= 3, got 2',
    ],
    [
      'a broken minCount',
      () => charVocabulary('a', { minCount: 0.5 }),
      'charVocabulary wants minCount to be a whole number >= 1, got 0.5',
    ],
    [
      'a flag that is none',
      // @ts-expect-error not a boolean
      () => charVocabulary('a', { lowercase: 'no' }),
      "charVocabulary wants lowercase to be true, false or 'full', got no",
    ],
    [
      'a negative id',
      () => charVocabulary('a', { paddingId: -1 }),
      'charVocabulary wants paddingId to be a whole number >= 0, got -1',
    ],
    [
      'one id for both',
      () => charVocabulary('a', { paddingId: 1 }),
      'charVocabulary wants two different ids for padding and unknown, got 1 for both',
    ],
    [
      'an id beyond the end',
      () => charVocabulary('a', { paddingId: 3 }),
      'charVocabulary wants paddingId and unknownId below its size of 3, got 3 and 1',
    ],
    [
      'an empty text',
      () => charVocabulary(''),
      'charVocabulary wants a character that occurs at least 1 times, got an empty text: give more text',
    ],
    [
      'a text of white space',
      () => wordVocabulary([' ', '\n']),
      'wordVocabulary wants a word that occurs at least 1 times, got an empty text: give more text',
    ],
    [
      'a minCount that nothing reaches',
      () => wordVocabulary('a b b', { minCount: 3 }),
      'wordVocabulary wants a word that occurs at least 3 times, got none in 2 different ones: give more text',
    ],
    [
      'a text that is none',
      // @ts-expect-error not a text
      () => charVocabulary(['a', 7]),
      'charVocabulary wants a string or an array of strings, got 7',
    ],
  ])('is refused for %s', (_, build, message) => {
    expect(build).toThrow(new ConfigError(message));
  });
});

describe('encoding and decoding', () => {
  test('gives one id for each character, also above 16 bits', () => {
    const vocabulary = charVocabulary('a😀');
    expect(vocabulary.encode('😀a😀')).toEqual(Int32Array.of(3, 2, 3));
    expect(vocabulary.decode([3, 2, 3])).toBe('😀a😀');
  });

  test('gives the unknown id for all that is not in the vocabulary', () => {
    const vocabulary = wordVocabulary('my cat');
    expect(vocabulary.encode('my dog')).toEqual(Int32Array.of(3, 1));
    expect(vocabulary.decode([3, 1])).toBe('my <unk>');
    expect(charVocabulary('xy').encode('x<pad>')).toEqual(Int32Array.of(2, 1, 1, 1, 1, 1));
  });

  test('leaves padding out, at every place', () => {
    const vocabulary = wordVocabulary('my cat.');
    const ids = [0, vocabulary.idOf('my'), 0, 0, vocabulary.idOf('cat'), vocabulary.idOf('.'), 0];
    expect(vocabulary.decode(ids)).toBe('my cat.');
  });

  test('turns text into small letters where the vocabulary says so', () => {
    const vocabulary = charVocabulary('abÉ', { lowercase: true });
    expect(vocabulary.decode(vocabulary.encode('BAÉ'))).toBe('baé');
  });

  test('gives an empty array for an empty text and back', () => {
    const vocabulary = wordVocabulary('a');
    expect(vocabulary.encode('')).toEqual(new Int32Array(0));
    expect(vocabulary.decode([])).toBe('');
  });

  test('looks tokens up in both directions', () => {
    const vocabulary = wordVocabulary('the cat, the dog');
    for (const [id, token] of vocabulary.tokens.entries()) {
      expect(vocabulary.idOf(token)).toBe(id);
      expect(vocabulary.tokenOf(id)).toBe(token);
    }
    expect(vocabulary.idOf('constructor')).toBe(1);
    expect(vocabulary.idOf('__proto__')).toBe(1);
  });

  test.each([5, -1, 1.5, Number.NaN])('refuses to decode %d with five tokens', (id) => {
    const { tokenOf, decode } = charVocabulary('abc');
    const error = new ConfigError(
      `the vocabulary has ids from 0 to 4, got ${id}: decode with the vocabulary that encoded`,
    );
    expect(() => tokenOf(id)).toThrow(error);
    expect(() => decode([2, id])).toThrow(error);
  });

  test('is exact for characters, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const vocabulary = charVocabulary(`x${text}`);
        expect(vocabulary.decode(vocabulary.encode(text))).toBe(text);
      }),
      { seed: 1 },
    );
  });

  test('goes one id after the other as it goes at once', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.constantFrom('character', 'word'),
        (text, level) => {
          const whole = `x ${text}`;
          const vocabulary = level === 'word' ? wordVocabulary(whole) : charVocabulary(whole);
          const ids = vocabulary.encode(whole);
          const write = vocabulary.decoder();
          let pieces = '';
          for (const id of ids) pieces += write(id);
          expect(pieces).toBe(vocabulary.decode(ids));
        },
      ),
      { seed: 2 },
    );
  });

  test('gives one id for each token that splitWords finds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const vocabulary = wordVocabulary(`x ${text}`);
        const ids = vocabulary.encode(text);
        expect(Array.from(ids, vocabulary.tokenOf)).toEqual(splitWords(text));
      }),
      { seed: 3 },
    );
  });
});

describe('a vocabulary as JSON', () => {
  test.each<[string, Vocabulary]>([
    ['characters', charVocabulary('héllo wörld 😀\ud800\n')],
    ['words', wordVocabulary('The cat, the "dog".\n\nEnd', { lowercase: true })],
    ['other ids', charVocabulary('abc', { paddingId: 4, unknownId: 2 })],
    ['names of object members', wordVocabulary('__proto__ constructor toString')],
  ])('comes back the same: %s', (_, vocabulary) => {
    const back = vocabularyFromJSON(JSON.parse(JSON.stringify(vocabulary)));
    expect(back.toJSON()).toEqual(vocabulary.toJSON());
    const text = 'The CAT, "héllo" 😀 constructor';
    expect(back.encode(text)).toEqual(vocabulary.encode(text));
  });

  const valid = charVocabulary('ab').toJSON();

  test('is what the file form says', () => {
    expect(valid).toEqual({
      version: 2,
      level: 'character',
      lowercase: false,
      paddingId: 0,
      unknownId: 1,
      tokens: ['<pad>', '<unk>', 'a', 'b'],
    });
  });

  test.each<[string, unknown, string]>([
    ['text', JSON.stringify(valid), 'an object, got a string: JSON.parse it first'],
    ['null', null, 'an object, got null'],
    ['an array', [], 'an object, got an array'],
    [
      'an unknown key',
      { ...valid, size: 4 },
      "only the keys version, level, lowercase, paddingId, unknownId, tokens, got 'size'",
    ],
    ['another version', { ...valid, version: 1 }, 'version 2, got 1'],
    ['no version', { ...valid, version: undefined }, 'version 2, got undefined'],
    [
      'another level',
      { ...valid, level: 'byte' },
      "level 'character' or 'word' or 'bytePair', got 'byte'",
    ],
    ['a broken flag', { ...valid, lowercase: 0 }, "lowercase to be true, false or 'full', got 0"],
    ['no tokens', { ...valid, tokens: {} }, 'tokens to be an array, got an object'],
    [
      'a token that is no text',
      { ...valid, tokens: ['<pad>', '<unk>', 7] },
      'tokens[2] to be a text, got 7',
    ],
    [
      'an empty token',
      { ...valid, tokens: ['<pad>', '<unk>', ''] },
      "tokens[2] to be a text, got ''",
    ],
    [
      'a token twice',
      { ...valid, tokens: ['<pad>', '<unk>', 'a', 'b', 'a'] },
      "each token once, got 'a' at 2 and 4",
    ],
    [
      'two characters in one',
      { ...valid, tokens: ['<pad>', '<unk>', 'ab'] },
      "tokens[2] to be one character, got 'ab'",
    ],
    [
      'padding at another place',
      { ...valid, paddingId: 2 },
      'paddingId to be the place of <pad> in tokens, 0, got 2',
    ],
    [
      'no place for unknown',
      { ...valid, unknownId: 0 },
      'unknownId to be the place of <unk> in tokens, 1, got 0',
    ],
    [
      'an id that is no number',
      { ...valid, unknownId: '1' },
      "unknownId to be the place of <unk> in tokens, 1, got '1'",
    ],
  ])('is refused where it is %s', (_, json, message) => {
    expect(() => vocabularyFromJSON(json)).toThrow(
      new FormatError(`vocabulary: wanted ${message}`),
    );
  });
});
