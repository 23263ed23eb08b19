import type { Compute } from '../kernels/index.ts';
import type { Mask, Tensor } from '../tensor/index.ts';

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
}

/** Reads a mask; without one every row runs at every step. */
export function stepsOf(mask: Mask | undefined, B: number, T: number): Steps {
  if (mask === undefined) {
    const all = B === 0 ? [] : [0, B];
    return { B, T, stretches: Array.from({ length: T }, () => all) };
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
  return { B, T, stretches };
}

/** Whether every row runs at step `t`. */
export function allRun(steps: Steps, t: number): boolean {
  return steps.B === 0 || steps.stretches[t]?.[1] === steps.B;
}

/** x `[B, T, N]` laid out as `[T, B, N]`, so that a step is one block; rows that don't run are 0. */
export function toTimeMajor(x: Tensor<3>, steps: Steps, compute: Compute): Tensor<3> {
  const { B, T } = steps;
  const N = x.shape[2];
  const out = compute.zeros<3>([T, B, N]);
  forRows(steps, (t, b) => copyRow(x.data, (b * T + t) * N, out.data, (t * B + b) * N, N));
  return out;
}

/** Undoes `toTimeMajor`: x `[T, B, N]` laid out as `[B, T, N]`; rows that don't run are 0. */
export function toBatchMajor(x: Tensor<3>, steps: Steps, compute: Compute): Tensor<3> {
  const { B, T } = steps;
  const N = x.shape[2];
  const out = compute.zeros<3>([B, T, N]);
  forRows(steps, (t, b) => copyRow(x.data, (t * B + b) * N, out.data, (b * T + t) * N, N));
  return out;
}

/**
 * The output sequence y `[B, T, N]` of states `[T + 1, B, N]`, whose block t + 1 stands after step t,
 * or is block t again in the rows that step t left out.
 */
export function outputsOf(states: Tensor<3>, compute: Compute): Tensor<3> {
  const [blocks, B, N] = states.shape;
  const T = blocks - 1;
  const y = compute.zeros<3>([B, T, N]);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) {
      copyRow(states.data, ((t + 1) * B + b) * N, y.data, (b * T + t) * N, N);
    }
  }
  return y;
}

/** Undoes `outputsOf` at step t: adds the gradient of y_t to `dh` `[B, N]`, of masked rows, too. */
export function addOutputGradient(dy: Tensor<3>, t: number, dh: Tensor<2>, compute: Compute): void {
  const [B, T, N] = dy.shape;
  for (let b = 0; b < B; b++) compute.kernels.add(N, dy.data, (b * T + t) * N, dh.data, b * N);
}

/** The last block of states `[T + 1, B, N]`: what stands after all steps, `[B, N]`. */
export function finalState(states: Tensor<3>, compute: Compute): Tensor<2> {
  const [blocks, B, N] = states.shape;
  const out = compute.zeros<2>([B, N]);
  copyRow(states.data, (blocks - 1) * B * N, out.data, 0, B * N);
  return out;
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
