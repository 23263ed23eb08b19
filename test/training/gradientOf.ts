import { referenceCompute } from '../../src/kernels/index.ts';
import { copy, type Tensor, zeros } from '../../src/tensor/index.ts';
import type { Loss, LossBatch } from '../../src/training/index.ts';

const compute = referenceCompute('float64');
const EPSILON = 1e-5;

/** The gradient of `scale · total` by the predictions, from the loss's own backward pass. */
export function analyticGradient(loss: Loss, batch: LossBatch, scale: number): Tensor {
  return loss.backward(loss.forward(batch, compute).cache, scale, compute);
}

/** The same by central differences of its forward pass. */
export function numericGradient(loss: Loss, batch: LossBatch, scale: number): Tensor {
  const { predictions } = batch;
  const out = zeros<number>(predictions.shape, 'float64');
  const totalAt = (i: number, shift: number): number => {
    const moved = copy(predictions);
    moved.data[i]! += shift;
    return loss.forward({ ...batch, predictions: moved }, compute).outputs.total;
  };
  for (let i = 0; i < out.data.length; i++) {
    out.data[i] = (scale * (totalAt(i, EPSILON) - totalAt(i, -EPSILON))) / (2 * EPSILON);
  }
  return out;
}

/** The worst of |a − n| / max(|a|, |n|, 1e-3), and where it is. */
export function worstError(a: Tensor, n: Tensor): { readonly error: number; readonly at: number } {
  let worst = { error: 0, at: 0 };
  for (const [at, x] of a.data.entries()) {
    const y = n.data[at]!;
    const error = Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y), 1e-3);
    if (!(error <= worst.error)) worst = { error, at };
  }
  return worst;
}
