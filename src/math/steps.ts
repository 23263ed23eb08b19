import type { Compute } from '../kernels/index.ts';
import { type Ids, type Mask, reshaped, type Tensor } from '../tensor/index.ts';

/**
 * Which rows of a `[batch, time]` sequence run at each time step.
 *
 * A recurrence visits only the rows that run, so what a padded step holds can never matter, NaN
 * included. Rows that run next to each other form one stretch, and a kernel takes a stretch at once.
 */
export interface Steps {
  /** Batch size. */
  readonly B: number;
  /** Time steps. */
  readonly T: number;
  /** For each step the stretches of rows that run, as `start, count, start, count, …`. */
  readonly stretches: readonly (readonly number[])[];
  /** Whether every row runs at every step. */
  readonly all: boolean;
}

/** Reads a mask; without one every row runs at every step. */
export function stepsOf(mask: Mask | undefined, B: number, T: number): Steps {
  if (mask === undefined) {
    const all = B === 0 ? [] : [0, B];
    return { B, T, stretches: new Array<readonly number[]>(T).fill(all), all: true };
  }
  const stretches: number[][] = [];
  for (let t = 0; t < T; t++) {
    const atStep: number[] = [];
    for (let b = 0; b < B; b++) {
      if (mask.data[b * T + t] === 0) continue;
      const last = atStep.length - 1;
      if (last > 0 && atStep[last - 1]! + atStep[last]! === b) atStep[last]!++;
      else atStep.push(b, 1);
    }
    stretches.push(atStep);
  }
  return { B, T, stretches, all: false };
}

/** Whether every row runs at step `t`. */
export function allRun(steps: Steps, t: number): boolean {
  return steps.B === 0 || steps.stretches[t]?.[1] === steps.B;
}

/** x `[B, T, N]` laid out as `[T, B, N]`, so that a step is one block; rows that don't run are 0. */
export function toTimeMajor(x: Tensor<3>, steps: Steps, compute: Compute): Tensor<3> {
  const { B, T } = steps;
  const N = x.shape[2];
  if (steps.all) return swapped(x, compute);
  const out = compute.zeros<3>([T, B, N]);
  forRows(steps, (t, b) => copyRow(x.data, (b * T + t) * N, out.data, (t * B + b) * N, N));
  return out;
}

/** Undoes `toTimeMajor`: x `[T, B, N]` laid out as `[B, T, N]`; rows that don't run are 0. */
export function toBatchMajor(x: Tensor<3>, steps: Steps, compute: Compute): Tensor<3> {
  const { B, T } = steps;
  const N = x.shape[2];
  if (steps.all) return swapped(x, compute);
  const out = compute.zeros<3>([B, T, N]);
  forRows(steps, (t, b) => copyRow(x.data, (t * B + b) * N, out.data, (b * T + t) * N, N));
  return out;
}

/** Ids `[B, T]` laid out as `[T, B]`; 0 in rows that don't run, whose ids may be anything. */
export function swappedIds(ids: Ids<2>, steps: Steps, compute: Compute): Int32Array {
  const { B, T } = steps;
  const out = compute.ids(T * B);
  forRows(steps, (t, b) => {
    out[t * B + b] = ids.data[b * T + t]!;
  });
  return out;
}

/**
 * The first two axes swapped, whether rows run or not, to be read: where one of them is 1, x itself is seen
 * with another shape.
 */
export function swapped(x: Tensor<3>, compute: Compute): Tensor<3> {
  const [A, B, N] = x.shape;
  if (A === 1 || B === 1) return reshaped<3>(x, [B, A, N]);
  const out = compute.empty<3>([B, A, N]);
  compute.kernels.swapRows(A, B, N, x.data, 0, out.data, 0);
  return out;
}

/**
 * The output sequence y `[B, T, N]` of states `[T + 1, B, N]`, whose block t + 1 stands after step t,
 * or is block t again in the rows that step t left out.
 */
export function outputsOf(states: Tensor<3>, compute: Compute): Tensor<3> {
  const [blocks, B, N] = states.shape;
  const T = blocks - 1;
  const y = compute.empty<3>([B, T, N]);
  compute.kernels.swapRows(T, B, N, states.data, B * N, y.data, 0);
  return y;
}

/** The last block of states `[T + 1, B, N]`: what stands after all steps, `[B, N]`. */
export function finalState(states: Tensor<3>, compute: Compute): Tensor<2> {
  const [blocks, B, N] = states.shape;
  const out = compute.empty<2>([B, N]);
  compute.kernels.fillRows(1, B * N, states.data, (blocks - 1) * B * N, out.data, 0, B * N);
  return out;
}

/** The first block of states `[T + 1, B, N]`, or of their gradients: that before all steps, `[B, N]`. */
export function firstState(states: Tensor<3>, compute: Compute): Tensor<2> {
  const [, B, N] = states.shape;
  const out = compute.empty<2>([B, N]);
  copyRow(states.data, 0, out.data, 0, B * N);
  return out;
}

/** Memory for the states of T steps, `[T + 1, B, N]`, of which the first are the initial ones. */
export function statesFrom(
  initial: Tensor<2> | undefined,
  [T, B, N]: readonly [T: number, B: number, N: number],
  compute: Compute,
): Tensor<3> {
  const states = compute.empty<3>([T + 1, B, N]);
  if (initial === undefined) states.data.fill(0, 0, B * N);
  else states.data.set(initial.data);
  return states;
}

/**
 * The gradients of states `[T + 1, B, N]` that reach them from the outputs: dy_t `[B, T, N]` in block t + 1,
 * and dh of the final state in the last block, too; what is left out is 0.
 */
export function stateGradients(
  dy: Tensor<3> | undefined,
  dh: Tensor<2> | undefined,
  [T, B, N]: readonly [T: number, B: number, N: number],
  compute: Compute,
): Tensor<3> {
  const d = compute.empty<3>([T + 1, B, N]);
  if (dy === undefined) d.data.fill(0);
  else {
    d.data.fill(0, 0, B * N);
    compute.kernels.swapRows(B, T, N, dy.data, 0, d.data, B * N); // was: y_t = h_t
  }
  if (dh !== undefined) compute.kernels.add(B * N, dh.data, 0, d.data, T * B * N);
  return d;
}

/** Memory for the gradients of every step, `[T, B, N]`, which are 0 in rows that don't run. */
export function stepGradients(
  shape: readonly [number, number, number],
  steps: Steps,
  compute: Compute,
): Tensor<3> {
  return steps.all ? compute.empty<3>([...shape]) : compute.zeros<3>([...shape]);
}

/** Memory for a gradient that is added to: a copy of what is there already, or zeros. */
export function gradientFrom(
  d: Tensor<2> | undefined,
  shape: readonly [number, number],
  compute: Compute,
): Tensor<2> {
  const own = compute.zeros<2>([...shape]);
  if (d !== undefined) copyRow(d.data, 0, own.data, 0, own.data.length);
  return own;
}

/** Copies `length` numbers. */
export function copyRow(
  from: Tensor['data'],
  fromOffset: number,
  to: Tensor['data'],
  toOffset: number,
  length: number,
): void {
  for (let i = 0; i < length; i++) to[toOffset + i] = from[fromOffset + i]!;
}

function forRows(steps: Steps, visit: (t: number, b: number) => void): void {
  for (let t = 0; t < steps.T; t++) {
    const stretches = steps.stretches[t]!;
    for (let s = 0; s < stretches.length; s += 2) {
      const end = stretches[s]! + stretches[s + 1]!;
      for (let b = stretches[s]!; b < end; b++) visit(t, b);
    }
  }
}
