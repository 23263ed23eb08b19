import type { Penalty } from './regularizer.ts';

/** The penalty Σ (l1 · |w| + l2 · w²), rising. */
export function elementwise(l1: number, l2: number): Penalty {
  const of = (w: number): number => l1 * Math.abs(w) + l2 * w * w;
  const slope = (w: number): number => l1 * Math.sign(w) + 2 * l2 * w; // was: l1 · |w| + l2 · w²
  return {
    element: { of, slope },
    of({ data }) {
      let sum = 0;
      for (const w of data) sum += of(w);
      return sum;
    },
    addGradient({ data }, d) {
      for (let i = 0; i < data.length; i++) d.data[i] = d.data[i]! + slope(data[i]!);
    },
  };
}
