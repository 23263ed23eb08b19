import type { Compute } from '../kernels/index.ts';
import type { FloatArray, Tensor } from '../tensor/index.ts';
import { forHeads, type Head, type Plan, type ScoreBlock } from './heads.ts';

/** What the backward pass of additive scores needs. */
export interface AdditiveCache {
  /** tanh(q_i + k_j), `[B, T, S, D]`. */
  readonly a: Tensor<4>;
  /** How each feature counts, `[D]`. */
  readonly scale: FloatArray;
}

/**
 * scores_ij = Σ_d scale_d · tanh(q_i + k_j)_d, `[B, 1, T, S]`, for a plan with a single head. Queries
 * and keys `[…, D]` are packed.
 */
export function additiveScores(
  plan: Plan,
  query: Tensor<3>,
  key: Tensor<3>,
  scale: FloatArray,
  compute: Compute,
): { scores: Tensor<4>; cache: AdditiveCache } {
  const [B, T, D] = query.shape;
  const S = plan.keys.most;
  const scores = compute.zeros<4>([B, 1, T, S]);
  const a = compute.empty<4>([B, T, S, D]);
  const write = scoresOfQuery(query, key, scale, compute);
  forHeads(plan, (head) => {
    for (let i = 0; i < head.queries; i++) {
      const row = head.at + i * S;
      write(head, i, head.sees(i), a.data, row * D, scores.data, row);
    }
  });
  return { scores, cache: { a, scale } };
}

/** As `additiveScores`, of some queries, and what a way back needs is kept of none of them. */
export function additiveScoreBlock(
  plan: Plan,
  query: Tensor<3>,
  key: Tensor<3>,
  scale: FloatArray,
  compute: Compute,
): { write: ScoreBlock; cache: AdditiveCache } {
  const S = plan.keys.most;
  const a = compute.empty<4>([1, 1, S, query.shape[2]]);
  const one = scoresOfQuery(query, key, scale, compute);
  return {
    write(head, first, count, _seen, scores, at) {
      for (let i = 0; i < count; i++) {
        one(head, first + i, head.sees(first + i), a.data, 0, scores, at + i * S);
      }
    },
    cache: { a, scale },
  };
}

/**
 * Writes tanh(q_i + k_j) of query i and the keys that it sees to `a` from `aAt`, and adds the scores to
 * what stands in `scores` from `at` on.
 */
function scoresOfQuery(
  query: Tensor<3>,
  key: Tensor<3>,
  scale: FloatArray,
  { kernels: k }: Compute,
) {
  const D = query.shape[2];
  return (
    { q, k: firstKey }: Head,
    i: number,
    seen: number,
    a: FloatArray,
    aAt: number,
    scores: FloatArray,
    at: number,
  ): void => {
    k.fillRows(seen, D, query.data, (q + i) * D, a, aAt, D);
    k.add(seen * D, key.data, firstKey * D, a, aAt);
    k.activate('tanh', seen, D, a, aAt, D, a, aAt, D);
    k.matmul(seen, 1, D, a, aAt, D, scale, 0, 1, scores, at, 1);
  };
}

/**
 * The gradient of `additiveScores`: adds those of queries, keys and scale into `dQuery`, `dKey` and
 * `dScale`.
 */
export function additiveScoresBackward(
  plan: Plan,
  { a, scale }: AdditiveCache,
  dScores: Tensor<4>,
  dQuery: Tensor<3>,
  dKey: Tensor<3>,
  dScale: FloatArray | undefined,
  compute: Compute,
): void {
  const D = dQuery.shape[2];
  const S = plan.keys.most;
  const k = compute.kernels;
  const dz = compute.empty<2>([S, D]);
  forHeads(plan, ({ q, k: firstKey, queries, at, sees }) => {
    for (let i = 0; i < queries; i++) {
      const seen = sees(i);
      const row = at + i * S;
      const ds = dScores.data;
      // was: scores = a · scale
      if (dScale) k.matmul(1, D, seen, ds, row, S, a.data, row * D, D, dScale, 0, D);
      dz.data.fill(0, 0, seen * D);
      k.matmul(seen, D, 1, ds, row, 1, scale, 0, D, dz.data, 0, D);
      // was: a = tanh(q_i + k_j)
      k.activateBackward('tanh', seen, D, a.data, row * D, D, dz.data, 0, D, dz.data, 0, D);
      k.sumRows(seen, D, dz.data, 0, D, dQuery.data, (q + i) * D);
      k.add(seen * D, dz.data, 0, dKey.data, firstKey * D);
    }
  });
}
