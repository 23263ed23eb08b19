import type { Compute } from '../kernels/index.ts';
import type { WeightStore } from '../layers/index.ts';
import type { FloatArray, Tensor } from '../tensor/index.ts';
import type { OptimizerState } from '../training/index.ts';
import type { Network } from './network.ts';
import { runsIn, trainedRuns } from './trainedRuns.ts';

/** What one update works on. */
export interface Operands {
  /** One gradient for each weight, for clipping. */
  readonly clipped: readonly Tensor[];
  readonly weights: readonly Tensor[];
  readonly gradients: readonly Tensor[];
  readonly state: OptimizerState;
  /** What weight decay shrinks. */
  readonly decaying: readonly Tensor[];
  /** Puts what was updated where it belongs. */
  finish(): void;
}

/** Where a weight stands among all that are trained: `rows` rows of `size` numbers. */
interface SparseWeight {
  readonly path: string;
  readonly start: number;
  readonly size: number;
}

/**
 * Shows an optimizer of a model with sparse weights only what an update changes: of a sparse weight the
 * rows that have a gradient, gathered into a small tensor, and all of the others.
 */
export class SparseUpdate {
  readonly #store: WeightStore;
  readonly #sparse: readonly SparseWeight[];
  readonly #decays: (path: string) => boolean;
  readonly #state: OptimizerState;
  readonly #weights: readonly Tensor[];
  readonly #gradients: readonly Tensor[];
  readonly #decaying: readonly Tensor[];
  readonly #slots: Readonly<Record<string, readonly Tensor[]>>;

  /** For the state of an optimizer whose slots are flat, laid out as the weights of the store. */
  constructor(store: WeightStore, state: OptimizerState, decays: (path: string) => boolean) {
    this.#store = store;
    this.#state = state;
    this.#decays = decays;
    this.#sparse = sparseWeights(store);
    const isDense = (path: string): boolean => store.touched(path) === undefined;
    const runs = trainedRuns(store, isDense);
    const decaying = trainedRuns(store, (path) => isDense(path) && decays(path));
    this.#weights = runsIn(store, store.values, runs);
    this.#gradients = runsIn(store, store.gradients, runs);
    this.#decaying = runsIn(store, store.values, decaying);
    this.#slots = mapValues(state.slots, ([flat]) =>
      flat === undefined ? [] : runsIn(store, flat.data, runs),
    );
  }

  /** The paths of the sparse weights. */
  get paths(): readonly string[] {
    return this.#sparse.map(({ path }) => path);
  }

  /** The operands of the next update, in memory of `compute`. */
  gather({ trainedGradients }: Network, compute: Compute): Operands {
    const k = compute.kernels;
    const clipped = new Map(trainedGradients.map((tensor) => [tensor, tensor]));
    const weights = [...this.#weights];
    const gradients = [...this.#gradients];
    const decaying = [...this.#decaying];
    const slots = mapValues(this.#slots, (tensors) => [...tensors]);
    const scatters: (() => void)[] = [];
    for (const { path, start, size } of this.#sparse) {
      const touched = this.#store.touched(path);
      const rows = touched?.rows ?? [];
      const most = touched?.most ?? 0;
      const ids = compute.ids(most);
      ids.set(rows);
      // rows beyond those that are there stay 0, so that the shape depends on the batch's alone
      const gathered = (flat: FloatArray): Tensor => {
        const tensor = compute.zeros<2>([most, size]);
        k.gatherRows(rows.length, size, flat, start, ids, 0, tensor.data, 0);
        return tensor;
      };
      const updated = (flat: FloatArray): Tensor => {
        const tensor = gathered(flat);
        scatters.push(() => {
          k.scatterRows(rows.length, size, tensor.data, 0, ids, 0, flat, start);
        });
        return tensor;
      };
      const gradient = gathered(this.#store.gradients);
      clipped.set(this.#store.gradient(path), gradient);
      gradients.push(gradient);
      const weight = updated(this.#store.values);
      weights.push(weight);
      if (this.#decays(path)) decaying.push(weight);
      for (const [name, [flat]] of Object.entries(this.#state.slots)) {
        if (flat !== undefined) slots[name]?.push(updated(flat.data));
      }
    }
    const state = { ...this.#state, slots };
    const finish = (): void => {
      this.#state.iterations = state.iterations;
      for (const scatter of scatters) scatter();
    };
    return { clipped: [...clipped.values()], weights, gradients, state, decaying, finish };
  }
}

function sparseWeights(store: WeightStore): SparseWeight[] {
  const found: SparseWeight[] = [];
  let start = 0;
  for (const { path, trainable } of store.specs) {
    if (!trainable) continue;
    const { length } = store.weight(path).data;
    const rows = store.weight(path).shape[0] ?? 1;
    if (store.touched(path) !== undefined) found.push({ path, start, size: length / rows });
    start += length;
  }
  return found;
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (value: A) => B,
): Record<string, B> {
  const entries = Object.entries(record).map(([name, value]) => [name, change(value)] as const);
  return Object.fromEntries(entries);
}
