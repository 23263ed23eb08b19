import type { WeightStore } from '../layers/index.ts';
import { type FloatArray, type Tensor, View } from '../tensor/index.ts';

/** Neighbours among all that are trained, from their start to their end. */
export type Run = readonly [start: number, end: number];

/** The trained weights whose paths are wanted, those next to each other in one run. */
export function trainedRuns(store: WeightStore, wanted: (path: string) => boolean): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const { path, trainable } of store.specs) {
    if (!trainable) continue;
    const end = at + store.weight(path).data.length;
    const last = runs.at(-1);
    const begins = last?.[1] === at ? last[0] : at;
    if (wanted(path)) runs.splice(begins === at ? runs.length : -1, 1, [begins, end]);
    at = end;
  }
  return runs;
}

/** Views of an array that is laid out as the trained weights, one for each run. */
export function runsIn({ memory }: WeightStore, flat: FloatArray, runs: readonly Run[]): Tensor[] {
  return runs.map(
    ([start, end]) => new View<1, FloatArray>(memory.part(flat, start, end), [end - start]),
  );
}
