import type { Compute } from '../../kernels/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import { EPSILON } from './epsilon.ts';
import {
  FINITE,
  type ValueLossCache,
  type ValueLossInputs,
  type ValueLossPass,
  valueLossBackward,
  valueLossForward,
} from './valueLoss.ts';

/**
 * Minus the cosine of the angle between y and t, for each step and in float64:
 *
 *     loss = −Σ_j y_j t_j / (max(‖y‖, ε) max(‖t‖, ε))
 *
 * with Keras' ε = 1e-7: −1 where they point the same way, 0 at right angles, 1 where they are opposed.
 *
 * @throws ConfigError if a target that counts is not finite
 * @throws ShapeError if targets, mask or weights do not fit the predictions
 */
export function cosineSimilarityForward(inputs: ValueLossInputs, compute?: Compute): ValueLossPass {
  const loss = (y: ArrayLike<number>, t: ArrayLike<number>, at: number, N: number): number =>
    -dot(y, t, at, N) / (lengthOf(y, at, N) * lengthOf(t, at, N));
  return valueLossForward('cosineSimilarity', inputs, FINITE, loss, compute);
}

/**
 * The gradient of `scale · total` by the predictions: −scale · weight · (t̂ − cos · ŷ) / ‖y‖ with the
 * unit vectors t̂, ŷ; where ‖y‖ < ε, −scale · weight · t̂ / ε.
 */
export function cosineSimilarityBackward(
  cache: ValueLossCache,
  scale?: number,
  compute?: Compute,
): Tensor {
  return valueLossBackward(
    cache,
    scale,
    (y, t, at, N, factor, dy) => {
      const ofY = lengthOf(y, at, N);
      const ofT = lengthOf(t, at, N);
      const cosine = ofY > EPSILON ? dot(y, t, at, N) / (ofY * ofT) : 0; // a length of ε is constant
      for (let i = at; i < at + N; i++) {
        dy[i] = (-factor * (t[i]! / ofT - (cosine * y[i]!) / ofY)) / ofY; // was: −y · t / (‖y‖ ‖t‖)
      }
    },
    compute,
  );
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>, at: number, N: number): number {
  let sum = 0;
  for (let i = at; i < at + N; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** max(‖x‖, ε). */
function lengthOf(x: ArrayLike<number>, at: number, N: number): number {
  return Math.max(Math.sqrt(dot(x, x, at, N)), EPSILON);
}
