import { ConfigError } from '../tensor/index.ts';
import { foldCase, lowerCase } from './characters.ts';

/**
 * What becomes of capital letters before a text is cut: they stay (`false`); each becomes its small letter
 * (`true`); or the text is folded as a whole (`'full'`), so that texts which differ in case alone become
 * the same, ß and SS too.
 */
export type LetterCase = boolean | 'full';

/** A text in that case. */
export function inCase(text: string, lowercase: LetterCase): string {
  if (lowercase === 'full') return foldCase(text);
  return lowercase ? lowerCase(text) : text;
}

/** Whether a value says what becomes of capital letters. */
export function isLetterCase(value: unknown): value is LetterCase {
  return typeof value === 'boolean' || value === 'full';
}

/** Throws a ConfigError unless the option does. */
export function checkLetterCase(owner: string, lowercase: unknown): void {
  if (isLetterCase(lowercase)) return;
  throw new ConfigError(
    `${owner} wants lowercase to be true, false or 'full', got ${String(lowercase)}`,
  );
}
