import { type Tensor, zeros } from 'unrolled';

/** What is learned: after "neural" the next word depends on what stood before it. */
export const sentences: readonly (readonly string[])[] = [
  'I love recurrent neural networks!',
  'You love convolutional neural nets!',
].map((sentence) => sentence.split(' '));

/** Every word once; its place is its id. */
export const words: readonly string[] = [...new Set(sentences.flat())];

/** A word as a row of zeros with a single 1, at its id: `[1, words]`. */
export function oneHot(word: string): Tensor<2> {
  const row = zeros<2>([1, words.length]);
  row.set(0, words.indexOf(word), 1);
  return row;
}

/** The word with the highest score in `[1, words]`. */
export function likeliest(scores: Tensor<2>): string {
  const row = Array.from(scores.data);
  return words[row.indexOf(Math.max(...row))] ?? '';
}
