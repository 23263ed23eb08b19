import type { Penalty } from './regularizer.ts';

/** The penalty Σ (l1 · |w| + l2 · w²), rising. */
export function elementwise(l1: number, l2: number): Penalty {
  return {
    of({ data }) {
      let sum = 0;
      for (const w of data) sum += l1 * Math.abs(w) + l2 * w * w;
      return sum;
    },
    addGradient({ data }, d) {
      for (let i = 0; i < data.length; i++) {
        const w = data[i]!;
        d.data[i] = d.data[i]! + l1 * Math.sign(w) + 2 * l2 * w; // was: l1 · |w| + l2 · w²
      }
    },
  };
}
