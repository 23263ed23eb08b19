import { type Mutant, mutant } from './mutant.ts';

const BUILD = 'text/buildVocabulary.ts';
const CHUNKS = 'text/chunks.ts';
const LEVEL = 'text/bytePairLevel.ts';
const PAIRS = 'text/bytePairs.ts';
const QUEUE = 'text/pairQueue.ts';
const SPECIAL = 'text/specialTokens.ts';
const UTF8 = 'text/utf8.ts';
const VOCABULARY = 'text/vocabulary.ts';
const WORDS = 'text/words.ts';

/** Mistakes in how text is cut, counted, encoded and written. */
export const TEXT_MUTANTS: readonly Mutant[] = [
  mutant('the rarest come first', BUILD, 'countB - countA', 'countA - countB'),
  mutant('ties stay as they came', BUILD, ' || compareCodePoints(a, b)', ''),
  mutant('ties by UTF-16 units', BUILD, 'compareCodePoints(a, b)', '(a < b ? -1 : 1)'),
  mutant('the first character does not matter', 'text/codePoints.ts', 'let at = 0;', 'let at = 1;'),
  mutant('what is too rare is a token', BUILD, 'count >= minCount', 'count > 0'),
  mutant('padding and unknown are beyond the size', BUILD, 'maxSize - 2', 'maxSize'),
  mutant(
    'small letters are only counted',
    VOCABULARY,
    'inCase(text, lowercase)',
    "inCase(text, lowercase === 'full' && lowercase)",
  ),
  mutant(
    'padding is written',
    VOCABULARY,
    "id === paddingId ? '' : write(tokenOf(id))",
    'write(tokenOf(id))',
  ),
  mutant(
    'unknown is padding',
    VOCABULARY,
    'ids.get(token) ?? unknownId',
    'ids.get(token) ?? paddingId',
  ),
  mutant('merges are not saved', VOCABULARY, '...(merges === undefined ? {} : { merges }),', ''),
  mutant(
    'the larger id is put in first',
    SPECIAL,
    'paddingId < unknownId ? [padding, unknown]',
    'paddingId > unknownId ? [padding, unknown]',
  ),
  mutant(
    'one id for padding and unknown',
    SPECIAL,
    'if (paddingId !== unknownId) return;',
    'return;',
  ),
  mutant('ids may be beyond the size', SPECIAL, 'Math.max(paddingId, unknownId) >= size', 'false'),
  mutant('a quotation goes on in the next paragraph', WORDS, '      quoted = false;\n', ''),
  mutant('every apostrophe is a quote', WORDS, 'if (word === "\'") quoted = !quoted;', ''),
  mutant('lines are paragraphs', WORDS, ".split('\\n').length > 2", ".split('\\n').length > 1"),
  mutant(
    'commas stand within words',
    WORDS,
    'isDigit(text, at - 1) && isDigit(text, at + 1)',
    'isDigit(text, at + 1)',
  ),
  mutant('marks of a run are apart', WORDS, 'while (text.charAt(end) === first) end++;', ''),
  mutant(
    'an opening mark stands apart',
    WORDS,
    "gluesNext = spacing === 'opening' || spacing === 'tight';",
    "gluesNext = spacing === 'tight';",
  ),
  mutant('quotes only open', WORDS, "if (open.delete(mark)) return 'closing';", ''),
  mutant(
    'quotes stay open in the next paragraph',
    WORDS,
    'if (word === PARAGRAPH) open.clear();',
    '',
  ),
  mutant('a space before the first word', WORDS, 'let gluesNext = true;', 'let gluesNext = false;'),
  mutant(
    'spaces are chunks of their own',
    CHUNKS,
    "kind === 'space' && own !== 'space' && text.charAt(at - 1) === ' '",
    'false',
  ),
  mutant('any white space belongs to the next word', CHUNKS, " && text.charAt(at - 1) === ' '", ''),
  mutant(
    'a run of spaces lends one to itself',
    CHUNKS,
    "kind === 'space' && own !== 'space'",
    "kind === 'space'",
  ),
  mutant('chunks have no limit', CHUNKS, 'own === kind && count < MOST_CHARACTERS', 'own === kind'),
  mutant('the space that is lent is not counted', CHUNKS, 'count = lends ? 1 : 0;', 'count = 0;'),
  mutant('what was learned last is merged first', LEVEL, 'rank < lowest', 'true'),
  mutant('chunks are counted once', PAIRS, 'sign * count);', 'sign);'),
  mutant(
    'pairs that are gone are still counted',
    PAIRS,
    '      this.#count(place, -1, changed);\n',
    '',
  ),
  mutant(
    'pairs that come are not counted',
    PAIRS,
    'part);\n      this.#count(place, 1, changed);',
    'part);',
  ),
  mutant('rare pairs are merged', PAIRS, '|| pair.count < minCount', ''),
  mutant('overlapping pairs are both merged', PAIRS, '    if (joins) i++;\n', ''),
  mutant(
    'old counts are believed',
    PAIRS,
    'next === undefined || this.#counts.get(next.pair) === next.count',
    'true',
  ),
  mutant('younger pairs come first', QUEUE, 'a.pair < b.pair', 'a.pair > b.pair'),
  mutant('rarer pairs come first', QUEUE, 'a.count > b.count ||', 'a.count < b.count ||'),
  mutant(
    'the left child always comes up',
    QUEUE,
    'right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left',
    'left',
  ),
  mutant(
    'a byte is printable that is not',
    'text/byteCharacters.ts',
    '[0xae, 0xff]',
    '[0xad, 0xff]',
  ),
  mutant('the last printable byte is not', 'text/byteCharacters.ts', 'byte <= last', 'byte < last'),
  mutant(
    'two bytes from 0x81 on',
    UTF8,
    'if (point < 0x80) bytes.push(point);',
    'if (point <= 0x80) bytes.push(point);',
  ),
  mutant('three bytes from 0x801 on', UTF8, 'point < 0x800)', 'point <= 0x800)'),
  mutant('four bytes from 0x10001 on', UTF8, 'point < 0x10000)', 'point <= 0x10000)'),
  mutant('the six bits are seven', UTF8, '& 0x3f);\n}', '& 0x7f);\n}'),
  mutant('what is written too long is read', UTF8, 'point >= (LEAST[length] ?? 0) && ', ''),
  mutant(
    'a character of three bytes may be written in four',
    UTF8,
    '0x800, 0x10000]',
    '0x800, 0x800]',
  ),
  mutant('the last character is none', UTF8, 'point <= 0x10ffff', 'point < 0x10ffff'),
  mutant('bytes that begin nothing begin two', UTF8, 'byte < 0xc0 || byte > 0xf7', 'byte > 0xf7'),
  mutant('bytes of no character begin four', UTF8, 'byte < 0xc0 || byte > 0xf7', 'byte < 0xc0'),
  mutant(
    'what was cut off still lacks bytes',
    UTF8,
    '        missing = 0;\n        text +=',
    '        text +=',
  ),
  mutant(
    'what cut a character off is lost',
    UTF8,
    'text += REPLACEMENT + begin(byte);',
    'text += REPLACEMENT;',
  ),
];
