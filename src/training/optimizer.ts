import type { Kernels } from '../kernels/index.ts';
import type { FloatArray, Tensor } from '../tensor/index.ts';
import type { Clipping, GradientNorm } from './clipping.ts';
import type { WeightDecay } from './weightDecay.ts';

/**
 * How weights change by their gradients: a description without memory. What it remembers of the
 * updates so far is an `OptimizerState`, which its `init` makes and its updates change.
 *
 * Everything works number by number (clipping aside), so a list of tensors and the same numbers in
 * one flat tensor give the same bits.
 */
export interface Optimizer {
  /** Which one it is, e.g. `adam`; with `options` it makes the same one again. */
  readonly kind: string;
  /** All options with their defaults filled in; plain JSON, frozen. */
  readonly options: Readonly<Record<string, unknown>>;
  /** η of the first update; of all of them, unless the option is a schedule. */
  readonly learningRate: number;
  /** The limit that gradients are clipped to, if any. */
  readonly clipping: Clipping | undefined;
  /** How weights shrink, if they do; the updates below see to it. */
  readonly weightDecay?: WeightDecay | undefined;
  /** Whether the state keeps averages of the weights, in the slot `average`; `false` by default. */
  readonly useEma?: boolean;
  /** How many gradients make one update, of which `update` sees to it; 1 by default. */
  readonly gradientAccumulationSteps?: number;

  /** η of the update that follows so many; `learningRate` for all, where this is left out. */
  learningRateAt?(iterations: number): number;

  /**
   * The state before the first update of these weights.
   *
   * @param make gives the arrays that its tensors may stand in: zeros, in the precision of the weights;
   * fresh ones by default
   * @throws ShapeError for strided weights
   */
  init(weights: readonly Tensor[], make?: (length: number) => FloatArray): OptimizerState;

  /**
   * Clips `grads` in place as the options say, then updates weights and state in place. Where
   * several gradients make an update, all but the last are only added up, and the last become the
   * mean of all before they are clipped.
   *
   * @param weights one tensor for each weight
   * @param grads their gradients, in the same order
   * @param state what `init` made for these weights
   * @param learningRate η of this update; by default that of the state, else of the optimizer
   * @param decaying those that weight decay shrinks, or views of them; all by default
   * @returns the norm of all gradients before clipping, and whether they were clipped
   * @throws StateError if the norm is not finite, or the state belongs to other weights or another
   * optimizer; ShapeError if weights and gradients don't fit; ConfigError if weights are excluded from
   * decay and `decaying` is not given. Then nothing has changed.
   */
  update(
    weights: readonly Tensor[],
    grads: readonly Tensor[],
    state: OptimizerState,
    learningRate?: number,
    kernels?: Kernels,
    decaying?: readonly Tensor[],
  ): GradientNorm;

  /**
   * As `update`, by gradients that were added up, clipped and measured already. All weights may then
   * stand in one flat tensor.
   */
  updateClipped(
    weights: readonly Tensor[],
    grads: readonly Tensor[],
    state: OptimizerState,
    learningRate?: number,
    kernels?: Kernels,
    decaying?: readonly Tensor[],
  ): void;
}

/**
 * What an optimizer remembers. It is tensors and finite numbers by name, so that a file can hold it;
 * restored with the same values, training goes on with the same bits.
 */
export interface OptimizerState {
  /** How many updates were made. */
  iterations: number;
  /** η of the updates to come, where a callback or a user has set one; else the optimizer's. */
  learningRate?: number;
  /** By the letter of the optimizer's equations: one tensor for each weight, shaped as the weight. */
  readonly slots: Readonly<Record<string, readonly Tensor[]>>;
  /** Running numbers, by name: Adam's β₁ᵗ and β₂ᵗ. */
  readonly scalars: Record<string, number>;
}

/** η of the next update. */
export function nextLearningRate(optimizer: Optimizer, state: OptimizerState): number {
  const { iterations, learningRate } = state;
  return learningRate ?? optimizer.learningRateAt?.(iterations) ?? optimizer.learningRate;
}
