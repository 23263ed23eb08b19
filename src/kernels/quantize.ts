import type { FloatArray } from '../tensor/index.ts';
import type { Memory } from './memory.ts';
import { MOST, PANEL_COLUMNS, panelBytes, type Quantized, signed } from './quantized.ts';

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

function placeOf(k: number, n: number, K: number): number {
  const pair = (k >> 1) * 2 * PANEL_COLUMNS + (n % PANEL_COLUMNS) * 2;
  return Math.floor(n / PANEL_COLUMNS) * panelBytes(K) + pair + (k & 1);
}
