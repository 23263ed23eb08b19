import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { foldCase, lowerCase, spacingOf } from '../../src/text/characters.ts';
import { UNICODE_VERSION } from '../../src/text/characterTable.ts';
import { characterTable, foldingOf } from './unicode.ts';

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

test('folding is that of its version of Unicode, character by character, and folding twice changes nothing', () => {
  let folded = 0;
  for (let point = 0; point < 0x110000; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const character = String.fromCodePoint(point);
    const letters = foldCase(character);
    if (letters !== character) folded++;
    if (foldCase(letters) !== letters) expect([character, letters]).toBe('folded');
    // another engine may have another version of Unicode; it knows fewer letters then
    const known =
      process.versions.unicode === UNICODE_VERSION || foldingOf(character) !== character;
    if (known && letters !== foldingOf(character)) expect([character, letters]).toBe('its folding');
  }
  expect(folded).toBe(1585); // of Unicode 17: the entries C and F of CaseFolding.txt
});

test.each([
  ['Straße STRASSE straẞe', 'strasse strasse strasse'],
  ['ΣΊΣΥΦΟΣ Σίσυφος', 'σίσυφοσ σίσυφοσ'],
  ['İstanbul', 'i\u0307stanbul'],
  ['ısı', 'ısı'],
  ['ﬁn ﬀ ŉ ſ K Å µ', 'fin ff ʼn s k å μ'],
  ['ᾳ ᾼ ΐ', 'αι αι ι\u0308\u0301'],
  ['Ꭰ ꭰ ᏸ', 'Ꭰ Ꭰ Ᏸ'],
  ['ÉCOLE 猫 😀Z 𐐀', 'école 猫 😀z 𐐨'],
])('%s folds to %s', (text, folded) => {
  expect(foldCase(text)).toBe(folded);
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
