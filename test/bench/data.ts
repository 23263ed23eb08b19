import { readsLastStep, tokensOf, type Workload } from './workloads.ts';

/** How many batches a contender trains on in turn. */
export const BATCHES = 8;

/** Numbers in [0, 1) from a seed. */
export type Uniform = () => number;

/** One batch: `x` batch first, then time, then features; `y` the targets. */
export interface Batch {
  /** Ids `[batch, time]` or numbers `[batch, time, features]`. */
  readonly x: Int32Array | Float32Array;
  /** Classes or numbers, one group per time step or per row. */
  readonly y: Int32Array | Float32Array;
}

/** The batches of a workload: random, from a fixed seed. */
export function batchesOf(workload: Workload): readonly Batch[] {
  const uniform = uniformFrom(7);
  return Array.from({ length: BATCHES }, () => ({
    x: inputsOf(workload, uniform),
    y: targetsOf(workload, uniform),
  }));
}

function inputsOf(workload: Workload, uniform: Uniform): Int32Array | Float32Array {
  const { vocabulary, features } = workload;
  const rows = tokensOf(workload);
  return vocabulary === undefined
    ? filled(new Float32Array(rows * features), () => 2 * uniform() - 1)
    : filled(new Int32Array(rows), () => Math.floor(vocabulary * uniform()));
}

function targetsOf(workload: Workload, uniform: Uniform): Int32Array | Float32Array {
  const { task, outputs, batch } = workload;
  const length = readsLastStep(workload) ? batch : tokensOf(workload);
  switch (task) {
    case 'numbersPerStep':
      return filled(new Float32Array(length * outputs), () => 2 * uniform() - 1);
    case 'yesOrNo':
      return filled(new Float32Array(length), () => Math.round(uniform()));
    case 'classPerStep':
    case 'class':
    case 'generate':
      return filled(new Int32Array(length), () => Math.floor(outputs * uniform()));
  }
}

function filled<A extends Int32Array | Float32Array>(array: A, value: () => number): A {
  for (let i = 0; i < array.length; i++) array[i] = value();
  return array;
}

/** An index drawn by the probabilities, which sum to 1. */
export function draw(probabilities: ArrayLike<number>, uniform: Uniform): number {
  let left = uniform();
  let index = 0;
  while (index < probabilities.length - 1) {
    left -= probabilities[index]!;
    if (left <= 0) break;
    index++;
  }
  return index;
}

/** A stream of numbers in [0, 1): Mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function uniformFrom(seed: number): Uniform {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
