import { exp, expm1 } from '../../elementary/index.ts';
import type { Compute } from '../../kernels/index.ts';
import type { Tensor } from '../../tensor/index.ts';

/** The softmax of logits `[…, C]`, element by element, in float64. */
export interface LogProbabilities {
  /** ln p of the logit at `i`. */
  readonly log: (i: number) => number;
  /** p of the logit at `i`. */
  readonly probability: (i: number) => number;
  /** 1 − p of the logit at `i`, with all its digits where p is near 1. */
  readonly others: (i: number) => number;
}

/** The softmax of contiguous logits: ln p = (x − max x) − ln Σ exp(x − max x). */
export function logProbabilitiesOf(logits: Tensor, compute: Compute): LogProbabilities {
  const C = logits.shape.at(-1) ?? 1;
  const M = C === 0 ? 0 : logits.data.length / C;
  const scratch = compute.empty(logits.shape);
  const shift = compute.doubles(M);
  const logSum = compute.doubles(M);
  compute.kernels.logPartition(M, C, logits.data, 0, C, scratch.data, 0, C, shift, logSum);
  const log = (i: number): number => {
    const row = Math.floor(i / C);
    return logits.data[i]! - shift[row]! - logSum[row]!;
  };
  return { log, probability: (i) => exp(log(i)), others: (i) => -expm1(log(i)) };
}
