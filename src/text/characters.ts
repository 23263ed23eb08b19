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

import {
  CAPITALS,
  CLOSING,
  FOLDED,
  FOLDED_TO_SEVERAL,
  LOOSE,
  OPENING,
  SPACES,
} from './characterTable.ts';

// The table is written out, and not asked of the engine (`\p{P}`, `\s`, `toLowerCase`), because an
// engine's answer changes with its Unicode version: the same text would get other ids elsewhere.

/** The classes of Unicode, as far as they are no part of a word… */
const CLASSES: readonly (readonly [Spacing, ranges: string])[] = [
  ['space', SPACES],
  ['opening', OPENING],
  ['closing', CLOSING],
  ['loose', LOOSE],
];

/** …unless a character stands here: as it is used in running text, or a symbol of ASCII or Latin-1. */
const EXCEPTIONS: readonly (readonly [Spacing, string])[] = [
  ['space', '\ufeff'], // the byte order mark
  ['opening', '¿¡#@§'],
  ['closing', '…%‰‱°¢′″‴'],
  ['tight', '/\\–—―⁄'],
  ['paired', '"\'`_'],
  ['loose', '^¦©®¨¯´¸'],
];

let spacings: ReadonlyMap<number, Spacing> | undefined;
let smallLetters: ReadonlyMap<number, string> | undefined;
let foldedLetters: ReadonlyMap<number, string> | undefined;

/** The spacing of a code point; undefined for all that is part of a word. */
export function spacingOf(point: number): Spacing | undefined {
  spacings ??= spacingTable();
  return spacings.get(point);
}

/**
 * The text with small letters, by a committed table of Unicode: every capital letter that has one small
 * letter becomes that, whatever stands beside it. So Σ becomes σ at the end of a word, too, and İ, whose
 * small letter is two characters, stays as it is.
 */
export function lowerCase(text: string): string {
  smallLetters ??= new Map(lettersOf(CAPITALS));
  return replaced(text, smallLetters);
}

/**
 * The text folded, by a committed table of Unicode: its full case folding, in which texts that differ in case
 * alone are the same, character by character. Most letters become small ones; besides ß becomes ss, ς σ, ﬁ fi
 * and İ i with a dot above. Cherokee letters become capitals, and the dotless ı stays, as Unicode has it.
 */
export function foldCase(text: string): string {
  foldedLetters ??= foldedLetterTable();
  return replaced(text, foldedLetters);
}

/** The text with some code points replaced. */
function replaced(text: string, letters: ReadonlyMap<number, string>): string {
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    const other = letters.get(point);
    const end = at + (point > 0xffff ? 2 : 1);
    if (other !== undefined) {
      parts.push(text.slice(copied, at), other);
      copied = end;
    }
    at = end - 1;
  }
  return copied === 0 ? text : parts.join('') + text.slice(copied);
}

function spacingTable(): ReadonlyMap<number, Spacing> {
  const table = new Map<number, Spacing>();
  for (const [spacing, ranges] of CLASSES) {
    for (const range of ranges.split(' ')) {
      const [first = 0, last = first] = range.split('-').map((point) => Number.parseInt(point, 16));
      for (let point = first; point <= last; point++) table.set(point, spacing);
    }
  }
  for (const [spacing, characters] of EXCEPTIONS) {
    for (const character of characters) table.set(character.codePointAt(0) ?? 0, spacing);
  }
  return table;
}

/** `100-12e/2+1`: every second one from 100 to 12e, the small letter 1 further. */
const STRETCH = /^([0-9a-f]+)(?:-([0-9a-f]+))?(?:\/(\d+))?([+-]\d+)$/;

/** What folding makes of each code point: its small letter, unless the table says otherwise. */
function foldedLetterTable(): ReadonlyMap<number, string> {
  const table = new Map([...lettersOf(CAPITALS), ...lettersOf(FOLDED)]);
  for (const entry of FOLDED_TO_SEVERAL.split(' ')) {
    const [point = '', ...several] = entry.split(/[=+]/);
    const points = several.map((each) => Number.parseInt(each, 16));
    table.set(Number.parseInt(point, 16), String.fromCodePoint(...points));
  }
  return table;
}

/** Each code point of some stretches, with the character that stands that far away. */
function* lettersOf(stretches: string): Generator<[number, string], void, undefined> {
  for (const stretch of stretches.split(' ')) {
    const [, from = '', to = from, step = '1', distance = ''] = STRETCH.exec(stretch) ?? [];
    const last = Number.parseInt(to, 16);
    for (let point = Number.parseInt(from, 16); point <= last; point += Number(step)) {
      yield [point, String.fromCodePoint(point + Number(distance))];
    }
  }
}
