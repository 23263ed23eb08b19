import type { Compute } from '../kernels/index.ts';
import type { Random, Tensor } from '../tensor/index.ts';
import { forBlocks, forHeads, type Plan } from './heads.ts';

/** How the weights of attention are dropped in training; none are if it is left out. */
export interface AttentionDropout {
  /** How likely a weight is dropped, in [0, 1). */
  readonly rate: number;
  /** The stream of random numbers of a row of the batch. */
  readonly random: (row: number) => Random;
}

/** What the backward pass needs. All are `[B, H, T, S]`, 0 where nothing is seen. */
export interface AttendCache {
  /** What attends to what. */
  readonly plan: Plan;
  /** softmax(scores). */
  readonly weights: Tensor<4>;
  /** 0 where a weight was dropped, 1 / (1 − rate) where it was kept. */
  readonly factors: Tensor<4> | undefined;
  /** The weights as they were used: weights ⊙ factors. */
  readonly used: Tensor<4>;
  /** The values, H heads side by side. */
  readonly value: Tensor<3>;
}

/**
 * y = softmax(scores) · value, of every head: what all attention ends in. A query weighs the keys that
 * it sees, and no others; one that sees none gives 0.
 *
 * The memory of `scores` `[B, H, T, S]` becomes that of the weights. `value` `[B, S, E]` and y
 * `[B, T, E]` are packed, with H heads side by side in a row.
 */
export function attendForward(
  plan: Plan,
  scores: Tensor<4>,
  value: Tensor<3>,
  dropout: AttentionDropout | undefined,
  compute: Compute,
): { output: Tensor<3>; cache: AttendCache } {
  const k = compute.kernels;
  const S = plan.keys.most;
  const E = value.shape[2];
  const N = E / plan.H;
  const [B, , T] = scores.shape;
  const weights = scores;
  const P = weights.data;
  forHeads(plan, ({ queries, keys, at, sees }) => {
    if (plan.before === undefined) {
      k.softmax(queries, keys, P, at, S, P, at, S);
      return;
    }
    for (let i = 0; i < queries; i++) {
      const row = at + i * S;
      k.softmax(1, sees(i), P, row, S, P, row, S);
      P.fill(0, row + sees(i), row + keys); // what the block computed beside it
    }
  });
  const factors = dropout && droppedFactors(plan, weights, dropout, compute);
  const used = factors ? compute.zeros<4>(weights.shape) : weights;
  if (factors) k.multiply(P.length, P, 0, factors.data, 0, used.data, 0);
  const y = compute.zeros<3>([B, T, E]);
  forHeads(plan, (head) => {
    const { h, at } = head;
    forBlocks(head, (i, count, seen) => {
      const out = (head.q + i) * E + h * N;
      const from = head.k * E + h * N;
      k.matmul(count, N, seen, used.data, at + i * S, S, value.data, from, E, y.data, out, E);
    });
  });
  return { output: y, cache: { plan, weights, factors, used, value } };
}

/**
 * The gradient of `attendForward`, from those of y and, where the weights were given out, of the
 * weights before any was dropped: adds that of the values into `dValue` and returns that of the scores.
 */
export function attendBackward(
  { plan, weights, factors, used, value }: AttendCache,
  dy: Tensor<3>,
  dWeights: Tensor<4> | undefined,
  dValue: Tensor<3>,
  compute: Compute,
): Tensor<4> {
  const k = compute.kernels;
  const S = plan.keys.most;
  const E = value.shape[2];
  const N = E / plan.H;
  const dScores = compute.zeros<4>(weights.shape);
  const D = dScores.data;
  forHeads(plan, (head) => {
    const { h, at } = head;
    const from = head.k * E + h * N;
    forBlocks(head, (i, count, seen) => {
      const block = at + i * S;
      const out = (head.q + i) * E + h * N;
      // was: y = used · value
      k.matmulTransposedB(count, seen, N, dy.data, out, E, value.data, from, E, D, block, S);
      const dV = dValue.data;
      k.matmulTransposedA(seen, N, count, used.data, block, S, dy.data, out, E, dV, from, E);
    });
  });
  // was: used = weights ⊙ factors
  if (factors) k.multiply(D.length, D, 0, factors.data, 0, D, 0);
  if (dWeights) k.add(D.length, dWeights.data, 0, D, 0);
  const P = weights.data;
  forHeads(plan, ({ queries, keys, at, sees }) => {
    // was: weights = softmax(scores)
    if (plan.before === undefined) {
      k.softmaxBackward(queries, keys, P, at, S, D, at, S, D, at, S);
      return;
    }
    for (let i = 0; i < queries; i++) {
      const row = at + i * S;
      k.softmaxBackward(1, sees(i), P, row, S, D, row, S, D, row, S);
      D.fill(0, row + sees(i), row + keys);
    }
  });
  return dScores;
}

/** Draws row by row of the batch what is dropped of the weights that are seen. */
function droppedFactors(
  plan: Plan,
  weights: Tensor<4>,
  { rate, random }: AttentionDropout,
  compute: Compute,
): Tensor<4> {
  const S = plan.keys.most;
  const factors = compute.zeros<4>(weights.shape);
  const kept = 1 / (1 - rate);
  let draw = (): number => 1;
  forHeads(plan, ({ b, h, queries, at, sees }) => {
    if (h === 0) draw = random(b).uniform; //  the heads of a row draw one after the other
    for (let i = 0; i < queries; i++) {
      const row = at + i * S;
      for (let j = row; j < row + sees(i); j++) {
        factors.data[j] = draw() < rate ? 0 : kept;
      }
    }
  });
  return factors;
}
