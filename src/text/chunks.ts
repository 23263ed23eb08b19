import { spacingOf } from './characters.ts';

/** What a chunk is made of. */
type Kind = 'word' | 'marks' | 'space';

/** Longer runs are cut, so that no text takes more than its share of time: of DNA, or of a language without spaces. */
const MOST_CHARACTERS = 64;

/**
 * Cuts a text into the chunks that byte pairs do not reach across: runs of word characters, of marks or
 * of white space, by the table of `splitWords`, each of at most 64 characters. A space (U+0020) right
 * before a word or marks belongs to them. The chunks joined are the text.
 */
export function* chunksOf(text: string): Generator<string, void, undefined> {
  let start = 0;
  let at = 0;
  let count = 0;
  let kind: Kind | undefined;
  for (const character of text) {
    const own = kindOf(character);
    const joins = own === kind && count < MOST_CHARACTERS;
    if (kind !== undefined && !joins) {
      // the last space before a word goes to the word, all before it is a chunk by itself
      const lends = kind === 'space' && own !== 'space' && text.charAt(at - 1) === ' ';
      const end = lends ? at - 1 : at;
      if (end > start) yield text.slice(start, end);
      start = end;
      count = lends ? 1 : 0;
    }
    kind = own;
    count++;
    at += character.length;
  }
  if (at > start) yield text.slice(start);
}

function kindOf(character: string): Kind {
  const spacing = spacingOf(character.codePointAt(0) ?? 0);
  if (spacing === undefined) return 'word';
  return spacing === 'space' ? 'space' : 'marks';
}
