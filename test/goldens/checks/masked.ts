import type { Ids, Mask, Tensor } from '../../../src/tensor/index.ts';

/** Writes NaN into every step that the mask leaves out: what stands there must not matter. */
export function spoilMasked<R extends number>(
  tensor: Tensor<R>,
  mask: Mask | undefined,
): Tensor<R> {
  forMasked(tensor, mask, (from, to) => tensor.data.fill(Number.NaN, from, to));
  return tensor;
}

/** Writes a label that no class has into every step that the mask leaves out. */
export function spoilMaskedIds(ids: Ids, mask: Mask | undefined): Ids {
  forMasked(ids, mask, (from, to) => ids.data.fill(-12345, from, to));
  return ids;
}

/** Throws unless a gradient is exactly 0 wherever the mask leaves a step out. */
export function expectZeroWhereMasked(gradient: Tensor | undefined, mask: Mask | undefined): void {
  if (gradient === undefined) throw new Error('the gradient is missing');
  forMasked(gradient, mask, (from, to) => {
    for (const [i, value] of gradient.data.subarray(from, to).entries()) {
      if (value !== 0) throw new Error(`a masked step has the gradient ${value} at ${from + i}`);
    }
  });
}

function forMasked(
  view: Tensor | Ids,
  mask: Mask | undefined,
  visit: (from: number, to: number) => void,
): void {
  if (mask === undefined) return;
  const width = view.data.length / mask.data.length;
  for (const [step, valid] of mask.data.entries()) {
    if (valid === 0) visit(step * width, (step + 1) * width);
  }
}
