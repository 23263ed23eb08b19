import { type Mask, ShapeError } from '../tensor/index.ts';

/** Where a convolution may look beyond its sequence, whose surroundings are zeros. */
export type ConvPadding = 'valid' | 'same' | 'causal';

/** The window of a convolution over time. */
export interface ConvWindow {
  /** K, how many steps a window has. */
  readonly kernelSize: number;
  /** How many steps lie between the starts of two windows. */
  readonly strides: number;
  /** How many steps lie between two steps of a window. */
  readonly dilationRate: number;
  /** Where windows may look beyond the sequence. */
  readonly padding: ConvPadding;
}

/** How many steps before a window's last it reaches: (K − 1) · dilation. */
export function reachOf({ kernelSize, dilationRate }: ConvWindow): number {
  return (kernelSize - 1) * dilationRate;
}

/** How many windows a sequence of `length` steps has. */
export function windowsOf(window: ConvWindow, length: number): number {
  const inside = window.padding === 'valid' ? length - reachOf(window) : length;
  return inside <= 0 ? 0 : Math.ceil(inside / window.strides);
}

/**
 * How many steps before the sequence its first window starts. With `same` half of what is missing lies
 * before, and where that is odd, the smaller half.
 */
export function startOf(window: ConvWindow, length: number): number {
  const reach = reachOf(window);
  if (window.padding === 'valid') return 0;
  if (window.padding === 'causal') return reach;
  const needed = (windowsOf(window, length) - 1) * window.strides + reach + 1;
  return Math.trunc(Math.max(needed - length, 0) / 2);
}

/**
 * How many steps of each row come before its padding, written into `lengths`.
 *
 * @throws ShapeError for padding that stands before a step that counts
 */
export function readLengths(
  owner: string,
  mask: Mask | undefined,
  T: number,
  lengths: Int32Array,
): void {
  lengths.fill(T);
  if (mask === undefined) return;
  for (let b = 0; b < lengths.length; b++) {
    let length = 0;
    while (length < T && mask.data[b * T + length] !== 0) length++;
    for (let t = length; t < T; t++) {
      if (mask.data[b * T + t] === 0) continue;
      throw new ShapeError(
        `${owner} takes masks whose padding is at the end, but row ${b} has step ${t} after ` +
          "padding: lay rows out with padSequences(rows, { side: 'end' })",
      );
    }
    lengths[b] = length;
  }
}
