import { ShapeError } from './errors.ts';
import { formatView } from './format.ts';
import type { NdArrayLike } from './ndArrayLike.ts';
import { contiguousStride, type Dims, formatShape, sizeOf } from './shape.ts';

/** The typed arrays a view can look into. */
export type Data = Float32Array | Float64Array | Int32Array | Uint8Array;

/** The element type of a view, named as the `ndarray` package names it. */
export type DataName<D extends Data = Data> = D extends Float32Array
  ? 'float32'
  : D extends Float64Array
    ? 'float64'
    : D extends Int32Array
      ? 'int32'
      : 'uint8';

/** The rank that is left of `R` when `pick` fixes the axes given as numbers. */
export type KeptRank<R extends number, Picks extends readonly unknown[]> = number extends
  | R
  | Picks['length']
  ? number
  : KeptAxes<Dims<R>, Picks>['length'];

type KeptAxes<Axes extends readonly number[], Picks extends readonly unknown[]> = Axes extends [
  infer Axis extends number,
  ...infer Inner extends number[],
]
  ? Picks extends readonly [infer First, ...infer Rest]
    ? First extends null
      ? [Axis, ...KeptAxes<Inner, Rest>]
      : KeptAxes<Inner, Rest>
    : Axes
  : Axes;

/**
 * A strided view of rank `R` into a typed array: the element at `(i, j, …)` stands at
 * `data[offset + i · stride[0] + j · stride[1] + …]`.
 *
 * It has the interface of the `ndarray` package's `NdArray`, so the `ndarray` family reads it, but
 * it needs no code generation and so works under a strict Content-Security-Policy.
 */
export class View<R extends number, D extends Data> implements NdArrayLike<D> {
  /** The memory looked into; never copied by a view. */
  readonly data: D;
  /** Sizes, outermost axis first. */
  readonly shape: Dims<R>;
  /** Distance, in elements, of two neighbours along each axis. */
  readonly stride: Dims<R>;
  /** Where the first element stands in `data`. */
  readonly offset: number;

  /** A view of `data`: contiguous and row-major from its start unless `stride` and `offset` differ. */
  constructor(data: D, shape: Dims<R>, stride: Dims<R> = contiguousStride(shape), offset = 0) {
    this.data = data;
    this.shape = shape;
    this.stride = stride;
    this.offset = offset;
  }

  /** The rank: how many axes there are. */
  get dimension(): number {
    return this.shape.length;
  }

  /** How many elements are seen. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** The element type, e.g. `'float32'`. */
  get dtype(): DataName<D> {
    return nameOf(this.data);
  }

  /** The axes from the nearest neighbours to the farthest, as `ndarray` reports them. */
  get order(): number[] {
    const axes = this.shape.map((_, axis) => axis);
    return axes.sort((a, b) => Math.abs(this.stride[a] ?? 0) - Math.abs(this.stride[b] ?? 0));
  }

  /** The same elements with the axes in reverse order. */
  get T(): View<R, D> {
    return this.transpose(...this.shape.map((_, axis) => this.shape.length - 1 - axis));
  }

  /** The element at an index of `R` numbers; no bounds are checked. */
  get(...index: Dims<R>): number;
  get(...index: number[]): number {
    return this.data[this.#at(index)] ?? Number.NaN;
  }

  /** Writes one element, `set(i, j, …, value)`, and returns the value. */
  set(...indexAndValue: [...Dims<R>, number]): number;
  set(...indexAndValue: number[]): number {
    const value = indexAndValue[this.shape.length] ?? Number.NaN;
    this.data[this.#at(indexAndValue)] = value;
    return value;
  }

  /** Where the element at an index stands in `data`. */
  index(...index: Dims<R>): number;
  index(...index: number[]): number {
    return this.#at(index);
  }

  /** The view without its first `start[axis]` elements; a left-out or negative start is 0. */
  lo(...start: (number | undefined)[]): View<R, D> {
    return this.#sub(start, undefined, undefined);
  }

  /** The first `end[axis]` elements along each axis; a left-out or negative end keeps all. */
  hi(...end: (number | undefined)[]): View<R, D> {
    return this.#sub(undefined, end, undefined);
  }

  /** Every `step[axis]`-th element along each axis; a negative step reverses it. */
  step(...step: (number | undefined)[]): View<R, D> {
    return this.#sub(undefined, undefined, step);
  }

  /** The same elements with axis `axes[k]` at place `k`; left-out axes keep their place. */
  transpose(...axes: number[]): View<R, D>;
  transpose(...axes: number[]): View<number, D> {
    const rank = this.shape.length;
    const order = this.shape.map((_, axis) => axes[axis] ?? axis);
    if (new Set(order).size !== rank || order.some((axis) => !(axis >= 0 && axis < rank))) {
      throw new ShapeError(
        `transpose wants each axis of a rank ${rank} view once, got ${formatShape(axes)}`,
      );
    }
    const shape = order.map((axis) => this.shape[axis] ?? 0);
    const stride = order.map((axis) => this.stride[axis] ?? 0);
    return new View<number, D>(this.data, shape, stride, this.offset);
  }

  /**
   * Fixes the axes given as numbers and keeps those given as `null` or left out: `pick(0)` is row 0,
   * `pick(null, 0)` column 0. An index outside its axis is a ShapeError.
   */
  pick<const Picks extends readonly (number | null)[]>(...axes: Picks): View<KeptRank<R, Picks>, D>;
  pick(...axes: readonly (number | null)[]): View<number, D> {
    const shape: number[] = [];
    const stride: number[] = [];
    let offset = this.offset;
    for (const [axis, length] of this.shape.entries()) {
      const at = axes[axis] ?? null;
      const step = this.stride[axis] ?? 0;
      if (at === null) {
        shape.push(length);
        stride.push(step);
      } else if (Number.isInteger(at) && at >= 0 && at < length) {
        offset += at * step;
      } else {
        throw new ShapeError(
          `pick wants an index below ${length} for axis ${axis} of ${formatShape(this.shape)}, got ${at}`,
        );
      }
    }
    return new View<number, D>(this.data, shape, stride, offset);
  }

  /** A readable picture of the elements; long axes are shortened in the middle. */
  toString(): string {
    return formatView(this);
  }

  #at(index: readonly number[]): number {
    let at = this.offset;
    for (let axis = 0; axis < this.shape.length; axis++) {
      at += (index[axis] ?? 0) * (this.stride[axis] ?? 0);
    }
    return at;
  }

  #sub(start?: Bounds, end?: Bounds, step?: Bounds): View<R, D>;
  #sub(start: Bounds = [], end: Bounds = [], step: Bounds = []): View<number, D> {
    let offset = this.offset;
    const shape: number[] = [];
    const stride: number[] = [];
    for (const [axis, length] of this.shape.entries()) {
      const from = Math.max(start[axis] ?? 0, 0);
      const by = step[axis] ?? 1;
      const along = this.stride[axis] ?? 0;
      const to = end[axis] ?? -1;
      const left = (to < 0 ? length : to) - from;
      offset += (from + (by < 0 ? left - 1 : 0)) * along;
      shape.push(Math.ceil(left / Math.abs(by)));
      stride.push(along * by);
    }
    return new View<number, D>(this.data, shape, stride, offset);
  }
}

function nameOf<D extends Data>(data: D): DataName<D>;
function nameOf(data: Data): DataName {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  return data instanceof Int32Array ? 'int32' : 'uint8';
}

type Bounds = readonly (number | undefined)[];
