/** A stretch of code points, `[first, last]`. */
type Range = [first: number, last: number];

/** A stretch of capital letters: each `step`-th from first to last, `distance` before its small one. */
interface Capitals {
  readonly first: number;
  last: number;
  step: number;
  readonly distance: number;
}

/** What each class of the table is, by the properties of Unicode; of two that fit the first counts. */
const CLASSES: readonly (readonly [name: string, properties: RegExp])[] = [
  ['SPACES', /\p{White_Space}/u],
  ['OPENING', /[\p{Ps}\p{Pi}\p{Sc}]/u],
  ['CLOSING', /[\p{Pe}\p{Pf}]|(?=\p{P})\p{Terminal_Punctuation}/u],
  ['LOOSE', /[\p{P}\p{Sm}]/u],
];

const COMMENTS: Readonly<Record<string, string>> = {
  SPACES: 'White_Space.',
  OPENING: 'Opening brackets and quotation marks, and signs of currencies: Ps, Pi, Sc.',
  CLOSING: 'Closing ones, and what ends a sentence or a part of it: Pe, Pf, Terminal_Punctuation.',
  LOOSE: 'All other punctuation, and the signs of mathematics: P, Sm.',
};

/** Every code point but the halves of surrogate pairs. */
function* codePoints(): Generator<number, void, undefined> {
  for (let point = 0; point < 0x110000; point++) {
    if (point < 0xd800 || point > 0xdfff) yield point;
  }
}

/** The source of src/text/characterTable.ts, by the engine's Unicode version. */
export function characterTable(): string {
  const ranges = classRanges();
  const classes = CLASSES.map(([name], i) => {
    const written = (ranges[i] ?? []).map(([first, last]) => rangeText(first, last));
    return `/** ${COMMENTS[name]} */\nexport const ${name}${quoted(written)};\n`;
  });
  const capitals = capitalRanges();
  const { folded, several } = foldings();
  return `// Written by \`npm run characters\`: what text is cut by must not depend on the engine that runs it.

/** The version of Unicode that the table is of. */
export const UNICODE_VERSION = '${process.versions.unicode}';

// Code points in hexadecimal, a-b for all from a to b.

${classes.join('\n')}
/**
 * Capital letters with one small letter, and how far away that is, in decimal: a-b+32, or a-b/2+1 where
 * only every second one of the stretch is a capital.
 */
export const CAPITALS${quoted(capitals.map(stretchText))};

// Full case folding, where it does not give the small letter; as CaseFolding.txt has it (status C and F).

/** Code points that fold to one other, and how far away that is; 0 for capitals that stay. */
export const FOLDED${quoted(folded.map(stretchText))};

/** Code points that fold to several: df=73+73 for ß and ss. */
export const FOLDED_TO_SEVERAL${quoted(several)};
`;
}

/** `100-12e/2+1`: every second one from 100 to 12e, its letter 1 further. */
function stretchText({ first, last, step, distance }: Capitals): string {
  const stepText = step > 1 ? `/${step}` : '';
  return `${rangeText(first, last)}${stepText}${distance < 0 ? '' : '+'}${distance}`;
}

/**
 * The full case folding of a character, by what engines know of letters: the small letters of its capitals.
 * Two rules are beside it: the dotless ı stays, and Cherokee letters become capitals. This is what the
 * statuses C and F of CaseFolding.txt say, of Unicode 17 for all its 1,585 foldings.
 */
export function foldingOf(character: string): string {
  if (character === 'ı') return character;
  if (/\p{Script=Cherokee}/u.test(character)) return character.toUpperCase();
  const capitals = Array.from(character.toLowerCase().toUpperCase());
  return capitals.map((capital) => capital.toLowerCase()).join('');
}

/** Where folding gives something else than the one small letter of a character. */
function foldings(): { readonly folded: Capitals[]; readonly several: string[] } {
  const folded: Capitals[] = [];
  const several: string[] = [];
  for (const point of codePoints()) {
    const character = String.fromCodePoint(point);
    const small = Array.from(character.toLowerCase());
    const letters = Array.from(foldingOf(character));
    if (letters.length > 1) {
      const points = letters.map((letter) => letter.codePointAt(0)?.toString(16));
      several.push(`${point.toString(16)}=${points.join('+')}`);
    } else if (letters[0] !== (small.length > 1 ? character : small[0])) {
      addTo(folded, point, (letters[0]?.codePointAt(0) ?? point) - point);
    }
  }
  return { folded, several };
}

/** The stretches of each class. */
function classRanges(): Range[][] {
  const all: Range[][] = CLASSES.map(() => []);
  for (const point of codePoints()) {
    const character = String.fromCodePoint(point);
    const ranges = all[CLASSES.findIndex(([, properties]) => properties.test(character))];
    const before = ranges?.at(-1);
    if (before?.[1] === point - 1) before[1] = point;
    else ranges?.push([point, point]);
  }
  return all;
}

function capitalRanges(): Capitals[] {
  const ranges: Capitals[] = [];
  for (const point of codePoints()) {
    const [small = '', ...more] = String.fromCodePoint(point).toLowerCase();
    const distance = (small.codePointAt(0) ?? point) - point;
    if (distance === 0 || more.length > 0) continue; // of İ the small letter is two characters
    addTo(ranges, point, distance);
  }
  return ranges;
}

/** Adds a code point to the last stretch if it goes on with it, else begins another. */
function addTo(ranges: Capitals[], point: number, distance: number): void {
  const before = ranges.at(-1);
  const step = point - (before?.last ?? 0);
  if (before?.distance === distance && (before.step === 0 ? step <= 2 : before.step === step)) {
    before.last = point;
    before.step = step;
  } else {
    ranges.push({ first: point, last: point, step: 0, distance });
  }
}

function rangeText(first: number, last: number): string {
  const from = first.toString(16);
  return first === last ? from : `${from}-${last.toString(16)}`;
}

/** The value of a constant: a text in single quotes, over as many lines as it needs. */
function quoted(words: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line.length + word.length > 88) {
      lines.push(line);
      line = '';
    }
    line += `${word} `;
  }
  lines.push(line.trimEnd());
  if (lines.length === 1) return ` = '${line.trimEnd()}'`;
  return `: string =\n${lines.map((text) => `  '${text}'`).join(' +\n')}`;
}
