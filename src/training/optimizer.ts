import type { Kernels } from '../kernels/index.ts';
import type { Tensor } from '../tensor/index.ts';
import type { Clipping, GradientNorm } from './clipping.ts';

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
  /** η, unless an update is given another. */
  readonly learningRate: number;
  /** The limit that gradients are clipped to, if any. */
  readonly clipping: Clipping | undefined;

  /** The state before the first update of these weights. @throws ShapeError for strided weights */
  init(weights: readonly Tensor[]): OptimizerState;

  /**
   * Clips `grads` in place as the options say, then updates weights and state in place.
   *
   * @param weights one tensor for each weight
   * @param grads their gradients, in the same order
   * @param state what `init` made for these weights
   * @param learningRate η of this update
   * @returns the norm of all gradients before clipping, and whether they were clipped
   * @throws StateError if the norm is not finite, or the state belongs to other weights or another
   * optimizer; ShapeError if weights and gradients don't fit. Then nothing has changed.
   */
  update(
    weights: readonly Tensor[],
    grads: readonly Tensor[],
    state: OptimizerState,
    learningRate?: number,
    kernels?: Kernels,
  ): GradientNorm;

  /**
   * As `update`, by gradients that `clipGradients` has clipped and measured already. All weights may
   * then stand in one flat tensor.
   */
  updateClipped(
    weights: readonly Tensor[],
    grads: readonly Tensor[],
    state: OptimizerState,
    learningRate?: number,
    kernels?: Kernels,
  ): void;
}

/**
 * What an optimizer remembers. It is tensors and finite numbers by name, so that a file can hold it;
 * restored with the same values, training goes on with the same bits.
 */
export interface OptimizerState {
  /** How many updates were made. */
  iterations: number;
  /** By the letter of the optimizer's equations: one tensor for each weight, shaped as the weight. */
  readonly slots: Readonly<Record<string, readonly Tensor[]>>;
  /** Running numbers, by name: Adam's β₁ᵗ and β₂ᵗ. */
  readonly scalars: Record<string, number>;
}
