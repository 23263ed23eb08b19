import type { FloatArray } from '../tensor/index.ts';

/**
 * A matrix `[K, N]` in int8: the element in row k and column n is q[k, n] · scales[n], with whole q from
 * −127 to 127. Kernels multiply by it as it is.
 */
export interface Quantized {
  /** How many rows. */
  readonly K: number;
  /** How many columns. */
  readonly N: number;
  /**
   * q as bytes in two's complement, in panels of 16 columns one after the other: for each two rows, k
   * rising, the two elements of a column side by side. Where the matrix has none there is 0.
   */
  readonly panels: Uint8Array;
  /** `[N]`: what a whole step of q is worth, max abs(w[:, n]) / 127. */
  readonly scales: FloatArray;
}

/** How many columns a panel has. */
export const PANEL_COLUMNS = 16;

/** The largest q. */
export const MOST = 127;

/** The bytes of a panel of K rows. */
export function panelBytes(K: number): number {
  return 2 * PANEL_COLUMNS * Math.ceil(K / 2);
}

/**
 * The largest whole number that an element of a row of length K is rounded to: int16 holds it, and
 * int32 the sum of K products of it with 127.
 */
export function levelsOf(K: number): number {
  return Math.min(32767, Math.floor((2 ** 31 - 1) / (MOST * Math.max(K, 1))));
}

/** A row with nothing above this is taken for zeros, so that no scale is a denormal: 2⁻¹⁰⁰. */
export const LEAST: number = 2 ** -100;

/** The number whose two's complement is the byte. */
export function signed(byte: number): number {
  return (byte << 24) >> 24;
}
