import type { Compute } from '../kernels/index.ts';
import type { FloatArray, Tensor } from '../tensor/index.ts';
import { forHeads, type Plan } from './heads.ts';

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
  const k = compute.kernels;
  const scores = compute.zeros<4>([B, 1, T, S]);
  const a = compute.empty<4>([B, T, S, D]);
  forHeads(plan, ({ q, k: firstKey, queries, at, sees }) => {
    for (let i = 0; i < queries; i++) {
      const seen = sees(i);
      const row = at + i * S;
      k.fillRows(seen, D, query.data, (q + i) * D, a.data, row * D, D);
      k.add(seen * D, key.data, firstKey * D, a.data, row * D);
      k.activate('tanh', seen, D, a.data, row * D, D, a.data, row * D, D);
      k.matmul(seen, 1, D, a.data, row * D, D, scale, 0, 1, scores.data, row, 1);
    }
  });
  return { scores, cache: { a, scale } };
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
