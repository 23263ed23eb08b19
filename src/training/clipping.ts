import { type Kernels, referenceKernels } from '../kernels/index.ts';
import { checkTensor } from '../math/check.ts';
import { ConfigError, type FloatArray, isContiguous, type Tensor } from '../tensor/index.ts';
import { checkNumber } from '../tensor/options.ts';

/** A limit for gradients: of each number, of each weight's gradient, or of all of them together. */
export type Clipping =
  | { readonly clipValue: number }
  | { readonly clipNorm: number }
  | { readonly globalClipNorm: number };

/** The same limits as options of an optimizer; at most one may be given. */
export interface ClippingOptions {
  /** c: every number g of a gradient becomes min(max(g, −c), c). */
  readonly clipValue?: number;
  /** c: a weight's gradient G becomes G · c / max(‖G‖, c). */
  readonly clipNorm?: number;
  /** c: every weight's gradient G becomes G · c / max(‖all gradients‖, c). */
  readonly globalClipNorm?: number;
}

/** How large the gradients were, and whether they had to be made smaller. */
export interface GradientNorm {
  /** ‖all gradients‖ = √ Σ g², before clipping, in float64. */
  readonly norm: number;
  /** Whether the limit was exceeded, so that something changed. */
  readonly clipped: boolean;
}

/** The names of the limits. */
export const CLIPPINGS: readonly (keyof ClippingOptions)[] = [
  'clipValue',
  'clipNorm',
  'globalClipNorm',
];

/**
 * The limit among the options of `owner`, if there is one.
 *
 * @throws ConfigError for two limits, and for one that is not a number > 0
 */
export function clippingOf(owner: string, options: ClippingOptions): Clipping | undefined {
  const given = CLIPPINGS.filter((name) => options[name] !== undefined);
  if (given.length > 1) {
    throw new ConfigError(
      `${owner} wants one of ${CLIPPINGS.join(', ')}, got ${given.join(' and ')}: leave out all but one`,
    );
  }
  for (const name of given) {
    checkNumber(owner, name, options[name], '> 0', (limit) => limit > 0);
  }
  const { clipValue, clipNorm, globalClipNorm } = options;
  if (clipValue !== undefined) return Object.freeze({ clipValue });
  if (clipNorm !== undefined) return Object.freeze({ clipNorm });
  return globalClipNorm === undefined ? undefined : Object.freeze({ globalClipNorm });
}

/**
 * Makes gradients smaller, in place, where they exceed a limit c, and measures them.
 *
 * - `clipValue`: every number g becomes min(max(g, −c), c), which can turn the direction;
 * - `clipNorm`: each tensor G with ‖G‖ > c becomes G · c / ‖G‖, so give one tensor for each weight;
 * - `globalClipNorm`: if the norm of all tensors together exceeds c, each becomes G · c / norm;
 * - undefined: nothing changes, the norm is measured.
 *
 * Norms are Euclidean, √ Σ g², in float64, the tensors added in their order. What stays under its
 * limit keeps its bits. A norm after clipping is c up to one rounding for each number.
 *
 * Where a gradient holds NaN or ±∞ (or, in float64, numbers beyond 1e154, whose squares overflow)
 * the norm is NaN or ∞. Then nothing is clipped, whatever the limit: no limit can tell what such a
 * gradient should have been. The caller sees it in `norm` and should refuse the update.
 *
 * @throws ConfigError if the limit is not one number > 0
 * @throws ShapeError if a gradient is strided, or not in the precision of the kernels
 * @see Pascanu, Mikolov, Bengio: On the difficulty of training recurrent neural networks (2013)
 */
export function clipGradients(
  grads: readonly Tensor[],
  clipping: Clipping | undefined,
  kernels: Kernels = referenceKernels(grads[0]?.dtype ?? 'float32'),
): GradientNorm {
  const owner = 'clipGradients';
  if (clipping !== undefined && clippingOf(owner, clipping) === undefined) {
    throw new ConfigError(`${owner} wants one of ${CLIPPINGS.join(', ')}, got none`);
  }
  const squares: number[] = [];
  let sum = 0;
  for (let i = 0; i < grads.length; i++) {
    const g = grads[i]!;
    if (g.dtype !== kernels.dtype || !isContiguous(g)) {
      checkTensor(owner, `gradient ${i}`, g, g.shape, kernels.dtype);
    }
    const square = kernels.sumOfSquares(g.data.length, g.data, 0);
    squares.push(square);
    sum += square;
  }
  const norm = Math.sqrt(sum);
  if (clipping === undefined || !Number.isFinite(norm)) return { norm, clipped: false };
  if ('clipValue' in clipping)
    return { norm, clipped: clampAll(grads, clipping.clipValue, kernels) };
  if ('clipNorm' in clipping) {
    let clipped = false;
    for (const [i, g] of grads.entries()) {
      if (shrink([g], Math.sqrt(squares[i]!), clipping.clipNorm, kernels)) clipped = true;
    }
    return { norm, clipped };
  }
  return { norm, clipped: shrink(grads, norm, clipping.globalClipNorm, kernels) };
}

function clampAll(grads: readonly Tensor[], limit: number, kernels: Kernels): boolean {
  // as the kernel: the limit is rounded first, so what stands exactly on it is not clipped again
  const rounded = kernels.dtype === 'float32' ? Math.fround(limit) : limit;
  let clipped = false;
  for (const { data } of grads) {
    if (!exceeds(data, rounded)) continue;
    kernels.clamp(data.length, limit, data, 0);
    clipped = true;
  }
  return clipped;
}

function exceeds(data: FloatArray, limit: number): boolean {
  for (let i = 0; i < data.length; i++) if (Math.abs(data[i]!) > limit) return true;
  return false;
}

function shrink(grads: readonly Tensor[], norm: number, limit: number, kernels: Kernels): boolean {
  if (!(norm > limit)) return false;
  for (const { data } of grads) kernels.scale(data.length, limit / norm, data, 0);
  return true;
}
