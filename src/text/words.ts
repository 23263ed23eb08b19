import { type Spacing, spacingOf } from './characters.ts';

/** The token of a blank line, the end of a paragraph. */
const PARAGRAPH = '\n\n';

/**
 * Between two word characters these are part of the word: don't, well-known, e.g, a_b, a@b.c, R&D, col·lecció,
 * צה״ל.
 */
const INNER = new Set(Array.from("'’-‐‑._@&·׳״"));
/** Between two digits these are, too: 1,000 and 12:30. */
const INNER_OF_NUMBERS = new Set([',', ':']);
/** Equal neighbours of these are one token: `...`, `--`, `***`. */
const REPEATED = new Set(Array.from('.-*=_~'));

/**
 * Cuts a text into words and punctuation marks.
 *
 * - Punctuation (P), white space, signs of currencies (Sc) and of mathematics (Sm) are those of a
 *   committed table of Unicode; `^ © ®` and the other symbols of ASCII and Latin-1 are punctuation, too.
 *   Every other character is part of a word: letters, digits, accents, other symbols such as emoji.
 * - `' ’ - . _ @ & ·` between two word characters belong to the word, `,` and `:` between two digits
 *   to the number. A `'` right after a word belongs to it, too (`dogs'`), unless it closes a
 *   quotation that a lone `'` opened in the same paragraph.
 * - Every other mark is a token by itself; a run of one of `. - * = _ ~` is one token.
 * - White space separates; with two or more line feeds in it, it is the one token `\n\n`.
 *
 * A language written without spaces comes out as one long word per phrase: use characters there.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let quoted = false; // inside of '…', in this paragraph
  let at = 0;
  while (at < text.length) {
    const spacing = spacingOf(text.codePointAt(at) ?? 0);
    const end = spacing === undefined ? endOfWord(text, at, quoted) : endOfMarks(text, at, spacing);
    if (spacing !== 'space') {
      const word = text.slice(at, end);
      words.push(word);
      if (word === "'") quoted = !quoted;
    } else if (isParagraph(text, at, end)) {
      words.push(PARAGRAPH);
      quoted = false;
    }
    at = end;
  }
  return words;
}

/**
 * Writes tokens one after the other as readable text: each call returns the token with the space
 * that belongs before it, so that the pieces joined are the text.
 *
 * A space stands between two tokens except before a closing mark (`, . ) ” %`), after an opening
 * one (`( “ $ #`), around a tight one (`— / --`) and around a blank line. `" ' _` and the backtick
 * are opening and closing in turn, counted anew in each paragraph.
 */
export function wordWriter(): (word: string) => string {
  const open = new Set<string>();
  let gluesNext = true; // nothing was written yet
  return (word) => {
    const usual = spacingOfToken(word);
    const spacing = usual === 'paired' ? takeTurn(word, open) : usual;
    if (word === PARAGRAPH) open.clear();
    const space = gluesNext || spacing === 'closing' || spacing === 'tight' ? '' : ' ';
    gluesNext = spacing === 'opening' || spacing === 'tight';
    return space + word;
  };
}

function endOfWord(text: string, start: number, quoted: boolean): number {
  let end = start + 1;
  while (end < text.length && (isWordCharacter(text, end) || isInner(text, end))) end++;
  return text.charAt(end) === "'" && !quoted ? end + 1 : end;
}

function endOfMarks(text: string, start: number, spacing: Spacing): number {
  const first = text.charAt(start);
  let end = start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
  if (spacing === 'space') {
    while (end < text.length && spacingOf(text.charCodeAt(end)) === 'space') end++;
  } else if (REPEATED.has(first)) {
    while (text.charAt(end) === first) end++;
  }
  return end;
}

/** Whether the white space from `start` to `end` has two line feeds or more. */
function isParagraph(text: string, start: number, end: number): boolean {
  return end - start > 1 && text.slice(start, end).split('\n').length > 2;
}

function isWordCharacter(text: string, at: number): boolean {
  return at < text.length && spacingOf(text.codePointAt(at) ?? 0) === undefined;
}

/** Whether the mark at a place, with a word character before it, goes on with the word. */
function isInner(text: string, at: number): boolean {
  const mark = text.charAt(at);
  if (INNER.has(mark)) return isWordCharacter(text, at + 1);
  return INNER_OF_NUMBERS.has(mark) && isDigit(text, at - 1) && isDigit(text, at + 1);
}

function isDigit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0x30 && unit <= 0x39;
}

function spacingOfToken(word: string): Spacing | undefined {
  if (word === PARAGRAPH) return 'tight';
  if (word.startsWith('--')) return 'tight'; // the typewriter's dash
  const spacing = spacingOf(word.codePointAt(0) ?? 0);
  return spacing === 'paired' && word.length > 1 ? 'loose' : spacing; // a ruled line
}

function takeTurn(mark: string, open: Set<string>): Spacing {
  if (open.delete(mark)) return 'closing';
  open.add(mark);
  return 'opening';
}
