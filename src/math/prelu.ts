import { type Compute, referenceCompute } from '../kernels/index.ts';
import { formatShape, type Mask, ShapeError, type Tensor } from '../tensor/index.ts';
import { checkTensor, checkView } from './check.ts';

/** The weights of a `prelu`. */
export interface PreluWeights {
  /** α, of the rank of a row of x; an axis of size 1 is shared by all that stands along it. */
  readonly alpha: Tensor;
}

/** What a `prelu` reads. */
export interface PreluInputs<R extends number = number> {
  /** `[B, …]`. */
  readonly x: Tensor<R>;
  /** `[B, T]`, of x `[B, T, …]`: masked steps are not looked at and give zeros. */
  readonly mask?: Mask | undefined;
}

/** What the backward pass needs of the forward pass. */
export interface PreluCache {
  /** The input. */
  readonly x: Tensor;
  /** The mask, if there was one. */
  readonly mask: Mask | undefined;
  /** Where in α each number of a row has its slope. */
  readonly places: Int32Array;
}

/**
 * A rectifier whose slope below 0 is learned, for x `[B, …]`:
 *
 *     y = x if x > 0, else α ⊙ x
 *
 * with an α for each number of a row, or one for all along an axis in which α has size 1.
 *
 * @throws ShapeError if α or the mask does not fit x
 * @see He, Zhang, Ren, Sun: Delving deep into rectifiers (2015)
 */
export function preluForward<R extends number>(
  { alpha }: PreluWeights,
  { x, mask }: PreluInputs<R>,
  compute: Compute = referenceCompute(x.dtype),
): { output: Tensor<R>; cache: PreluCache } {
  const { dtype } = compute.kernels;
  const row = x.shape.slice(1);
  const fits =
    alpha.shape.length === row.length &&
    row.every((size, axis) => alpha.shape[axis] === size || alpha.shape[axis] === 1);
  if (!fits) {
    const [got, wanted] = [formatShape(alpha.shape), formatShape(row)];
    throw new ShapeError(`prelu wants alpha ${wanted}, or 1 in place of a size, got ${got}`);
  }
  checkTensor('prelu', 'x', x, x.shape, dtype);
  checkTensor('prelu', 'alpha', alpha, alpha.shape, dtype);
  if (mask) checkView('prelu', 'mask', mask, x.shape.slice(0, 2));
  const places = placesOf(row, alpha.shape, compute);
  const R = places.length;
  const y = compute.zeros<R>(x.shape);
  const perStep = mask === undefined ? 1 : x.size / mask.size;
  for (let i = 0; i < x.data.length; i++) {
    if (mask?.data[Math.floor(i / perStep)] === 0) continue;
    const xi = x.data[i]!;
    y.data[i] = xi > 0 ? xi : alpha.data[places[i % R]!]! * xi;
  }
  return { output: y, cache: { x, mask, places } };
}

/**
 * The gradient of `preluForward`: adds dα = Σ dy ⊙ x over all x ≤ 0 that share it, summed in float64, into
 * `grads` and returns dx = dy where x > 0, else dy ⊙ α, or nothing with `inputGradient: false`.
 */
export function preluBackward<R extends number>(
  { alpha }: PreluWeights,
  grads: PreluWeights,
  { x, mask, places }: PreluCache,
  dy: Tensor<R>,
  { inputGradient = true }: { readonly inputGradient?: boolean } = {},
  compute: Compute = referenceCompute(dy.dtype),
): Tensor<R> | undefined {
  checkTensor('prelu', 'dy', dy, x.shape, compute.kernels.dtype);
  const R = places.length;
  const dAlpha = compute.doubles(alpha.size);
  const dx = inputGradient ? compute.zeros<R>(dy.shape) : undefined;
  const perStep = mask === undefined ? 1 : x.size / mask.size;
  for (let i = 0; i < x.data.length; i++) {
    if (mask?.data[Math.floor(i / perStep)] === 0) continue;
    const at = places[i % R]!;
    const positive = x.data[i]! > 0;
    if (!positive) dAlpha[at]! += dy.data[i]! * x.data[i]!; //  was: y = x or α ⊙ x
    if (dx) dx.data[i] = positive ? dy.data[i]! : dy.data[i]! * alpha.data[at]!;
  }
  for (let at = 0; at < dAlpha.length; at++) grads.alpha.data[at]! += dAlpha[at]!;
  return dx;
}

/** For each number of a row `[…sizes]`, where its α stands: 0 along an axis that shares one. */
function placesOf(
  sizes: readonly number[],
  shape: readonly number[],
  compute: Compute,
): Int32Array {
  const places = compute.ids(sizes.reduce((product, size) => product * size, 1));
  for (let i = 0; i < places.length; i++) {
    let rest = i;
    let stride = 1;
    let at = 0;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const place = rest % sizes[axis]!;
      rest = (rest - place) / sizes[axis]!;
      if (shape[axis] !== 1) at += place * stride;
      stride *= shape[axis]!;
    }
    places[i] = at;
  }
  return places;
}
