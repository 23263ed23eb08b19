import { pow, sigmoid, softplus } from '../../elementary/index.ts';
import type { Compute } from '../../kernels/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import { checkFocus } from './focus.ts';
import {
  gradientOfMean,
  meanOf,
  type TargetRule,
  type ValueLossCache,
  type ValueLossInputs,
  type ValueLossPass,
  valueLossBackward,
  valueLossForward,
} from './valueLoss.ts';

/** How the loss computes. */
export interface BinaryFocalOptions {
  /** γ >= 0: how little easy examples count; 2 by default, 0 gives the cross-entropy. */
  readonly gamma?: number;
  /** α in [0, 1]: targets of 1 weigh α, those of 0 weigh 1 − α. Left out, all weigh 1. */
  readonly alpha?: number | undefined;
}

/** What the backward pass needs of the forward pass. */
export interface BinaryFocalCache extends ValueLossCache {
  /** How the loss was computed. */
  readonly options: BinaryFocalOptions;
}

const PROBABILITIES: TargetRule = {
  wanted: 'targets in [0, 1]',
  legal: (z) => z >= 0 && z <= 1,
};

/**
 * Sigmoid and focal binary cross-entropy in one, from logits x (the `predictions`) and targets z, for
 * each step, in nats and in float64:
 *
 *     m = z (1 − σ(x)) + (1 − z) σ(x)                   how much of the probability went wrong
 *     loss = mean_j w_j m_j^γ (softplus(x_j) − z_j x_j)
 *     w = z α + (1 − z) (1 − α), or 1 without α
 *
 * @throws ConfigError for an impossible γ or α, and if a target that counts is not in [0, 1]
 * @throws ShapeError if targets, mask or weights do not fit the logits
 * @see Lin et al.: Focal loss for dense object detection (2017)
 */
export function binaryFocalCrossentropyForward(
  inputs: ValueLossInputs,
  options: BinaryFocalOptions = {},
  compute?: Compute,
): ValueLossPass & { cache: BinaryFocalCache } {
  const owner = 'binaryFocalCrossentropy';
  const { gamma = 2, alpha } = options;
  checkFocus(owner, gamma, alpha === undefined ? [] : [alpha]);
  const loss = meanOf((x, z) => weightOf(z, alpha) * pow(missOf(x, z), gamma) * entropyOf(x, z));
  const { outputs, cache } = valueLossForward(owner, inputs, PROBABILITIES, loss, compute);
  return { outputs, cache: { ...cache, options } };
}

/**
 * The gradient of `scale · total` by the logits: scale · weight / N times
 * w m^γ ((σ(x) − z) + γ (softplus(x) − z x) m' / m) with m' = (1 − 2 z) σ(x) (1 − σ(x)).
 */
export function binaryFocalCrossentropyBackward(
  cache: BinaryFocalCache,
  scale?: number,
  compute?: Compute,
): Tensor {
  const { gamma = 2, alpha } = cache.options;
  const slope = gradientOfMean((x, z) => {
    const miss = missOf(x, z);
    const p = sigmoid(x);
    const ofEntropy = p - z; // was: softplus(x) − z x
    const ofMiss = (1 - 2 * z) * p * sigmoid(-x); // was: m = z (1 − σ(x)) + (1 − z) σ(x)
    // was: m^γ, whose slope is γ m^γ m' / m; a logit so large that m = 0 has none
    const ofPower = gamma === 0 || miss === 0 ? 0 : (gamma * ofMiss) / miss;
    return weightOf(z, alpha) * pow(miss, gamma) * (ofEntropy + ofPower * entropyOf(x, z));
  });
  return valueLossBackward(cache, scale, slope, compute);
}

/** m, with 1 − σ(x) as σ(−x): a large x keeps its digits. */
function missOf(x: number, z: number): number {
  return z * sigmoid(-x) + (1 - z) * sigmoid(x);
}

/** softplus(x) − z x, written so that a large x meets a target of 1 without loss of digits. */
function entropyOf(x: number, z: number): number {
  return x > 0 ? softplus(-x) + (1 - z) * x : softplus(x) - z * x;
}

function weightOf(z: number, alpha: number | undefined): number {
  return alpha === undefined ? 1 : z * alpha + (1 - z) * (1 - alpha);
}
