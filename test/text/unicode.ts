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
  const capitals = capitalRanges().map(({ first, last, step, distance }) => {
    const stepText = step > 1 ? `/${step}` : '';
    return `${rangeText(first, last)}${stepText}${distance < 0 ? '' : '+'}${distance}`;
  });
  return `// Written by \`npm run characters\`: what text is cut by must not depend on the engine that runs it.

/** The version of Unicode that the table is of. */
export const UNICODE_VERSION = '${process.versions.unicode}';

// Code points in hexadecimal, a-b for all from a to b.

${classes.join('\n')}
/**
 * Capital letters with one small letter, and how far away that is, in decimal: a-b+32, or a-b/2+1 where
 * only every second one of the stretch is a capital.
 */
export const CAPITALS${quoted(capitals)};
`;
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
    const before = ranges.at(-1);
    const step = point - (before?.last ?? 0);
    if (before?.distance === distance && (before.step === 0 ? step <= 2 : before.step === step)) {
      before.last = point;
      before.step = step;
    } else {
      ranges.push({ first: point, last: point, step: 0, distance });
    }
  }
  return ranges;
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
