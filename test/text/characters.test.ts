import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lowerCase, spacingOf } from '../../src/text/characters.ts';
import { UNICODE_VERSION } from '../../src/text/characterTable.ts';
import { characterTable } from './unicode.ts';

const SOURCE = new URL('../../src/text/characterTable.ts', import.meta.url);

test('the committed table is what its version of Unicode says', () => {
  // Another engine may have another version; then at least every small letter must be its, too.
  if (process.versions.unicode === UNICODE_VERSION) {
    expect(readFileSync(SOURCE, 'utf8')).toBe(characterTable());
  }
  for (let point = 0; point < 0x110000; point++) {
    const character = String.fromCodePoint(point);
    const small = lowerCase(character);
    // of İ the small letter is two characters; an older engine may not know the letter yet
    const known = character !== 'İ' && character.toLowerCase() !== character;
    if (known && small !== character.toLowerCase())
      expect([character, small]).toBe('its small letter');
  }
});

test('small letters are replaced wherever they stand, and all else stays', () => {
  expect(lowerCase('ÉCOLE 猫 Straße 😀Z')).toBe('école 猫 straße 😀z');
  expect(lowerCase('ΑΣ ẞ ǅ ᲐᲑ 𐐀𞤀Ａ')).toBe('ασ ß ǆ აბ 𐐨𞤢ａ');
  expect(lowerCase('İ')).toBe('İ');
  expect(lowerCase('\ud801A\udc00')).toBe('\ud801a\udc00');
  expect(lowerCase('nothing to do')).toBe('nothing to do');
  expect(lowerCase('')).toBe('');
});

test.each([
  ['space', ' \t\n\u00a0\u2003\u3000\ufeff'],
  ['opening', '([{«“¿€₹$「（༺'],
  ['closing', ')]}»”.,;:!?。、，؟।॥։」％'.slice(0, -1)],
  ['loose', '*+=~^©·•†≤∑⟶𐄀𝛁'],
  ['tight', '/—–'],
  ['paired', '"\'`_'],
])('%s characters', (spacing, characters) => {
  for (const character of characters) {
    expect(spacingOf(character.codePointAt(0) ?? 0), character).toBe(spacing);
  }
});

test('letters, digits, accents, emoji and halves of surrogate pairs are parts of words', () => {
  for (const character of 'aZ9éж猫あ한अ\u0301\u200d\ufe0f😀🏽♥²½٣') {
    expect(spacingOf(character.codePointAt(0) ?? 0), character).toBeUndefined();
  }
  expect(spacingOf(0xd801)).toBeUndefined();
});
