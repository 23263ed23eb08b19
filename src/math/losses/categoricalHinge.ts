import type { Compute } from '../../kernels/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import {
  type TargetRule,
  type ValueLossCache,
  type ValueLossInputs,
  type ValueLossPass,
  valueLossBackward,
  valueLossForward,
} from './valueLoss.ts';

const ONE_HOT: TargetRule = { wanted: 'targets of 0 and 1', legal: (t) => t === 0 || t === 1 };

/**
 * How far the best wrong score comes near the right one, for each step and in float64, from scores y and
 * one-hot targets t:
 *
 *     loss = max(1 + max_j (1 − t_j) y_j − Σ_j t_j y_j, 0)
 *
 * As in Keras the right class itself stands among the wrong ones with a 0, so that scores below 0 are
 * compared with 0.
 *
 * @throws ConfigError if a target that counts is neither 0 nor 1
 * @throws ShapeError if targets, mask or weights do not fit the predictions
 */
export function categoricalHingeForward(inputs: ValueLossInputs, compute?: Compute): ValueLossPass {
  return valueLossForward('categoricalHinge', inputs, ONE_HOT, gapOf, compute);
}

function gapOf(y: ArrayLike<number>, t: ArrayLike<number>, at: number, N: number): number {
  let right = 0;
  let wrong = Number.NEGATIVE_INFINITY;
  for (let i = at; i < at + N; i++) {
    right += t[i]! * y[i]!;
    wrong = Math.max(wrong, (1 - t[i]!) * y[i]!);
  }
  return Math.max(1 + wrong - right, 0);
}

/**
 * The gradient of `scale · total` by the predictions: scale · weight · (1 − t) at the first of the best
 * wrong scores, −scale · weight · t at the right one; 0 where the loss is 0.
 */
export function categoricalHingeBackward(
  cache: ValueLossCache,
  scale?: number,
  compute?: Compute,
): Tensor {
  return valueLossBackward(
    cache,
    scale,
    (y, t, at, N, factor, dy) => {
      if (gapOf(y, t, at, N) === 0) return; // was: max(…, 0)
      let best = at;
      for (let i = at; i < at + N; i++) {
        if ((1 - t[i]!) * y[i]! > (1 - t[best]!) * y[best]!) best = i;
        dy[i] = -factor * t[i]!; // was: − Σ_j t_j y_j
      }
      dy[best] = dy[best]! + factor * (1 - t[best]!); // was: max_j (1 − t_j) y_j
    },
    compute,
  );
}
