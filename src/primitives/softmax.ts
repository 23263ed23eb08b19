import { referenceKernels } from '../kernels/index.ts';
import { type Tensor, zeros } from '../tensor/index.ts';
import { axisOf } from './axis.ts';
import { assign, contiguous } from './convert.ts';
import type { Numbers, RankOf } from './numbers.ts';
import { operandOf } from './operand.ts';
import { precisionOf } from './precision.ts';

/**
 * exp(x − max x) / Σ exp(x − max x) along an axis, by default the last: positive numbers whose sum
 * is 1. Throws a ShapeError for an axis that is not there.
 */
export function softmax<A extends Numbers>(x: A, axis?: number): Tensor<RankOf<A>>;
export function softmax(x: Numbers, axis = -1): Tensor {
  const operand = operandOf('softmax', x);
  const dtype = precisionOf('softmax', operand);
  const { shape } = operand;
  const along = axisOf('softmax', axis, shape);
  const order = [...shape.map((_, a) => a).filter((a) => a !== along), along];
  const rows = contiguous(operand.transpose(...order), dtype);
  const N = shape[along] ?? 0;
  const M = N === 0 ? 0 : rows.size / N;
  referenceKernels(dtype).softmax(M, N, rows.data, 0, N, rows.data, 0, N);
  const out = zeros<number>([...shape], dtype);
  assign(out.transpose(...order), rows);
  return out;
}
