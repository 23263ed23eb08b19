import type { NamedWeightSpec, WeightStore } from '../layers/index.ts';
import type { Network } from './network.ts';

/** What the layers ask of the weights that are trained: penalties and constraints. */
export class WeightRules {
  readonly #store: WeightStore;
  readonly #penalized: readonly NamedWeightSpec[];
  readonly #constrained: readonly NamedWeightSpec[];

  constructor({ store, weights }: Network) {
    const trained = weights.filter(({ trainable }) => trainable);
    this.#store = store;
    this.#penalized = trained.filter(({ penalty }) => penalty !== undefined);
    this.#constrained = trained.filter(({ constrain }) => constrain !== undefined);
  }

  /** The sum of all penalties, by the weights as they are. */
  penalty(): number {
    let sum = 0;
    for (const { path, penalty } of this.#penalized) {
      sum += penalty?.of(this.#store.weight(path)) ?? 0;
    }
    return sum;
  }

  /** Adds the gradients of the penalties to those of the weights. */
  addGradients(): void {
    for (const { path, penalty } of this.#penalized) {
      penalty?.addGradient(this.#store.weight(path), this.#store.gradient(path));
    }
  }

  /** Makes the weights keep to their constraints. */
  constrain(): void {
    for (const { path, constrain } of this.#constrained) constrain?.(this.#store.weight(path));
  }
}
