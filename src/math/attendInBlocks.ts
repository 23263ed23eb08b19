import type { Compute } from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import type { AttendCache } from './attend.ts';
import { forBlocks, forHeads, type Plan, type ScoreBlock } from './heads.ts';

/** Of queries that all see the same keys, so many are computed at once where nothing is kept. */
const QUERIES_AT_ONCE = 128;

/** Whether a pass keeps nothing of the scores: where no way back comes, and nobody wants to see them. */
export function keepsNoScores(
  { dropout, giveWeights }: { readonly dropout?: unknown; readonly giveWeights?: boolean },
  { keeps }: Compute,
): boolean {
  return keeps === false && dropout === undefined && giveWeights !== true;
}

/**
 * As `attendForward`, for a pass without a way back: scores and weights are those of some queries of one
 * head at a time, in the same memory. So it grows with the number of keys, not with that times the number
 * of queries. Every number is the same sum, and so has the same bits. The cache is that of the last block.
 */
export function attendInBlocks(
  plan: Plan,
  scoresOf: ScoreBlock,
  value: Tensor<3>,
  T: number,
  compute: Compute,
): { output: Tensor<3>; cache: AttendCache } {
  const k = compute.kernels;
  const S = plan.keys.most;
  const [B, , E] = value.shape;
  const N = E / plan.H;
  const y = compute.zeros<3>([B, T, E]);
  const weights = compute.empty<4>([1, 1, Math.min(T, QUERIES_AT_ONCE), S]);
  const P = weights.data;
  forHeads(plan, (head) => {
    const from = head.k * E + head.h * N;
    forBlocks(
      head,
      (i, count, seen) => {
        P.fill(0, 0, count * S); // scores are added to what stands there
        scoresOf(head, i, count, seen, P, 0);
        if (plan.before === undefined) k.softmax(count, seen, P, 0, S, P, 0, S);
        else {
          for (let j = 0; j < count; j++) {
            const sees = head.sees(i + j);
            k.softmax(1, sees, P, j * S, S, P, j * S, S);
            P.fill(0, j * S + sees, j * S + seen); // what the block computed beside it
          }
        }
        const out = (head.q + i) * E + head.h * N;
        k.matmul(count, N, seen, P, 0, S, value.data, from, E, y.data, out, E);
      },
      QUERIES_AT_ONCE,
    );
  });
  return { output: y, cache: { plan, weights, factors: undefined, used: weights, value } };
}
