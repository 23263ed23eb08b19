/**
 * How a character that is not part of a word takes its spaces when text is written again:
 * - `space`: it separates words and is no token itself;
 * - `opening`: a space before, none after;
 * - `closing`: none before, a space after;
 * - `tight`: none on either side;
 * - `paired`: opening and closing in turn;
 * - `loose`: a space on both sides.
 */
export type Spacing = 'space' | 'opening' | 'closing' | 'tight' | 'paired' | 'loose';

// The table is written out, and not asked of the engine (`\p{P}`, `\s`, `toLowerCase`), because an
// engine's answer changes with its Unicode version: the same text would get other ids elsewhere.

/** Every punctuation mark and symbol of ASCII, Latin-1 and General Punctuation is `loose`… */
const LOOSE_RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x21, 0x2f],
  [0x3a, 0x40],
  [0x5b, 0x60],
  [0x7b, 0x7e],
  [0xa1, 0xa9], // up to ª, a letter
  [0xab, 0xac], // up to the soft hyphen, which stands inside words
  [0xae, 0xb1], // up to ² and ³
  [0xb4, 0xb4], // up to µ
  [0xb6, 0xb8], // up to ¹ and º
  [0xbb, 0xbb], // up to ¼, ½ and ¾
  [0xbf, 0xbf],
  [0xd7, 0xd7], // ×
  [0xf7, 0xf7], // ÷
  [0x2010, 0x2027],
  [0x2030, 0x205e],
];

/** …unless it stands here. */
const EXCEPTIONS: readonly (readonly [Spacing, string])[] = [
  ['space', '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007'],
  ['space', '\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'],
  ['opening', '([{“‘„‚«‹¿¡$£¥#@§'],
  ['closing', ')]}”’»›,.;:!?…‥‼‽⁇⁈⁉%‰‱°¢′″‴'],
  ['tight', '/\\–—―⁄'],
  ['paired', '"\'`_'],
];

const SPACING = spacingTable();

/** The spacing of a UTF-16 code unit; undefined for all that is part of a word. */
export function spacingOf(unit: number): Spacing | undefined {
  return SPACING.get(unit);
}

/** Capital letters and how far away their small ones are: `[first, last, step, distance]`. */
const CAPITALS: readonly (readonly [number, number, number, number])[] = [
  [0x41, 0x5a, 1, 32], // A to Z
  [0xc0, 0xd6, 1, 32], // À to Ö
  [0xd8, 0xde, 1, 32], // Ø to Þ
  [0x100, 0x12e, 2, 1], // Latin Extended-A, without İ, whose small letter is two characters
  [0x132, 0x136, 2, 1],
  [0x139, 0x147, 2, 1],
  [0x14a, 0x176, 2, 1],
  [0x178, 0x178, 1, -121], // Ÿ
  [0x179, 0x17d, 2, 1],
  [0x386, 0x386, 1, 38], // Greek with tonos
  [0x388, 0x38a, 1, 37],
  [0x38c, 0x38c, 1, 64],
  [0x38e, 0x38f, 1, 63],
  [0x391, 0x3a1, 1, 32], // Α to Ρ
  [0x3a3, 0x3ab, 1, 32], // Σ to Ϋ
  [0x400, 0x40f, 1, 80], // Ѐ to Џ
  [0x410, 0x42f, 1, 32], // А to Я
];

const SMALL_LETTERS = smallLetterTable();

/**
 * The text with small letters, by a committed table: ASCII, Latin-1, Latin Extended-A, Greek and
 * Cyrillic. Every other character stays as it is.
 */
export function lowerCase(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const small = SMALL_LETTERS.get(text.charCodeAt(at));
    if (small === undefined) continue;
    parts.push(text.slice(copied, at), small);
    copied = at + 1;
  }
  return copied === 0 ? text : parts.join('') + text.slice(copied);
}

function spacingTable(): ReadonlyMap<number, Spacing> {
  const table = new Map<number, Spacing>();
  for (const [first, last] of LOOSE_RANGES) {
    for (let unit = first; unit <= last; unit++) table.set(unit, 'loose');
  }
  for (const [spacing, characters] of EXCEPTIONS) {
    for (const character of characters) table.set(character.charCodeAt(0), spacing);
  }
  return table;
}

function smallLetterTable(): ReadonlyMap<number, string> {
  const table = new Map<number, string>();
  for (const [first, last, step, distance] of CAPITALS) {
    for (let unit = first; unit <= last; unit += step) {
      table.set(unit, String.fromCharCode(unit + distance));
    }
  }
  return table;
}
