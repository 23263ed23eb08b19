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
import type { Part } from './forms.ts';
import type { Block } from './workspace.ts';

/** Inputs and targets, row by row. */
export interface Dataset {
  /** Every input of the model. */
  readonly x: readonly Value[];
  /** The targets of every output that has a loss. */
  readonly y: readonly (Tensor | Ids)[];
  /** What the rows, `[batch]`, or the steps, `[batch, time]`, of each target weigh; 1 if left out. */
  readonly weights?: readonly Tensor[] | undefined;
}

/** What inputs should become. */
export interface InputForm {
  readonly reads: 'numbers' | 'ids';
  /** The sizes after the batch, where they are known. */
  readonly signature: Signature | undefined;
}

/** Where numbers go, and in which precision. */
export interface ReadOptions {
  readonly dtype: Dtype;
  readonly place?: Place | undefined;
}

/** Reads the inputs of a model. @throws ShapeError if they have different numbers of rows */
export function readInputs(
  given: readonly Part<ModelData>[],
  forms: readonly InputForm[],
  { dtype, place }: ReadOptions,
): readonly Value[] {
  const inputs = given.map(({ owner, value }, i) => {
    const { reads: type, signature } = forms[i]!;
    return readData(value, { owner, type, dtype, signature, place });
  });
  checkRows(
    given,
    inputs.map(({ data }) => data),
    inputs[0],
  );
  return inputs;
}

/**
 * Reads the targets that belong to inputs.
 *
 * @throws ShapeError if they have different numbers of rows, or sequences of different lengths
 */
export function readTargets(
  given: readonly Part<ModelData>[],
  losses: readonly Loss[],
  inputs: readonly Value[],
  { dtype, place }: ReadOptions,
): readonly (Tensor | Ids)[] {
  const targets = given.map(({ owner, value }, i) => {
    const { targets: wanted, perSequence = false } = losses[i]!;
    const type = wanted === 'classes' ? 'ids' : 'numbers';
    // only with a single input it is certain whose padding the targets may have
    const inputMask = inputs.length === 1 && !perSequence ? inputs[0]?.mask : undefined;
    const { data: read, mask } = readData(value, { owner, type, dtype, inputMask, place });
    if (mask !== undefined && perSequence) clearPadding(read, mask);
    if (mask !== undefined && !perSequence) checkLengths(owner, mask, inputs);
    return read;
  });
  checkRows(given, targets, inputs[0]);
  return targets;
}

function checkRows(
  given: readonly Part<ModelData>[],
  views: readonly (Tensor | Ids)[],
  first: Value | undefined,
): void {
  const rows = first?.data.shape[0];
  for (let i = 0; i < views.length; i++) {
    const { shape } = views[i]!;
    if (shape[0] === rows) continue;
    const { owner } = given[i]!;
    throw new ShapeError(`${owner} wants as many rows as x, got ${shape[0]} and ${rows}`);
  }
}

/** Fills the labels of sequences up with zeros. */
function clearPadding({ data }: Tensor | Ids, mask: Mask): void {
  for (const [i, counts] of mask.data.entries()) if (counts === 0) data[i] = 0;
}

/** Targets of different lengths must reach as far as the steps that count of some input. */
export function checkLengths(
  owner: string,
  targets: Mask,
  inputs: readonly Value[],
  what = 'targets',
): void {
  const tooShort = inputs.map((input) => shortRow(targets, input));
  if (tooShort.includes(undefined)) return;
  const [row] = tooShort;
  throw new ShapeError(
    `${owner} wants ${what} for every step of x, but its row ${row} is shorter than that of x`,
  );
}

/** The first row of targets that ends before the steps of the input do. */
function shortRow(targets: Mask, { data, mask }: Value): number | undefined {
  const [B, targetSteps] = targets.shape;
  const T = data.shape[1] ?? targetSteps;
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) {
      const given = t < targetSteps && targets.data[b * targetSteps + t] !== 0;
      if (!given && mask?.data[b * T + t] !== 0) return b;
    }
  }
  return undefined;
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

function rowRange({ x, y, weights }: Dataset, from: number, to: number): Dataset {
  const inputs = x.map(({ data, mask }): Value => {
    if (mask === undefined) return { data: range(data, from, to) };
    const [, T] = mask.shape;
    const steps = mask.data.subarray(from * T, to * T);
    return { data: range(data, from, to), mask: new View<2, Uint8Array>(steps, [to - from, T]) };
  });
  return {
    x: inputs,
    y: y.map((targets) => range(targets, from, to)),
    weights: weights?.map((tensor) => numbersIn(tensor, from, to)),
  };
}

function range(data: Tensor | Ids, from: number, to: number): Tensor | Ids {
  if (!isIds(data)) return numbersIn(data, from, to);
  const size = sizeOf(data.shape.slice(1));
  const shape = [to - from, ...data.shape.slice(1)];
  return new View<number, Int32Array>(data.data.subarray(from * size, to * size), shape);
}

function numbersIn({ data, shape }: Tensor, from: number, to: number): Tensor {
  const size = sizeOf(shape.slice(1));
  const rows = data.subarray(from * size, to * size);
  return new View<number, Tensor['data']>(rows, [to - from, ...shape.slice(1)]);
}

/** How many rows a data set has. */
export function rowsIn({ x }: Dataset): number {
  return x[0]?.data.shape[0] ?? 0;
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
  const x = set.x.map(({ data, mask }): Value => {
    const taken = rowsOfView(data, rows, window, block);
    return mask === undefined
      ? { data: taken }
      : { data: taken, mask: rowsOfMask(mask, rows, window, block) };
  });
  const weights = set.weights?.map((tensor) => {
    const perStep = tensor.shape.length > 1;
    return copyRows(tensor, rows, perStep ? window : undefined, (shape) => block.empty(shape));
  });
  return { x, y: set.y.map((targets) => rowsOfView(targets, rows, window, block)), weights };
}

function rowsOfView(
  data: Tensor | Ids,
  rows: Rows,
  window: Window | undefined,
  block: Block,
): Tensor | Ids {
  return isIds(data)
    ? copyRows(data, rows, window, (shape) => block.emptyIds(shape))
    : copyRows(data, rows, window, (shape) => block.empty(shape));
}

function copyRows<V extends Tensor | Ids>(
  data: V,
  rows: Rows,
  window: Window | undefined,
  empty: (shape: number[]) => V,
): V {
  const { shape, start, size, stride } = cut(data.shape, rows.count, window);
  const out = empty(shape);
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
