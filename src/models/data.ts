import { isId } from '../data/ids.ts';
import type { Kernels } from '../kernels/index.ts';
import { isIds, type Signature, type Value } from '../layers/index.ts';
import {
  ConfigError,
  copyElements,
  type Dtype,
  floats,
  formatShape,
  type Ids,
  indexOf,
  type Mask,
  type NdArrayLike,
  ShapeError,
  sameShape,
  sizeOf,
  type Tensor,
  View,
} from '../tensor/index.ts';
import { settleElements } from './settleElements.ts';

/** Numbers in lists of lists; the list of a row's time steps may have any length. */
export type Nested = ArrayLike<number> | readonly Nested[];

/**
 * What models take: a tensor or any ndarray, nested lists (sequences of any length, 0 included), or
 * one of them with a mask `[batch, time]` or with the length of every row.
 */
export type ModelData =
  | NdArrayLike
  | Nested
  | { readonly data: NdArrayLike | Nested; readonly mask: NdArrayLike | Nested }
  | { readonly data: NdArrayLike | Nested; readonly lengths: ArrayLike<number> };

/** What data should become. */
export interface DataForm {
  /** Whose data it is, for errors: `fit's x`. */
  readonly owner: string;
  readonly type: 'numbers' | 'ids';
  /** The precision of numbers. */
  readonly dtype: Dtype;
  /** The sizes after the batch, where they are known. */
  readonly signature?: Signature | undefined;
  /** For targets: the mask of the inputs they belong to; where it is 0 they may be anything. */
  readonly inputMask?: Mask | undefined;
  /** Numbers are one for each step, without features: `[batch, time]` has time steps. */
  readonly perStep?: boolean;
  /** Where the copy goes; memory of its own if left out. */
  readonly place?: Place | undefined;
}

/** Memory for data: zeros of a shape, and the kernels that look at them. */
export interface Place {
  readonly kernels: Kernels;
  zeros(shape: number[]): Tensor;
  zeroIds(shape: number[]): Ids;
}

/**
 * Reads data: a contiguous copy, with a mask where rows differ in length or one is given. Numbers at
 * masked steps become 0.
 *
 * @throws ShapeError if lists don't form a tensor, or sizes don't fit
 * @throws ConfigError for ids that are not whole, and for NaN or infinity at a step that counts
 */
export function readData(data: ModelData, form: DataForm): Value {
  const value = readAny(data, form);
  checkSizes(value, form);
  settleElements(value, form);
  return value;
}

function readAny(data: ModelData, form: DataForm): Value {
  if (isList(data)) return fromNested(data, form);
  if (isView(data)) return { data: fromView(data, form) };
  if (!isMasked(data)) {
    throw new ShapeError(
      `${form.owner} wants a tensor, lists of numbers, { data, mask } or { data, lengths }, got ` +
        nameOf(data),
    );
  }
  const { data: inner } = data;
  const value = isView(inner) ? { data: fromView(inner, form) } : fromNested(inner, form);
  const [B = 0, T] = value.data.shape;
  if (T === undefined || !hasTime(form, value.data.shape.length)) {
    throw new ShapeError(
      `${form.owner} has no time axis for a mask or lengths: ${formatShape(value.data.shape)}`,
    );
  }
  const mask =
    'mask' in data ? maskFrom(data.mask, form, B, T) : fromLengths(data.lengths, form, B, T);
  return { data: value.data, mask };
}

function isView(data: unknown): data is NdArrayLike {
  return isObject(data) && 'data' in data && 'shape' in data && 'stride' in data;
}

function isList(data: unknown): data is Nested {
  return Array.isArray(data) || ArrayBuffer.isView(data);
}

function isMasked(data: unknown): boolean {
  if (!isObject(data) || !('data' in data)) return false;
  const other = Object.keys(data).filter((key) => key !== 'data');
  const known = other.length === 1 && (other[0] === 'mask' || other[0] === 'lengths');
  return known && (isList(data.data) || isView(data.data));
}

function isObject(data: unknown): data is object {
  return typeof data === 'object' && data !== null;
}

/** What came instead of data, for errors. */
function nameOf(data: unknown): string {
  return isObject(data) ? `{ ${Object.keys(data).join(', ')} }` : String(data);
}

/** Whether the data has time steps, as far as is known. */
function hasTime({ signature, type, perStep }: DataForm, rank: number): boolean {
  return (signature?.shape.length ?? rank - 1) >= (type === 'ids' || perStep === true ? 1 : 2);
}

function fromView(view: NdArrayLike, form: DataForm): Tensor | Ids {
  const out = empty([...view.shape], form);
  copyElements(view, out.data);
  const whole = view.data instanceof Int32Array; // need not be looked through
  if (isIds(out) && !whole) checkWhole(view, form);
  return out;
}

function checkWhole(view: NdArrayLike, form: DataForm): void {
  const exact = new Float64Array(sizeOf(view.shape));
  copyElements(view, exact);
  const at = exact.findIndex((id) => !isId(id));
  if (at >= 0) throw notWhole(form, exact[at], indexOf(view.shape, at));
}

function notWhole(
  { owner }: DataForm,
  id: number | undefined,
  index: readonly number[],
): ConfigError {
  return new ConfigError(
    `${owner} wants whole numbers of 32 bits, got ${id} at ${formatShape(index)}`,
  );
}

function empty(shape: number[], { type, dtype, place }: DataForm): Tensor | Ids {
  if (place !== undefined) return type === 'ids' ? place.zeroIds(shape) : place.zeros(shape);
  const size = sizeOf(shape);
  return type === 'ids'
    ? new View<number, Int32Array>(new Int32Array(size), shape)
    : new View<number, Tensor['data']>(floats(dtype, size), shape);
}

