import type { Word } from './words.ts';

/** How well words are said. */
export interface Judgement {
  /** The share of words without a mistake. */
  readonly exact: number;
  /** 1 − mistakes / sounds; a mistake is a sound that is wrong, is missing, or is too much. */
  readonly sounds: number;
}

/** Compares how words sound with what was said. */
export function judge(pairs: readonly { readonly word: Word; readonly said: string }[]): Judgement {
  const mistakes = pairs.map(({ word, said }) => distance(said, word.sounds));
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  return {
    exact: mistakes.filter((count) => count === 0).length / pairs.length,
    sounds: 1 - sum(mistakes) / sum(pairs.map(({ word }) => word.sounds.length)),
  };
}

/** How many letters of a must be changed, left out or put in to make it b: Levenshtein's distance. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j); // to the first j letters, from none of a
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
