import { expect, test } from 'vitest';
import { lowerCase } from '../../src/text/characters.ts';

const BLOCKS: readonly (readonly [name: string, first: number, last: number])[] = [
  ['ASCII, Latin-1 and Latin Extended-A', 0x00, 0x17f],
  ['Greek', 0x386, 0x3ce],
  ['Cyrillic', 0x400, 0x45f],
];

// The engine's answer for these old blocks is fixed by Unicode's stability policy.
test.each(BLOCKS)('small letters of %s are those of Unicode', (_, first, last) => {
  for (let point = first; point <= last; point++) {
    const character = String.fromCodePoint(point);
    const unchanged = character === 'İ'; // its small letter is two characters
    expect(lowerCase(character)).toBe(unchanged ? character : character.toLowerCase());
  }
});

test('small letters are replaced wherever they stand, and all else stays', () => {
  expect(lowerCase('ÉCOLE 猫 Straße 😀Z')).toBe('école 猫 straße 😀z');
  expect(lowerCase('nothing to do')).toBe('nothing to do');
  expect(lowerCase('')).toBe('');
});
