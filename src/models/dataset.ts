import type { Signature } from '../layers/index.ts';
import { isIds, type Value } from '../layers/index.ts';
import {
  type Dtype,
  type Ids,
  type Mask,
  ShapeError,
  sizeOf,
  type Tensor,
  View,
} from '../tensor/index.ts';
import type { Loss } from '../training/index.ts';
import { type ModelData, type Place, readData } from './data.ts';
import type { Block } from './workspace.ts';

/** Inputs and targets, row by row. */
export interface Dataset {
  readonly x: Value;
  readonly y: Tensor | Ids;
}

/**
 * Reads inputs and targets.
 *
 * @throws ShapeError if they have different numbers of rows, or sequences of different lengths
 */
export function readDataset(
  owner: string,
  x: ModelData,
  y: ModelData,
  how: {
    readonly reads: 'numbers' | 'ids';
    readonly signature: Signature | undefined;
    readonly loss: Loss;
    readonly dtype: Dtype;
    readonly place?: Place;
  },
): Dataset {
  const { reads, signature, loss, dtype, place } = how;
  const inputs = readData(x, { owner: `${owner}'s x`, type: reads, dtype, signature, place });
  const type = loss.targets === 'classes' ? 'ids' : 'numbers';
  const inputMask = loss.perSequence === true ? undefined : inputs.mask;
  const form = { owner: `${owner}'s y`, type, dtype, inputMask, place } as const;
  const targets = readData(y, form);
  const [rows] = inputs.data.shape;
  const [targetRows] = targets.data.shape;
  if (rows !== targetRows) {
    throw new ShapeError(`${owner} wants as many rows in y as in x, got ${targetRows} and ${rows}`);
  }
  if (targets.mask !== undefined) {
    if (loss.perSequence === true) clearPadding(targets.data, targets.mask);
    else checkLengths(owner, targets.mask, inputs);
  }
  return { x: inputs, y: targets.data };
}

/** Fills labels up with zeros. */
function clearPadding({ data }: Tensor | Ids, mask: Mask): void {
  for (const [i, counts] of mask.data.entries()) if (counts === 0) data[i] = 0;
}

function checkLengths(owner: string, targets: Mask, { data, mask }: Value): void {
  const [B, targetSteps] = targets.shape;
  const T = data.shape[1] ?? targetSteps;
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) {
      const given = t < targetSteps && targets.data[b * targetSteps + t] !== 0;
      if (given || mask?.data[b * T + t] === 0) continue;
      throw new ShapeError(
        `${owner} wants targets for every step of x, but row ${b} of y is shorter than that of x`,
      );
    }
  }
}

/** The first rows for training, the last for validation. */
export function splitRows(
  whole: Dataset,
  share: number,
): { readonly training: Dataset; readonly validation: Dataset | undefined } {
  if (share === 0) return { training: whole, validation: undefined };
  const rows = rowsIn(whole);
  const first = Math.floor(rows * (1 - share));
  return { training: rowRange(whole, 0, first), validation: rowRange(whole, first, rows) };
}

function rowRange({ x, y }: Dataset, from: number, to: number): Dataset {
  const data = range(x.data, from, to);
  if (x.mask === undefined) return { x: { data }, y: range(y, from, to) };
  const [, T] = x.mask.shape;
  const steps = x.mask.data.subarray(from * T, to * T);
  const mask = new View<2, Uint8Array>(steps, [to - from, T]);
  return { x: { data, mask }, y: range(y, from, to) };
}

function range(data: Tensor | Ids, from: number, to: number): Tensor | Ids {
  const shape = [to - from, ...data.shape.slice(1)];
  const size = sizeOf(data.shape.slice(1));
  return isIds(data)
    ? new View<number, Int32Array>(data.data.subarray(from * size, to * size), shape)
    : new View<number, Tensor['data']>(data.data.subarray(from * size, to * size), shape);
}

/** How many rows a data set has. */
export function rowsIn({ x }: Dataset): number {
  return x.data.shape[0] ?? 0;
}

/** A stretch of time steps, the end left out. */
export type Window = readonly [start: number, end: number];

/** Some rows: `count` of them from place `start` of an order, or of the data set where there is none. */
export interface Rows {
  readonly order?: ArrayLike<number>;
  readonly start: number;
  readonly count: number;
}

/** The given rows, or a window of time of them, as a batch, in memory of the block. */
export function takeRows(set: Dataset, rows: Rows, block: Block, window?: Window): Dataset {
  const { mask } = set.x;
  const data = rowsOfView(set.x.data, rows, window, block);
  const x = mask === undefined ? { data } : { data, mask: rowsOfMask(mask, rows, window, block) };
  return { x, y: rowsOfView(set.y, rows, window, block) };
}

function rowsOfView(
  data: Tensor | Ids,
  rows: Rows,
  window: Window | undefined,
  block: Block,
): Tensor | Ids {
  const { shape, start, size, stride } = cut(data.shape, rows.count, window);
  const out = isIds(data) ? block.emptyIds(shape) : block.empty(shape);
  for (let row = 0; row < rows.count; row++) {
    const from = rowAt(rows, row) * stride + start;
    for (let i = 0; i < size; i++) out.data[row * size + i] = data.data[from + i] ?? 0;
  }
  return out;
}

function rowsOfMask(mask: Mask, rows: Rows, window: Window | undefined, block: Block): Mask {
  const { shape, start, size, stride } = cut(mask.shape, rows.count, window);
  const [B = 0, T = 0] = shape;
  const steps = block.flags(B * T);
  for (let row = 0; row < B; row++) {
    const from = rowAt(rows, row) * stride + start;
    for (let t = 0; t < size; t++) steps[row * size + t] = mask.data[from + t]!;
  }
  return new View<2, Uint8Array>(steps, [B, T]);
}

/** Which row of the data set stands at place `i`. */
function rowAt({ order, start }: Rows, i: number): number {
  return order === undefined ? start + i : order[start + i]!;
}

/** The shape of some rows within a window, and where in a row of `stride` elements they stand. */
function cut(
  [, ...row]: readonly number[],
  rows: number,
  window: Window | undefined,
): { shape: number[]; start: number; size: number; stride: number } {
  const stride = sizeOf(row);
  if (window === undefined) return { shape: [rows, ...row], start: 0, size: stride, stride };
  const [start, end] = window;
  const [, ...features] = row;
  const step = sizeOf(features);
  const shape = [rows, end - start, ...features];
  return { shape, start: start * step, size: (end - start) * step, stride };
}
