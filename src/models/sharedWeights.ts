import type { WeightStore } from '../layers/index.ts';
import type { Tensor } from '../tensor/index.ts';
import type { Network } from './network.ts';

/**
 * The weights of a model that shares those of another, while it is trained: it works on a copy, which is
 * brought up to date before each step and written back after each update.
 */
export class SharedWeights {
  readonly #shared: WeightStore;
  readonly #own: WeightStore;
  readonly #pairs: readonly (readonly [shared: Tensor, own: Tensor])[];

  constructor(shared: WeightStore, { weights, store }: Network) {
    this.#shared = shared;
    this.#own = store;
    this.#pairs = weights.map(({ path }) => [shared.weight(path), store.weight(path)]);
  }

  /** Takes what others have made of the weights. */
  pull(): void {
    this.#own.change(() => {
      for (const [shared, own] of this.#pairs) own.data.set(shared.data);
    });
  }

  /** Gives others what has become of them. */
  push(): void {
    this.#shared.change(() => {
      for (const [shared, own] of this.#pairs) shared.data.set(own.data);
    });
  }
}
