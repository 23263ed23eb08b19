/** The sizes of a tensor along its axes, outermost first. */
export type Shape = readonly number[];

/**
 * A tuple of `R` numbers: the shape, the strides or an index of a tensor of rank `R`.
 * Where the rank is not known (`R` is `number`) it is a plain array.
 */
export type Dims<R extends number> = DimsOfRank[R];

// A table rather than a conditional type: so a tensor of rank 2 is also one of unknown rank.
interface DimsOfRank {
  [rank: number]: number[];
  0: [];
  1: [number];
  2: [number, number];
  3: [number, number, number];
  4: [number, number, number, number];
  5: [number, number, number, number, number];
}

/** How many elements a tensor of this shape has; 1 for rank 0. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** The strides of a contiguous row-major tensor of this shape, in elements. */
export function contiguousStride<R extends number>(shape: Dims<R>): Dims<R>;
export function contiguousStride(shape: Shape): number[];
export function contiguousStride(shape: Shape): number[] {
  const stride = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    stride[axis] = step;
    step *= shape[axis] ?? 1;
  }
  return stride;
}

/** Whether two shapes have the same rank and the same sizes. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** A shape as error messages print it: `[32, 10]`. */
export function formatShape(shape: readonly (number | string)[]): string {
  return `[${shape.join(', ')}]`;
}

/** The index, axis by axis, of the i-th element in row-major order. */
export function indexOf(shape: readonly number[], i: number): number[] {
  const index: number[] = [];
  let rest = i;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis] ?? 1;
    index.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return index;
}
