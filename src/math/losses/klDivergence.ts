import { log } from '../../elementary/index.ts';
import type { Compute } from '../../kernels/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import { EPSILON } from './epsilon.ts';
import {
  type TargetRule,
  type ValueLossCache,
  type ValueLossInputs,
  type ValueLossPass,
  valueLossBackward,
  valueLossForward,
} from './valueLoss.ts';

const PROBABILITIES: TargetRule = {
  wanted: 'targets in [0, 1]',
  legal: (t) => t >= 0 && t <= 1,
};

/**
 * The Kullback-Leibler divergence of distributions t from predicted ones y, in nats, for each step and
 * in float64: loss = Σ_j t_j ln(t_j / y_j). As in Keras, y and t are probabilities, not logits, and are
 * clipped to [ε, 1] with ε = 1e-7.
 *
 * @throws ConfigError if a target that counts is not in [0, 1]
 * @throws ShapeError if targets, mask or weights do not fit the predictions
 * @see Kullback, Leibler: On information and sufficiency (1951)
 */
export function klDivergenceForward(inputs: ValueLossInputs, compute?: Compute): ValueLossPass {
  return valueLossForward('klDivergence', inputs, PROBABILITIES, divergence, compute);
}

function divergence(y: ArrayLike<number>, t: ArrayLike<number>, at: number, N: number): number {
  let loss = 0;
  for (let i = at; i < at + N; i++) {
    const right = clipped(t[i]!);
    loss += right * log(right / clipped(y[i]!));
  }
  return loss;
}

/** The gradient of `scale · total` by the predictions: −scale · weight · t / y; 0 where y is clipped. */
export function klDivergenceBackward(
  cache: ValueLossCache,
  scale?: number,
  compute?: Compute,
): Tensor {
  return valueLossBackward(
    cache,
    scale,
    (y, t, at, N, factor, dy) => {
      for (let i = at; i < at + N; i++) {
        const inside = !(y[i]! < EPSILON || y[i]! > 1); // was: clipped(y)
        dy[i] = inside ? (-factor * clipped(t[i]!)) / y[i]! : 0; // was: t · (ln t − ln y)
      }
    },
    compute,
  );
}

function clipped(p: number): number {
  return Math.max(EPSILON, Math.min(1, p));
}
