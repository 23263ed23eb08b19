import { copyRow } from '../math/steps.ts';
import type { Mask, Tensor } from '../tensor/index.ts';
import type { Context } from './contract.ts';

// Sums of a value and what a branch made of it, of which masked steps give 0, whatever stands there.

/** x + branch at the steps that count, else 0. */
export function residual(x: Tensor, branch: Tensor, mask: Mask | undefined, ctx: Context): Tensor {
  const out = selected(x, mask, ctx);
  forCounted(out, mask, (at, length) => {
    ctx.kernels.add(length, branch.data, at, out.data, at);
  });
  return out;
}

/** A copy of x at the steps that count, else 0. */
export function selected(x: Tensor, mask: Mask | undefined, ctx: Context): Tensor {
  const out = ctx.zeros(x.shape);
  forCounted(x, mask, (at, length) => copyRow(x.data, at, out.data, at, length));
  return out;
}

/** a + b. */
export function sum(a: Tensor, b: Tensor, ctx: Context): Tensor {
  return residual(a, b, undefined, ctx);
}

/** Visits what counts of `[B, T, …]`: where it begins, and how many numbers it is. */
function forCounted(
  { data }: Tensor,
  mask: Mask | undefined,
  visit: (at: number, length: number) => void,
): void {
  if (mask === undefined) {
    visit(0, data.length);
    return;
  }
  const N = data.length / mask.data.length;
  for (let step = 0; step < mask.data.length; step++) {
    if (mask.data[step] !== 0) visit(step * N, N);
  }
}
