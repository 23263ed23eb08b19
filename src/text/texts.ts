import { ConfigError } from '../tensor/index.ts';

/** A text, or several. */
export type Texts = string | readonly string[];

/** The texts as a list. @throws ConfigError for what is no text */
export function textsOf(owner: string, text: unknown): string[] {
  const texts: unknown[] = Array.isArray(text) ? text : [text];
  return texts.map((one) => {
    if (typeof one === 'string') return one;
    throw new ConfigError(`${owner} wants a string or an array of strings, got ${String(one)}`);
  });
}

/** How often each piece occurs in all texts. */
export function countPieces(
  texts: readonly string[],
  cut: (text: string) => Iterable<string>,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const piece of cut(text)) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  return counts;
}
