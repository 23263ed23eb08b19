import { type Compute, referenceCompute } from '../kernels/index.ts';
import { type Mask, ShapeError, type Tensor } from '../tensor/index.ts';
import { checkTensor, checkView } from './check.ts';

/** How tensors of one shape become one. */
export type MergeOperation = 'add' | 'subtract' | 'multiply' | 'average' | 'maximum' | 'minimum';

/** What a merge reads. */
export interface MergeInputs<R extends number = number> {
  /** At least one tensor, all of one shape; two for `subtract`. */
  readonly xs: readonly Tensor<R>[];
  /** `[B, T]`, of tensors `[B, T, …]`: masked steps are not looked at and give zeros. */
  readonly mask?: Mask | undefined;
}

/** What the backward pass needs of the forward pass. */
export interface MergeCache {
  /** Which one it was. */
  readonly operation: MergeOperation;
  /** What was merged. */
  readonly xs: readonly Tensor[];
  /** What came of it. */
  readonly y: Tensor;
  /** The mask, if there was one. */
  readonly mask: Mask | undefined;
}

/**
 * Tensors of one shape, element by element, in their order:
 *
 *     add       x₁ + x₂ + …          multiply   x₁ ⊙ x₂ ⊙ …
 *     subtract  x₁ − x₂              maximum    max(x₁, x₂, …)
 *     average   (x₁ + … + x_n) / n   minimum    min(x₁, x₂, …)
 *
 * @throws ShapeError if there are none of them, not two to subtract, or their shapes differ
 */
export function mergeForward<R extends number>(
  operation: MergeOperation,
  { xs, mask }: MergeInputs<R>,
  compute: Compute = referenceCompute(xs[0]?.dtype ?? 'float32'),
): { output: Tensor<R>; cache: MergeCache } {
  const [first, ...others] = xs;
  if (first === undefined) throw new ShapeError(`${operation} wants tensors, got none`);
  const k = compute.kernels;
  if (operation === 'subtract' && xs.length !== 2) {
    throw new ShapeError(`subtract wants two tensors, got ${xs.length}`);
  }
  for (const [i, x] of xs.entries()) checkTensor(operation, `x${i}`, x, first.shape, k.dtype);
  if (mask) checkView(operation, 'mask', mask, first.shape.slice(0, 2));
  const y = compute.empty<R>(first.shape);
  y.data.set(first.data);
  for (const x of others) mergeInto(operation, x, y, compute);
  if (operation === 'average') divide(y, xs.length);
  clearMasked(y, mask);
  return { output: y, cache: { operation, xs, y, mask } };
}

/**
 * The gradient of `mergeForward`, one for each tensor. That of a maximum or minimum goes to the first
 * that attains it.
 */
export function mergeBackward(
  { operation, xs, y, mask }: MergeCache,
  dy: Tensor,
  compute: Compute = referenceCompute(dy.dtype),
): Tensor[] {
  const k = compute.kernels;
  checkTensor(operation, 'dy', dy, y.shape, k.dtype);
  return xs.map((_, i) => {
    const dx = compute.empty(dy.shape);
    dx.data.set(dy.data); // was: add, y = x₁ + x₂ + …
    if (operation === 'average') divide(dx, xs.length); // was: y = (x₁ + … + x_n) / n
    if (operation === 'subtract' && i === 1) k.scale(dx.data.length, -1, dx.data, 0); // was: y = x₁ − x₂
    if (operation === 'multiply') {
      // was: y = x₁ ⊙ x₂ ⊙ …
      for (const [j, x] of xs.entries()) if (j !== i) mergeInto('multiply', x, dx, compute);
    }
    if (operation === 'maximum' || operation === 'minimum') {
      // was: y = max(x₁, x₂, …)
      for (let e = 0; e < dx.data.length; e++) {
        if (firstThatAttains(y.data[e]!, xs, e) !== i) dx.data[e] = 0;
      }
    }
    clearMasked(dx, mask);
    return dx;
  });
}

/** y = y ∘ x, one operation an element, which the store rounds. */
function mergeInto(operation: MergeOperation, x: Tensor, y: Tensor, compute: Compute): void {
  const k = compute.kernels;
  const n = y.data.length;
  switch (operation) {
    case 'add':
    case 'average':
      k.add(n, x.data, 0, y.data, 0);
      break;
    case 'multiply':
      k.multiply(n, x.data, 0, y.data, 0, y.data, 0);
      break;
    case 'subtract':
      for (let e = 0; e < n; e++) y.data[e]! -= x.data[e]!;
      break;
    case 'maximum':
      for (let e = 0; e < n; e++) y.data[e] = Math.max(y.data[e]!, x.data[e]!);
      break;
    case 'minimum':
      for (let e = 0; e < n; e++) y.data[e] = Math.min(y.data[e]!, x.data[e]!);
  }
}

/** Which tensor's element e is `value`; a loop, because a closure for each element is slow. */
function firstThatAttains(value: number, xs: readonly Tensor[], e: number): number {
  for (let i = 0; i < xs.length; i++) if (xs[i]!.data[e] === value) return i;
  return -1;
}

function divide(y: Tensor, by: number): void {
  for (let e = 0; e < y.data.length; e++) y.data[e]! /= by;
}

/** Zeros at the masked steps of `[B, T, …]`, whatever stands there. */
function clearMasked(y: Tensor, mask: Mask | undefined): void {
  if (mask === undefined || mask.data.length === 0) return;
  const N = y.data.length / mask.data.length;
  for (let step = 0; step < mask.data.length; step++) {
    if (mask.data[step] === 0) y.data.fill(0, step * N, (step + 1) * N);
  }
}
