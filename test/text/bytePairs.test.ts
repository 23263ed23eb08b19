import fc from 'fast-check';
import {
  type BytePairOptions,
  bytePairVocabulary,
  ConfigError,
  decodeModel,
  embedding,
  encodeModel,
  FormatError,
  generateText,
  input,
  Model,
  randomStream,
  type Vocabulary,
  vocabularyFromJSON,
} from 'unrolled';
import { describe, expect, test } from 'vitest';
import { BYTE_CHARACTERS } from '../../src/text/byteCharacters.ts';
import { chunksOf } from '../../src/text/chunks.ts';
import { utf8BytesOf, utf8Reader } from '../../src/text/utf8.ts';
import { anyText } from './anyText.ts';

const STORY =
  'The owl and the pussycat went to sea, in a beautiful pea-green boat: they took some honey, and ' +
  'plenty of money, wrapped up in a five-pound note. The owl looked up to the stars above.';

/** Texts that are hard on whoever cuts text. */
const HARD: readonly [string, string][] = [
  ['nothing', ''],
  ['emoji', '😀 👩‍👩‍👧‍👦🏽 🇫🇷❤️'],
  ['combining marks', 'e\u0301\u0323 Z\u0351\u036b\u0343a\u0489'],
  ['halves of surrogate pairs', 'a\ud83d b\ude00c\ude00\ud83d'],
  ['white space', '  a \n\n\t b\u00a0\u3000 \r\n '],
  ['other scripts', 'Привет, мир! 猫が好きです。 مرحبا؟ नमस्ते।'],
  ['control characters', '\0\u0001\ufeff\uffff'],
  ['a long word', 'x'.repeat(1000)],
];

