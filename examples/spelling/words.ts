import { readFileSync } from 'node:fs';

/** A word and how it sounds. */
export interface Word {
  readonly letters: string;
  /** A letter of the ARPABET for each phoneme. */
  readonly sounds: string;
}

export const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** What ends a word and, as nothing else can, what comes before its first sound; then 39 phonemes. */
export const SOUNDS = '.@ACDEGIJORSTUWYZabcdefghiklmnoprstuvwyz';

/** The words of the dictionary's slice; every fifth is held out. */
export function readWords(): { readonly seen: readonly Word[]; readonly unseen: readonly Word[] } {
  const file = new URL('../data/sounds.txt', import.meta.url);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const words = lines.map((line): Word => {
    const [letters = '', sounds = ''] = line.split(' ');
    return { letters, sounds };
  });
  return {
    seen: words.filter((_, i) => i % 5 > 0),
    unseen: words.filter((_, i) => i % 5 === 0),
  };
}
