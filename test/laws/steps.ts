import { type Ids, type Mask, type Tensor, View } from '../../src/tensor/index.ts';

/** The rows and steps of `[B, T, …]` that are named, in the order they are named. */
export function pickSteps(
  data: Tensor | Ids,
  rows: readonly number[],
  steps: readonly number[],
): Tensor | Ids {
  const [, T = 0, N = 1] = data.shape;
  const shape = [rows.length, steps.length, ...data.shape.slice(2)];
  const picked = rows.flatMap((b) =>
    steps.flatMap((t) => Array.from(data.data.subarray((b * T + t) * N, (b * T + t + 1) * N))),
  );
  return data.data instanceof Int32Array
    ? new View(Int32Array.from(picked), shape)
    : new View(Float64Array.from(picked), shape);
}

/** The named rows of `[B, N]`. */
export function pickRows({ data, shape: [, N = 0] }: Tensor, rows: readonly number[]): Tensor {
  const picked = rows.flatMap((b) => Array.from(data.subarray(b * N, (b + 1) * N)));
  return new View(Float64Array.from(picked), [rows.length, N]);
}

/** The whole numbers from `from` up to, not including, `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** The steps of row b that the mask lets run. */
export function runningSteps(mask: Mask, b: number): number[] {
  const [, T] = mask.shape;
  return range(0, T).filter((t) => mask.data[b * T + t] !== 0);
}

/** Writes `value` into every step that the mask leaves out. */
export function fillMasked(data: Tensor | Ids, mask: Mask, value: number): void {
  const N = data.shape[2] ?? 1;
  for (const [step, runs] of mask.data.entries()) {
    if (runs === 0) data.data.fill(value, step * N, (step + 1) * N);
  }
}