/** The same algorithm without any table: all pairs counted anew for each merge. */
function plainMerges(texts: readonly string[], most: number, minCount: number): string[] {
  const chunks = texts.flatMap((text) => [...chunksOf(text)]);
  let words = chunks.map((chunk) => utf8BytesOf(chunk).map((byte) => BYTE_CHARACTERS[byte]!));
  const ages = new Map(BYTE_CHARACTERS.map((character, byte) => [character, byte]));
  const merges: string[] = [];
  while (ages.size < 256 + most) {
    const counts = new Map<string, number>();
    for (const word of words) {
      for (let i = 0; i + 1 < word.length; i++) {
        const pair = `${word[i]} ${word[i + 1]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    const age = (pair: string): number[] => pair.split(' ').map((part) => ages.get(part) ?? 0);
    const [best] = [...counts].sort(([a, countA], [b, countB]) => {
      const [[a0 = 0, a1 = 0], [b0 = 0, b1 = 0]] = [age(a), age(b)];
      return countB - countA || a0 - b0 || a1 - b1;
    });
    if (best === undefined || best[1] < minCount) break;
    const [pair] = best;
    const [first = '', second = ''] = pair.split(' ');
    merges.push(pair);
    if (!ages.has(first + second)) ages.set(first + second, ages.size);
    words = words.map((word) => joined(word, first, second));
  }
  return merges;
}

function joined(word: readonly string[], first: string, second: string): string[] {
  const out: string[] = [];
  for (let i = 0; i < word.length; i++) {
    if (word[i] === first && word[i + 1] === second)
      out.push(first + second, ...word.slice(++i, i));
    else out.push(word[i]!);
  }
  return out;
}

describe('byte pairs', () => {
  test('are learned most frequent first, from what stands together', () => {
    const { tokens } = bytePairVocabulary('low low low lower lower newest newest', {
      maxSize: 400,
    });
    expect(tokens.slice(0, 2)).toEqual(['<pad>', '<unk>']);
    expect(tokens.slice(2, 258)).toEqual(BYTE_CHARACTERS);
    // lo and ow are there 5 times: l is the smaller byte. Of those that are there twice, Ġn is the first.
    expect(tokens.slice(258)).toEqual([
      ...['lo', 'low', 'Ġlow', 'Ġn', 'er', 'es', 'ew', 'Ġlower', 'Ġnew', 'est', 'Ġnewest'],
    ]);
  });

  test('are those of the plain algorithm', () => {
    const random = randomStream('byte pairs');
    for (let i = 0; i < 12; i++) {
      const letters = 2 + random.integer(3);
      const text = Array.from({ length: 150 }, () =>
        random.uniform() < 0.2 ? ' ' : 'abcd'.charAt(random.integer(letters)),
      ).join('');
      const [most, minCount] = [1 + random.integer(40), 1 + random.integer(3)];
      const { merges } = bytePairVocabulary(text, { maxSize: 258 + most, minCount }).toJSON();
      expect(merges, `text ${i}: ${text}`).toEqual(plainMerges([text], most, minCount));
    }
    const { merges } = bytePairVocabulary(STORY, { maxSize: 320 }).toJSON();
    expect(merges).toEqual(plainMerges([STORY], 62, 2));
  });

  test('are the same whatever the order of the texts', () => {
    const lines = STORY.split(', ');
    const tokens = (texts: string[]): readonly string[] =>
      bytePairVocabulary(texts, { maxSize: 300 }).tokens;
    expect(tokens([...lines].reverse())).toEqual(tokens(lines));
  });

  test('never reach across words, marks and white space', () => {
    const { tokens } = bytePairVocabulary('a-b, a-b, a-b,\n\nc c c '.repeat(9), { maxSize: 999 });
    expect(tokens.slice(258).sort()).toEqual(['ĊĊ', 'Ġa', 'Ġc'].sort());
  });

  test('are as many as asked for, or as there are', () => {
    expect(bytePairVocabulary(STORY, { maxSize: 258 }).size).toBe(258);
    expect(bytePairVocabulary(STORY, { maxSize: 270 }).size).toBe(270);
    expect(bytePairVocabulary('', { maxSize: 1000 }).size).toBe(258);
    const often = bytePairVocabulary('aa bb bb', { maxSize: 1000, minCount: 2 });
    expect(often.tokens.slice(258)).toEqual(['Ġb', 'Ġbb']);
    const all = bytePairVocabulary('aa bb bb', { maxSize: 1000, minCount: 1 });
    expect(all.tokens.slice(258)).toEqual(['Ġb', 'Ġbb', 'aa']);
  });

  test.each<[string, BytePairOptions, string]>([
    [
      'too small a size',
      { maxSize: 257 },
      'bytePairVocabulary wants maxSize to be a whole number >= 258, got 257',
    ],
    [
      'no size',
      // @ts-expect-error maxSize is missing
      {},
      'bytePairVocabulary wants maxSize to be a whole number >= 258, got undefined',
    ],
    [
      'one id for both',
      { maxSize: 300, paddingId: 1 },
      'bytePairVocabulary wants two different ids for padding and unknown, got 1 for both',
    ],
    [
      'an id beyond the end',
      { maxSize: 300, paddingId: 299 },
      'bytePairVocabulary wants paddingId and unknownId below its size of 258, got 299 and 1',
    ],
  ])('are refused with %s', (_, options, message) => {
    expect(() => bytePairVocabulary('', options)).toThrow(new ConfigError(message));
  });

  test('are refused for what is no text', () => {
    // @ts-expect-error not a text
    expect(() => bytePairVocabulary([1], { maxSize: 300 })).toThrow(
      new ConfigError('bytePairVocabulary wants a string or an array of strings, got 1'),
    );
  });
});

describe('encoding by byte pairs', () => {
  const vocabulary = bytePairVocabulary(STORY, { maxSize: 330 });

  test.each(HARD)('loses nothing: %s', (_, text) => {
    expect(vocabulary.decode(vocabulary.encode(text))).toBe(text);
    const own = bytePairVocabulary([text, text], { maxSize: 400 });
    expect(own.decode(own.encode(text))).toBe(text);
    expect([...own.encode(text)]).not.toContain(own.unknownId);
  });

  test('loses nothing, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(vocabulary.decode(vocabulary.encode(text))).toBe(text);
      }),
      { seed: 1 },
    );
  });

  test('merges first what was learned first, everywhere', () => {
    const { merges = [] } = vocabulary.toJSON();
    for (const text of [
      STORY,
      'the owl sat on the stars, anned, thethe',
      ...HARD.map(([, one]) => one),
    ]) {
      const expected = [...chunksOf(text)].flatMap((chunk) => {
        let word = utf8BytesOf(chunk).map((byte) => BYTE_CHARACTERS[byte]!);
        for (const merge of merges) {
          const [first = '', second = ''] = merge.split(' ');
          word = joined(word, first, second);
        }
        return word;
      });
      expect(Array.from(vocabulary.encode(text), vocabulary.tokenOf)).toEqual(expected);
    }
  });

  test('makes a text shorter that is like the one it was learned from', () => {
    expect(vocabulary.encode(STORY).length).toBeLessThan(STORY.length / 1.5);
    expect(Array.from(vocabulary.encode(' the owl'), vocabulary.tokenOf)).toEqual(['Ġthe', 'Ġowl']);
  });

  test('turns text into small letters where the vocabulary says so', () => {
    const small = bytePairVocabulary('ÉA éa', { maxSize: 300, lowercase: true });
    expect(small.decode(small.encode('ÉA'))).toBe('éa');
    expect(small.tokens).toHaveLength(258 + 2);
  });

  test('folds case where the vocabulary says so', () => {
    const folding = bytePairVocabulary('weiß weiss', { maxSize: 300, lowercase: 'full' });
    expect(folding.decode(folding.encode('WEIẞ'))).toBe('weiss');
    expect(folding.toJSON().lowercase).toBe('full');
  });

  test('decodes one id after the other as at once, characters when they are complete', () => {
    const write = vocabulary.decoder();
    const pieces = Array.from(vocabulary.encode('é😀!'), write);
    expect(pieces).toEqual(['', 'é', '', '', '', '😀', '!']);
    fc.assert(
      fc.property(fc.array(fc.nat(vocabulary.size - 1)), (ids) => {
        const next = vocabulary.decoder();
        expect(ids.map(next).join('')).toBe(vocabulary.decode(ids));
      }),
      { seed: 2 },
    );
  });

  test('leaves padding out, and writes <unk>', () => {
    const a = vocabulary.idOf('a');
    expect(vocabulary.decode([0, a, 0, 1, a])).toBe('a<unk>a');
  });
});

describe('the characters of bytes', () => {
  const isOwn = (byte: number): boolean => BYTE_CHARACTERS[byte] === String.fromCharCode(byte);
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);

  test('are those that Latin-1 prints themselves: ! to ~, ¡ to ¬, ® to ÿ', () => {
    const printed = bytes.filter((byte) => /[!-~¡-¬®-ÿ]/.test(String.fromCharCode(byte)));
    expect(printed).toHaveLength(188);
    expect(bytes.filter(isOwn)).toEqual(printed);
  });

  test('are, for the 68 others in their order, those from Ā on', () => {
    const others = bytes.filter((byte) => !isOwn(byte)).map((byte) => BYTE_CHARACTERS[byte]);
    expect(others).toEqual(Array.from({ length: 68 }, (_, i) => String.fromCharCode(256 + i)));
    const known = [0x0a, 0x20, 0x7f, 0xa0, 0xad].map((byte) => BYTE_CHARACTERS[byte]);
    expect(known).toEqual(['Ċ', 'Ġ', 'ġ', 'ł', 'Ń']);
  });
});

describe('UTF-8', () => {
  /** Any code point but halves of surrogate pairs. */
  const character = fc
    .oneof(fc.nat(0x7ff), fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }))
    .map((point) => String.fromCodePoint(point));

  test('is that of the engine, for text that has one', () => {
    fc.assert(
      fc.property(fc.array(character), (characters) => {
        const text = characters.join('');
        expect(utf8BytesOf(text)).toEqual([...new TextEncoder().encode(text)]);
        expect(utf8Reader()(utf8BytesOf(text))).toBe(text);
      }),
      { seed: 3 },
    );
  });

  test.each([0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff])(
    'is that of the engine where its length changes: %i',
    (point) => {
      const text = String.fromCodePoint(point);
      expect(utf8BytesOf(text)).toEqual([...new TextEncoder().encode(text)]);
      expect(utf8Reader()(utf8BytesOf(text))).toBe(text);
    },
  );

  test.each<[string, number[], string]>([
    ['a byte that begins nothing', [0x80, 0x61], '\ufffda'],
    ['two of them', [0x80, 0xbf], '\ufffd\ufffd'],
    ['one that no character has', [0xff, 0x61], '\ufffda'],
    ['one that no character has, and one that begins nothing', [0xf8, 0x80], '\ufffd\ufffd'],
    ['the last that could begin one', [0xf7, 0x80, 0x80, 0x80], '\ufffd'],
    ['a character that is cut off', [0xe2, 0x82, 0x61, 0x62], '\ufffdab'],
    ['two bytes where one is enough', [0xc1, 0xbf], '\ufffd'],
    ['three bytes where two are enough', [0xe0, 0x9f, 0xbf], '\ufffd'],
    ['four bytes where three are enough', [0xf0, 0x8f, 0xbf, 0xbf], '\ufffd'],
    ['a character cut off by another', [0xf0, 0x9f, 0xc3, 0xa9], '\ufffdé'],
    ['one that is written too long', [0xc0, 0x80], '\ufffd'],
    ['one beyond the last', [0xf4, 0x90, 0x80, 0x80], '\ufffd'],
    ['one that is not complete yet', [0x61, 0xe2, 0x82], 'a'],
  ])('of %s', (_, bytes, text) => {
    expect(utf8Reader()(bytes)).toBe(text);
    const read = utf8Reader();
    expect(bytes.map((byte) => read([byte])).join('')).toBe(text);
  });
});

describe('chunks', () => {
  test.each<[string, string, string[]]>([
    ['words with the space before them', 'the  owl, sat', ['the', ' ', ' owl', ',', ' sat']],
    ['white space up to it', 'a \n b\t c', ['a', ' \n', ' b', '\t', ' c']],
    ['marks', 'so... -- (yes)', ['so', '...', ' --', ' (', 'yes', ')']],
    ['white space at both ends', '  a  ', [' ', ' a', '  ']],
    ['long runs in pieces', 'x'.repeat(130), ['x'.repeat(64), 'x'.repeat(64), 'xx']],
    [
      'long runs with the space before them',
      `a ${'x'.repeat(70)}`,
      ['a', ` ${'x'.repeat(63)}`, 'x'.repeat(7)],
    ],
    ['of a long run of spaces', ' '.repeat(70), [' '.repeat(64), ' '.repeat(6)]],
    ['nothing', '', []],
  ])('are %s', (_, text, chunks) => {
    expect([...chunksOf(text)]).toEqual(chunks);
  });

  test('joined are the text, whatever it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const chunks = [...chunksOf(text)];
        expect(chunks.join('')).toBe(text);
        expect(chunks).not.toContain('');
      }),
      { seed: 4 },
    );
  });
});

describe('byte pairs as JSON', () => {
  const vocabulary = bytePairVocabulary(STORY, { maxSize: 280, paddingId: 7, unknownId: 0 });
  const valid = vocabulary.toJSON();

  test('come back the same', () => {
    const back: Vocabulary = vocabularyFromJSON(JSON.parse(JSON.stringify(vocabulary)));
    expect(back.toJSON()).toEqual(valid);
    expect(back).toMatchObject({ level: 'bytePair', size: 280, paddingId: 7, unknownId: 0 });
    for (const [, text] of HARD) expect(back.encode(text)).toEqual(vocabulary.encode(text));
    expect(back.encode(STORY)).toEqual(vocabulary.encode(STORY));
  });

  test('come back with a model that they were saved with, which writes with them', async () => {
    const model = new Model([
      input({ shape: [null], dtype: 'int32' }),
      embedding({ inputDim: vocabulary.size, outputDim: vocabulary.size }),
    ]);
    const { vocabulary: back, model: again } = decodeModel(encodeModel(model, { vocabulary }));
    expect(back?.toJSON()).toEqual(valid);
    const options = { prompt: 'The owl', vocabulary, maxTokens: 20 };
    const text = await generateText(model, options);
    expect(await generateText(again, { ...options, vocabulary: back ?? vocabulary })).toBe(text);
  });

  test.each<[string, unknown, string]>([
    ['without merges', { ...valid, merges: undefined }, 'merges to be an array, got undefined'],
    [
      'with a merge of what is not known yet',
      { ...valid, merges: ['a b', 'abc d'] },
      "merges[1] to be two tokens known by then, got 'abc d'",
    ],
    [
      'with a merge of three',
      { ...valid, merges: ['a b c'] },
      "merges[0] to be two tokens known by then, got 'a b c'",
    ],
    [
      'with a merge of one',
      { ...valid, merges: ['a'] },
      "merges[0] to be two tokens known by then, got 'a'",
    ],
    [
      'with a merge that is no text',
      { ...valid, merges: [1] },
      'merges[0] to be two tokens known by then, got 1',
    ],
    [
      'with a token that nothing makes',
      { ...valid, tokens: [...valid.tokens, 'zzz'] },
      "tokens that are bytes or merged, got 'zzz'",
    ],
    [
      'with too few tokens',
      { ...valid, tokens: valid.tokens.slice(0, -1) },
      'every byte and all that is merged in tokens, got 279 of 280',
    ],
    [
      'with merges of words',
      { ...valid, level: 'word' },
      "only the keys version, level, lowercase, paddingId, unknownId, tokens, got 'merges'",
    ],
  ])('are refused %s', (_, json, message) => {
    expect(() => vocabularyFromJSON(json)).toThrow(
      new FormatError(`vocabulary: wanted ${message}`),
    );
  });
});
