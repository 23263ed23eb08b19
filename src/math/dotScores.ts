import type { Compute } from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import { forBlocks, forHeads, type Plan, type ScoreBlock } from './heads.ts';

/**
 * scores = q · kᵀ of every head, `[B, H, T, S]`: how much each query has in common with each key that
 * it sees. Queries and keys are packed, rows of H heads side by side.
 */
export function dotScores(
  plan: Plan,
  query: Tensor<3>,
  key: Tensor<3>,
  compute: Compute,
): Tensor<4> {
  const [B, T] = query.shape;
  const S = plan.keys.most;
  const scores = compute.zeros<4>([B, plan.H, T, S]);
  const write = dotScoreBlock(plan, query, key, compute);
  forHeads(plan, (head) => {
    forBlocks(head, (i, count, seen) => {
      write(head, i, count, seen, scores.data, head.at + i * S);
    });
  });
  return scores;
}

/** The scores of some queries of a head, added to what stands there. */
export function dotScoreBlock(
  plan: Plan,
  query: Tensor<3>,
  key: Tensor<3>,
  { kernels: k }: Compute,
): ScoreBlock {
  const D = query.shape[2];
  const N = D / plan.H;
  const S = plan.keys.most;
  return (head, i, count, seen, scores, at) => {
    const from = (head.q + i) * D + head.h * N;
    const to = head.k * D + head.h * N;
    k.matmulTransposedB(count, seen, N, query.data, from, D, key.data, to, D, scores, at, S);
  };
}

/** The gradient of `dotScores`: adds those of the queries and keys into `dQuery` and `dKey`. */
export function dotScoresBackward(
  plan: Plan,
  query: Tensor<3>,
  key: Tensor<3>,
  dScores: Tensor<4>,
  dQuery: Tensor<3>,
  dKey: Tensor<3>,
  compute: Compute,
): void {
  const k = compute.kernels;
  const D = query.shape[2];
  const N = D / plan.H;
  const S = plan.keys.most;
  const d = dScores.data;
  forHeads(plan, (head) => {
    const to = head.k * D + head.h * N;
    forBlocks(head, (i, count, seen) => {
      const from = (head.q + i) * D + head.h * N;
      const at = head.at + i * S;
      // was: scores = q · kᵀ
      k.matmul(count, N, seen, d, at, S, key.data, to, D, dQuery.data, from, D);
      k.matmulTransposedA(seen, N, count, d, at, S, query.data, from, D, dKey.data, to, D);
    });
  });
}