function fromNested(nested: Nested, form: DataForm): Value {
  const known = form.signature?.shape;
  const rank = known === undefined ? depthOf(nested) : known.length + 1;
  const shape = new Array<number>(rank).fill(0);
  measure(nested, 0, shape);
  known?.forEach((size, i) => {
    if (size !== null && shape[i + 1] === 0) shape[i + 1] = size;
  });
  const timeAxis = rank === (form.type === 'ids' || form.perStep === true ? 2 : 3);
  const data = empty(shape, form);
  const [B = 0, T = 0] = shape;
  const lengths = new Float64Array(B).fill(T);
  const fill = (
    part: Nested | number,
    axis: number,
    at: number,
    index: readonly number[],
  ): void => {
    if (typeof part === 'number') {
      if (axis !== rank) throw uneven(form, index, 'a number');
      if (form.type === 'ids' && !isId(part)) throw notWhole(form, part, index);
      data.data[at] = part;
      return;
    }
    if (!isList(part)) throw uneven(form, index, String(part));
    if (axis >= rank) throw uneven(form, index, 'a list');
    const length = shape[axis] ?? 0;
    if (part.length !== length) {
      if (axis !== 1 || !timeAxis) {
        throw uneven(form, index, `${part.length} elements where others have ${length}`);
      }
      lengths[index[0] ?? 0] = part.length;
    }
    const step = sizeOf(shape.slice(axis + 1));
    for (let i = 0; i < part.length; i++) {
      const inner = part[i];
      if (inner === undefined) throw uneven(form, [...index, i], 'a gap');
      fill(inner, axis + 1, at + i * step, [...index, i]);
    }
  };
  fill(nested, 0, 0, []);
  return lengths.some((length) => length < T)
    ? { data, mask: fromLengths(lengths, form, B, T) }
    : { data };
}

function uneven(form: DataForm, index: readonly number[], what: string): ShapeError {
  const wanted = form.signature
    ? `${layoutOf(form.signature)} in nested lists`
    : 'lists that form a tensor';
  return new ShapeError(`${form.owner} wants ${wanted}, got ${what} at ${formatShape(index)}`);
}

/** Sizes as error messages name them: `ids [batch, time]`. */
function layoutOf({ type, shape }: Signature): string {
  const time = shape.length === (type === 'ids' ? 1 : 2);
  const sizes = shape.map((size, axis) => size ?? (time && axis === 0 ? 'time' : '?'));
  return `${type} ${formatShape(['batch', ...sizes])}`;
}

function depthOf(nested: unknown): number {
  if (!isList(nested)) return 0;
  let deepest = 0;
  for (let i = 0; i < nested.length; i++) deepest = Math.max(deepest, depthOf(nested[i]));
  return deepest + 1;
}

function measure(nested: unknown, axis: number, shape: number[]): void {
  if (!isList(nested) || axis >= shape.length) return;
  shape[axis] = Math.max(shape[axis] ?? 0, nested.length);
  for (let i = 0; i < nested.length; i++) measure(nested[i], axis + 1, shape);
}

function fromLengths(lengths: ArrayLike<number>, { owner }: DataForm, B: number, T: number): Mask {
  if (lengths.length !== B) {
    throw new ShapeError(`${owner} wants one length for each of ${B} rows, got ${lengths.length}`);
  }
  const mask = new View<2, Uint8Array>(new Uint8Array(B * T), [B, T]);
  for (let b = 0; b < B; b++) {
    const length = lengths[b] ?? -1;
    if (!Number.isInteger(length) || length < 0 || length > T) {
      throw new ShapeError(`${owner} wants lengths from 0 to ${T}, got ${length} for row ${b}`);
    }
    mask.data.fill(1, b * T, b * T + length);
  }
  return mask;
}

function maskFrom(given: NdArrayLike | Nested, form: DataForm, B: number, T: number): Mask {
  const { owner } = form;
  const read = readAny(given, { owner: `${owner}'s mask`, type: 'ids', dtype: form.dtype });
  if (!sameShape(read.data.shape, [B, T]) || read.mask !== undefined) {
    throw new ShapeError(
      `${owner} wants a mask ${formatShape([B, T])}, got ${formatShape(read.data.shape)}`,
    );
  }
  return readMask(owner, read.data, B, T);
}

/** A mask `[B, T]` from contiguous numbers. @throws ConfigError for a number other than 0 and 1 */
export function readMask(owner: string, steps: Tensor | Ids, B: number, T: number): Mask {
  const mask = new View<2, Uint8Array>(new Uint8Array(B * T), [B, T]);
  for (let i = 0; i < B * T; i++) {
    const value = steps.data[i];
    if (value !== 0 && value !== 1) {
      throw new ConfigError(
        `${owner} wants a mask of 0 and 1, got ${value} at ${formatShape(indexOf([B, T], i))}`,
      );
    }
    mask.data[i] = value;
  }
  return mask;
}

function checkSizes({ data }: Value, { owner, signature }: DataForm): void {
  if (signature === undefined) return;
  const { shape } = signature;
  const fits = (size: number | null, axis: number): boolean =>
    size === null || size === data.shape[axis + 1];
  if (data.shape.length !== shape.length + 1 || !shape.every(fits)) {
    throw new ShapeError(`${owner} wants ${layoutOf(signature)}, got ${formatShape(data.shape)}`);
  }
}
