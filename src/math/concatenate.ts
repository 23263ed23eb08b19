import { type Compute, referenceCompute } from '../kernels/index.ts';
import { type Dims, formatShape, ShapeError, sizeOf, type Tensor } from '../tensor/index.ts';
import { checkTensor } from './check.ts';
import { copyRow } from './steps.ts';

/** What the backward pass needs: the shapes and the axis. */
export interface ConcatenateCache {
  /** Along which axis, counted from 0. */
  readonly axis: number;
  /** The shapes of what was joined. */
  readonly shapes: readonly Dims<number>[];
}

/**
 * Tensors side by side along an axis, which counts from 0, or from the end where it is negative; all
 * other sizes are equal.
 *
 * @throws ShapeError if there are no tensors, no such axis, or another size differs
 */
export function concatenateForward<R extends number>(
  xs: readonly Tensor<R>[],
  axis: number,
  compute: Compute = referenceCompute(xs[0]?.dtype ?? 'float32'),
): { output: Tensor<R>; cache: ConcatenateCache } {
  const [first] = xs;
  if (first === undefined) throw new ShapeError('concatenate wants tensors, got none');
  const rank = first.shape.length;
  const along = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(along) || along < 0 || along >= rank) {
    throw new ShapeError(`concatenate has no axis ${axis} in ${formatShape(first.shape)}`);
  }
  for (const [i, x] of xs.entries()) {
    const fitting = withSize(first.shape, along, x.shape[along] ?? 0);
    checkTensor('concatenate', `x${i}`, x, fitting, compute.kernels.dtype);
  }
  const total = xs.reduce((sum, { shape }) => sum + (shape[along] ?? 0), 0);
  const output = compute.empty<R>(withSize(first.shape, along, total));
  const cache = { axis: along, shapes: xs.map(({ shape }) => shape) };
  forParts(cache, (i, from, to, length) => {
    copyRow(xs[i]!.data, from, output.data, to, length);
  });
  return { output, cache };
}

/** The gradient of `concatenateForward`, one for each tensor: its part of dy. */
export function concatenateBackward(
  cache: ConcatenateCache,
  dy: Tensor,
  compute: Compute = referenceCompute(dy.dtype),
): Tensor[] {
  const { axis, shapes } = cache;
  const total = shapes.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0);
  const expected = withSize(shapes[0] ?? [], axis, total);
  checkTensor('concatenate', 'dy', dy, expected, compute.kernels.dtype);
  const dxs = shapes.map((shape) => compute.empty(shape));
  forParts(cache, (i, at, from, length) => {
    copyRow(dy.data, from, dxs[i]!.data, at, length); // was: y = x₁, x₂, … side by side
  });
  return dxs;
}

/** Visits each stretch that stays together: where it starts in its tensor and in the whole. */
function forParts(
  { axis, shapes }: ConcatenateCache,
  visit: (i: number, at: number, inWhole: number, length: number) => void,
): void {
  const stretches = sizeOf((shapes[0] ?? []).slice(0, axis));
  const lengths = shapes.map((shape) => sizeOf(shape.slice(axis)));
  let inWhole = 0;
  for (let stretch = 0; stretch < stretches; stretch++) {
    for (let i = 0; i < lengths.length; i++) {
      const length = lengths[i]!;
      visit(i, stretch * length, inWhole, length);
      inWhole += length;
    }
  }
}

/** The shape with another size along an axis. */
function withSize<R extends number>(shape: Dims<R>, axis: number, size: number): Dims<R>;
function withSize(shape: readonly number[], axis: number, size: number): number[] {
  return shape.map((own, i) => (i === axis ? size : own));
}
