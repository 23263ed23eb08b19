import { copyRow } from '../math/steps.ts';
import { type Ids, type Tensor, View } from '../tensor/index.ts';
import type { Context } from './contract.ts';
import { type RecurrentInput, withIds } from './recurrentInput.ts';

/** How many rows of gates a recurrence computes at once where nothing is kept: enough for fast products. */
const ROWS = 512;

/** The fewest steps of a block, however many rows the batch has. */
const FEWEST_STEPS = 16;

/** What a recurrence reads in a block of steps. */
type StepBlock = Pick<RecurrentInput, 'x' | 'mask' | 'lookup'>;

/** The same of all steps. */
type AllSteps = StepBlock & Pick<RecurrentInput, 'fromEnd'>;

/** What a recurrence carries and gives. */
export interface StepForm {
  /** The sizes of its states after the batch; that of the first is the size of its output. */
  readonly sizes: readonly [number, ...number[]];
  /** Whether it gives the output of every step. */
  readonly sequences: boolean;
}

/** What a recurrence gave for some steps. */
export interface StepResult<Cache> {
  /** `[B, T, N]`, where the sequence is wanted. */
  readonly y: Tensor<3> | undefined;
  /** The states after the last of the steps. */
  readonly states: readonly [Tensor<2>, ...Tensor<2>[]];
  /** What the way back needs. */
  readonly cache: Cache;
}

/** Runs a recurrence over some steps, from the states before them; those left out are zero. */
export type RunSteps<Cache> = (
  block: StepBlock,
  states: readonly (Tensor<2> | undefined)[],
) => StepResult<Cache>;

/**
 * Runs a recurrence over all steps: at once where a way back may come, else one block of steps after
 * the other in the same memory, each from the states that the one before it left. So what it needs
 * beside its input and output does not grow with the number of steps. Every number is the same sum
 * either way, and so has the same bits. The cache is that of the last block.
 */
export function inBlocksOfSteps<Cache>(
  read: AllSteps,
  initial: readonly (Tensor<2> | undefined)[],
  { sizes, sequences }: StepForm,
  ctx: Context,
  run: RunSteps<Cache>,
): StepResult<Cache> {
  const [B, T] = read.x.shape;
  const most = Math.max(FEWEST_STEPS, Math.ceil(ROWS / Math.max(B, 1)));
  if (ctx.keeps !== false || (T <= most && !read.fromEnd)) return run(read, initial);
  const [N, ...others] = sizes;
  const y = sequences ? ctx.empty<3>([B, T, N]) : undefined;
  const states: readonly [Tensor<2>, ...Tensor<2>[]] = [
    ctx.empty<2>([B, N]),
    ...others.map((size) => ctx.empty<2>([B, size])),
  ];
  const next = (start: number): StepResult<Cache> => {
    const block = blockOf(read, start, Math.min(most, T - start), ctx);
    const result = run(block, start === 0 ? initial : states);
    for (const [i, { data }] of states.entries()) data.set(result.states[i]!.data);
    if (y && result.y) putSteps(result.y, y, start);
    return result;
  };
  let { cache } = reused(ctx, () => next(0));
  for (let start = most; start < T; start += most) {
    cache = reused(ctx, () => next(start)).cache;
  }
  return { y, states, cache };
}

/** Does the work in memory that is given out again after it, where the context can do that. */
export function reused<T>(ctx: Context, work: () => T): T {
  return ctx.reuse ? ctx.reuse(work) : work();
}

/** Some steps of what a recurrence reads, in the order in which it runs. */
function blockOf(
  { x, mask, lookup, fromEnd }: AllSteps,
  start: number,
  count: number,
  ctx: Context,
): StepBlock {
  const [B, T, I] = x.shape;
  const part = ctx.empty<3>([B, count, I]);
  for (let b = 0; b < B; b++) {
    if (!fromEnd) copyRow(x.data, (b * T + start) * I, part.data, b * count * I, count * I);
    else {
      for (let t = 0; t < count; t++) {
        const from = (b * T + T - 1 - start - t) * I;
        copyRow(x.data, from, part.data, (b * count + t) * I, I);
      }
    }
  }
  return {
    x: part,
    mask:
      mask && new View<2, Uint8Array>(rowsOf(mask, start, false, ctx.flags(B * count)), [B, count]),
    lookup: lookup && withIds(lookup, idsOf(lookup.ids, start, fromEnd, ctx, count)),
  };
}

/** The ids of those steps. */
function idsOf(ids: Ids<2>, start: number, fromEnd: boolean, ctx: Context, count: number): Ids<2> {
  const B = ids.shape[0];
  const steps = rowsOf(ids, start, fromEnd, ctx.ids(B * count));
  return new View<2, Int32Array>(steps, [B, count]);
}

/** Fills `to` `[B, count]` with the steps of each row of `from` `[B, T]`, the `start`-th first. */
function rowsOf<A extends Uint8Array | Int32Array>(
  from: View<2, A>,
  start: number,
  fromEnd: boolean,
  to: A,
): A {
  const [B, T] = from.shape;
  const count = to.length / B;
  const [first, step] = fromEnd ? [T - 1 - start, -1] : [start, 1];
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < count; t++) to[b * count + t] = from.data[b * T + first + t * step]!;
  }
  return to;
}

/** Copies the steps of `part` `[B, count, N]` to where they stand in y `[B, T, N]`. */
function putSteps(part: Tensor<3>, y: Tensor<3>, start: number): void {
  const [B, count, N] = part.shape;
  const T = y.shape[1];
  for (let b = 0; b < B; b++) {
    copyRow(part.data, b * count * N, y.data, (b * T + start) * N, count * N);
  }
}
