import { readFileSync } from 'node:fs';

/** A family name and the language it is from, by its place in `LANGUAGES`. */
export interface Surname {
  readonly name: string;
  readonly language: number;
}

export const LANGUAGES: readonly string[] = [
  'Czech',
  'English',
  'German',
  'Italian',
  'Polish',
  'Romanian',
  'Spanish',
  'Turkish',
];

/** 250 names of each language; every fifth is held out. */
export function readNames(): {
  readonly seen: readonly Surname[];
  readonly unseen: readonly Surname[];
} {
  const file = new URL('../data/names.csv', import.meta.url);
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = lines.map((line) => {
    const [language = '', name = ''] = line.split(',');
    return { name, language: LANGUAGES.indexOf(language) };
  });
  return {
    seen: names.filter((_, i) => i % 5 > 0),
    unseen: names.filter((_, i) => i % 5 === 0),
  };
}
