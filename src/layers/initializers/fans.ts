import type { Shape } from '../../tensor/index.ts';

/**
 * How many inputs one output of a weight sums, and how many outputs one input feeds, counted as
 * Keras does:
 *
 * | shape | fanIn | fanOut |
 * |---|---|---|
 * | `[]` | 1 | 1 |
 * | `[n]` | n | n |
 * | `[inputs, outputs]` | inputs | outputs |
 * | `[...window, inputs, outputs]` | window size · inputs | window size · outputs |
 */
export function fansOf(shape: Shape): { fanIn: number; fanOut: number } {
  const outputs = shape.at(-1) ?? 1;
  const inputs = shape.at(-2) ?? outputs;
  let window = 1;
  for (const size of shape.slice(0, -2)) window *= size;
  return { fanIn: window * inputs, fanOut: window * outputs };
}
