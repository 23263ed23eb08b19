import type { Compute } from '../kernels/index.ts';
import type { WeightStore } from '../layers/index.ts';
import { type FloatArray, type Tensor, View } from '../tensor/index.ts';
import type { OptimizerState } from '../training/index.ts';
import type { Network } from './network.ts';

/** What one update works on. */
export interface Operands {
  /** One gradient for each weight, for clipping. */
  readonly clipped: readonly Tensor[];
  readonly weights: readonly Tensor[];
  readonly gradients: readonly Tensor[];
  readonly state: OptimizerState;
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
  readonly #state: OptimizerState;
  readonly #weights: readonly Tensor[];
  readonly #gradients: readonly Tensor[];
  readonly #slots: Readonly<Record<string, readonly Tensor[]>>;

  /** For the state of an optimizer whose slots are flat, laid out as the weights of the store. */
  constructor(store: WeightStore, state: OptimizerState) {
    this.#store = store;
    this.#state = state;
    this.#sparse = sparseWeights(store);
    const runs = denseRuns(store, this.#sparse);
    const parts = (flat: FloatArray): Tensor[] =>
      runs.map(([start, end]) => {
        const data = store.memory.part(flat, start, end);
        return new View<1, FloatArray>(data, [end - start]);
      });
    this.#weights = parts(store.values);
    this.#gradients = parts(store.gradients);
    this.#slots = mapValues(state.slots, ([flat]) => (flat === undefined ? [] : parts(flat.data)));
  }

  /** Whether there is a sparse weight at all. */
  get needed(): boolean {
    return this.#sparse.length > 0;
  }

  /** The operands of the next update, in memory of `compute`. */
  gather({ trainedGradients }: Network, compute: Compute): Operands {
    const k = compute.kernels;
    const clipped = new Map(trainedGradients.map((tensor) => [tensor, tensor]));
    const weights = [...this.#weights];
    const gradients = [...this.#gradients];
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
      weights.push(updated(this.#store.values));
      for (const [name, [flat]] of Object.entries(this.#state.slots)) {
        if (flat !== undefined) slots[name]?.push(updated(flat.data));
      }
    }
    const { iterations, scalars } = this.#state;
    const state = { iterations, scalars, slots };
    const finish = (): void => {
      this.#state.iterations = state.iterations;
      for (const scatter of scatters) scatter();
    };
    return { clipped: [...clipped.values()], weights, gradients, state, finish };
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

/** What is trained and not sparse, from its start to its end. */
function denseRuns(
  store: WeightStore,
  sparse: readonly SparseWeight[],
): (readonly [start: number, end: number])[] {
  const runs: (readonly [number, number])[] = [];
  let from = 0;
  for (const { path, start } of sparse) {
    if (start > from) runs.push([from, start]);
    from = start + store.weight(path).data.length;
  }
  if (store.trainableSize > from) runs.push([from, store.trainableSize]);
  return runs;
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  change: (value: A) => B,
): Record<string, B> {
  const entries = Object.entries(record).map(([name, value]) => [name, change(value)] as const);
  return Object.fromEntries(entries);
}
