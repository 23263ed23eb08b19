import type { FloatArray } from '../tensor/index.ts';
import type { Memory } from './memory.ts';

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

/** Rounds a matrix `[K, N]`, row after row and finite, to int8: q = round(w / scale), halves upward. */
export function quantized(w: FloatArray, K: number, N: number, memory: Memory): Quantized {
  const panels = memory.flags(panelBytes(K) * Math.ceil(N / PANEL_COLUMNS));
  const scales = memory.floats(N);
  for (let n = 0; n < N; n++) {
    let most = 0;
    for (let k = 0; k < K; k++) most = Math.max(most, Math.abs(w[k * N + n]!));
    const scale = Math.fround(most / MOST);
    scales[n] = scale;
    if (scale === 0) continue;
    for (let k = 0; k < K; k++) {
      const q = Math.floor(w[k * N + n]! / scale + 0.5);
      panels[placeOf(k, n, K)] = Math.max(-MOST, Math.min(q, MOST));
    }
  }
  return { K, N, panels, scales };
}

/** Writes the numbers that a matrix in int8 stands for, row after row: q · scale, rounded once. */
export function dequantize({ K, N, panels, scales }: Quantized, w: FloatArray): void {
  for (let k = 0; k < K; k++) {
    for (let n = 0; n < N; n++) w[k * N + n] = signed(panels[placeOf(k, n, K)]!) * scales[n]!;
  }
}

/** The number whose two's complement is the byte. */
export function signed(byte: number): number {
  return (byte << 24) >> 24;
}

function placeOf(k: number, n: number, K: number): number {
  const pair = (k >> 1) * 2 * PANEL_COLUMNS + (n % PANEL_COLUMNS) * 2;
  return Math.floor(n / PANEL_COLUMNS) * panelBytes(K) + pair + (k & 1);
}
