import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitWords, wordVocabulary } from '../../src/text/index.ts';
import { anyText } from './anyText.ts';

/** The text after a round trip through its own words. */
function again(text: string): string {
  const vocabulary = wordVocabulary(text);
  return vocabulary.decode(vocabulary.encode(text));
}

describe('splitWords', () => {
  test.each([
    ['words at spaces', 'my cat', ['my', 'cat']],
    ['any run of white space as one gap', ' my \t\r\n cat\u00a0', ['my', 'cat']],
    ['a blank line as a token', 'one\r\n \r\ntwo', ['one', '\n\n', 'two']],
    ['several blank lines as one token', 'one\n\n\n\ntwo', ['one', '\n\n', 'two']],
    ['a byte order mark as white space', '\ufeffmy cat', ['my', 'cat']],
    ['marks as tokens', 'Well, (yes)!', ['Well', ',', '(', 'yes', ')', '!']],
    ['each of equal marks alone', 'what?!!', ['what', '?', '!', '!']],
    ['dashes and dots in one run', 'so--yes...', ['so', '--', 'yes', '...']],
    ['an apostrophe inside a word with it', "don't o’clock", ["don't", 'o’clock']],
    ['an apostrophe after a word with it', "the dogs' tails", ['the', "dogs'", 'tails']],
    [
      'single quotation marks alone',
      "'a pity', 'no'",
      ["'", 'a', 'pity', "'", ',', "'", 'no', "'"],
    ],
    ['apostrophes anew after a blank line', "'tis\n\ndogs'", ["'", 'tis', '\n\n', "dogs'"]],
    ['a hyphen inside a word with it', 'well-known -5', ['well-known', '-', '5']],
    ['the dots of abbreviations', 'e.g. U.S.', ['e.g', '.', 'U.S', '.']],
    ['the marks of numbers', '1,000 3.14 12:30', ['1,000', '3.14', '12:30']],
    ['commas between a letter and a digit', 'a,1 1,a', ['a', ',', '1', '1', ',', 'a']],
    ['commas and colons between letters', 'a,b:c', ['a', ',', 'b', ':', 'c']],
    ['addresses', 'me@home.org', ['me@home.org']],
    ['letters of any script', 'žluťoučký κόσμος 猫', ['žluťoučký', 'κόσμος', '猫']],
    ['code points above 16 bits', 'a😀b 😀', ['a😀b', '😀']],
    ['superscripts, fractions and ordinals', 'x² 1½ 2ª', ['x²', '1½', '2ª']],
    ['General Punctuation', '“yes”—no…', ['“', 'yes', '”', '—', 'no', '…']],
    [
      'the marks of other scripts',
      'क्या? हाँ। 「猫」。',
      ['क्या', '?', 'हाँ', '।', '「', '猫', '」', '。'],
    ],
    ['marks above 16 bits', 'a𐄀b 𐄀', ['a', '𐄀', 'b', '𐄀']],
    ['signs of currencies and of mathematics', '€5 ≤ x', ['€', '5', '≤', 'x']],
    [
      'a middle dot and a gershayim inside a word with it',
      'col·lecció צה״ל',
      ['col·lecció', 'צה״ל'],
    ],
    ['accents and joined emoji with their words', 'cafe\u0301 👩‍👧', ['cafe\u0301', '👩‍👧']],
    ['nothing in an empty text', '', []],
  ])('gives %s', (_, text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  test('loses nothing but white space, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const space =
          /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]/g;
        expect(splitWords(text).join('').replace(space, '')).toBe(text.replace(space, ''));
      }),
      { seed: 1 },
    );
  });

  test('gives no empty token', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(splitWords(text)).not.toContain('');
      }),
      { seed: 2 },
    );
  });
});

describe('decoding words', () => {
  test.each([
    'This morning I took my cat for a walk.',
    'Call me Ishmael. Some years ago—never mind how long precisely—having little or no money…',
    'Some years ago--never mind how long precisely--having little money in my purse.',
    '"Will it rain?" she asked. "I don\'t know," he said; "perhaps."',
    '“Don’t!” cried the well-known Mr. Smith (aged 42), at 12:30.',
    "The dogs' owner called it 'a pity', and left for Jess' home.",
    'It costs $5, £4.50 or 3% of 1,000; see #7 and/or §8.',
    'An _italic_ word, a `code` word and [a link].',
    'First paragraph.\n\n"An open quotation.\n\n"Goes on."',
    'R&D at U.S. firms, e.g. this one (me@home.org).',
    'a = b + c * d & e',
    '¿Qué? «Oui», dit-elle.',
  ])('writes ordinary text as it was: %s', (text) => {
    expect(again(text)).toBe(text);
  });

  test.each([
    ['white space becomes one space', 'my   cat\nsleeps', 'my cat sleeps'],
    ['a dash or a slash loses its spaces', 'so -- yes /etc', 'so--yes/etc'],
    ['a mark gets its usual spaces', 'one,two ( three )', 'one, two (three)'],
    ['a minus sign stands alone', '-5', '- 5'],
    ['a ruled line stands alone', 'a___b ***', 'a ___ b ***'],
  ])('is not exact where %s', (_, text, written) => {
    expect(again(text)).toBe(written);
  });

  test('gives text that decodes to itself from then on', () => {
    const mark = fc.constantFrom(...Array.from('.,;:!?\'"()[]-—_/$%&*=\n a1é😀'));
    fc.assert(
      fc.property(fc.array(mark, { minLength: 1, maxLength: 30 }), (characters) => {
        const text = `x ${characters.join('')}`;
        const once = again(text);
        expect(splitWords(once).join(' ')).toBe(splitWords(again(once)).join(' '));
      }),
      { seed: 3 },
    );
  });
});
