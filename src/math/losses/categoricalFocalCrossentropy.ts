import { pow } from '../../elementary/index.ts';
import { type Compute, referenceCompute } from '../../kernels/index.ts';
import { ShapeError, type Tensor } from '../../tensor/index.ts';
import { checkFocus } from './focus.ts';
import { type LogProbabilities, logProbabilitiesOf } from './logProbabilities.ts';
import {
  type TargetRule,
  type ValueLossCache,
  type ValueLossInputs,
  type ValueLossPass,
  valueLossBackward,
  valueLossForward,
} from './valueLoss.ts';

/** How the loss computes. */
export interface CategoricalFocalOptions {
  /** γ >= 0: how little easy examples count; 2 by default, 0 gives α times the cross-entropy. */
  readonly gamma?: number;
  /** α in [0, 1]: what every class weighs, or one number for each class; 0.25 by default. */
  readonly alpha?: number | readonly number[];
}

/** What the backward pass needs of the forward pass. */
export interface CategoricalFocalCache extends ValueLossCache {
  /** How the loss was computed. */
  readonly options: CategoricalFocalOptions;
  /** softmax(logits), and its logarithm. */
  readonly softmax: LogProbabilities;
}

const MASSES: TargetRule = {
  wanted: 'target probabilities >= 0',
  legal: (q) => q >= 0 && Number.isFinite(q),
};

/**
 * Softmax and focal cross-entropy in one, from logits (the `predictions`) and targets q `[…, C]`, for
 * each step, in nats and in float64 from the probabilities on:
 *
 *     p = softmax(x)
 *     loss = −Σ_j α_j (1 − p_j)^γ q_j ln p_j
 *
 * Keras clips p to [ε, 1 − ε]; from logits there is no need to.
 *
 * @throws ConfigError for an impossible γ or α, and if a target that counts is not a number >= 0
 * @throws ShapeError if targets, mask, weights or α do not fit the logits
 * @see Lin et al.: Focal loss for dense object detection (2017)
 */
export function categoricalFocalCrossentropyForward(
  inputs: ValueLossInputs,
  options: CategoricalFocalOptions = {},
  compute: Compute = referenceCompute(inputs.predictions.dtype),
): ValueLossPass & { cache: CategoricalFocalCache } {
  const owner = 'categoricalFocalCrossentropy';
  const { gamma = 2, alpha = 0.25 } = options;
  const { predictions } = inputs;
  const C = predictions.shape.at(-1) ?? 1;
  checkFocus(owner, gamma, typeof alpha === 'number' ? [alpha] : alpha);
  if (typeof alpha !== 'number' && alpha.length !== C) {
    throw new ShapeError(`${owner} wants alpha for each of ${C} classes, got ${alpha.length}`);
  }
  const softmax = logProbabilitiesOf(predictions, compute);
  const loss = (_: ArrayLike<number>, q: ArrayLike<number>, at: number): number => {
    let sum = 0;
    for (let j = 0; j < C; j++) {
      if (q[at + j] === 0) continue; // 0 · ln 0 = 0
      const logP = softmax.log(at + j);
      sum -= weightOf(alpha, j) * pow(softmax.others(at + j), gamma) * q[at + j]! * logP;
    }
    return sum;
  };
  const { outputs, cache } = valueLossForward(owner, inputs, MASSES, loss, compute);
  return { outputs, cache: { ...cache, options, softmax } };
}

/**
 * The gradient of `scale · total` by the logits: scale · weight · (h_k − p_k Σ_j h_j) with
 * h_j = p_j ∂loss / ∂p_j = α_j q_j (γ p_j (1 − p_j)^(γ − 1) ln p_j − (1 − p_j)^γ).
 */
export function categoricalFocalCrossentropyBackward(
  cache: CategoricalFocalCache,
  scale?: number,
  compute?: Compute,
): Tensor {
  const { softmax, options } = cache;
  const { gamma = 2, alpha = 0.25 } = options;
  return valueLossBackward(
    cache,
    scale,
    (_, q, at, C, factor, dx) => {
      let sum = 0;
      const slopeAt = (j: number): number => {
        if (q[at + j] === 0) return 0;
        const others = softmax.others(at + j);
        // was: (1 − p)^γ, whose slope by p is −γ (1 − p)^γ / (1 − p); with others = 0 it has vanished
        const ofPower =
          gamma === 0 || others === 0
            ? 0
            : (gamma * softmax.probability(at + j) * softmax.log(at + j)) / others;
        return weightOf(alpha, j) * q[at + j]! * pow(others, gamma) * (ofPower - 1); // was: ln p
      };
      for (let j = 0; j < C; j++) sum += slopeAt(j);
      for (let k = 0; k < C; k++) {
        dx[at + k] = factor * (slopeAt(k) - softmax.probability(at + k) * sum); // was: p = softmax(x)
      }
    },
    compute,
  );
}

function weightOf(alpha: number | readonly number[], j: number): number {
  return typeof alpha === 'number' ? alpha : alpha[j]!;
}
