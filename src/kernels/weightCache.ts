import {
  type Dims,
  type FloatArray,
  sameShape,
  sizeOf,
  type Tensor,
  View,
} from '../tensor/index.ts';
import type { Factor } from './factor.ts';
import type { Memory } from './memory.ts';

/** What stands in the equation z = b + x·W, where x are rows of a table. */
export interface TableProduct {
  /** `[V, I]`. */
  readonly table: Tensor<2>;
  /** W, `[I, N]`. */
  readonly kernel: Tensor<2>;
  /** b, `[N]`; left out, it is zero. */
  readonly bias?: Tensor<1> | undefined;
}

/** A table with more rows than this many times those of W would take too much memory once it is multiplied. */
const MOST_ROWS = 4;

interface KnownProducts {
  readonly operands: TableProduct;
  rowsRead: number;
  products: Tensor<2> | undefined;
}

interface Made {
  readonly factors: Factor[];
  readonly products: KnownProducts[];
}

/**
 * What products make of weights, which stay as they are from one pass to the next while nobody trains:
 * factors, which kernels lay out once for all passes, and products of whole tables. Whoever writes to a
 * weight has all of it forgotten.
 */
export class WeightCache {
  readonly #memory: Memory;
  readonly #made: Map<FloatArray, Made>;
  #empty = true;

  /** @param weights each in an array of its own */
  constructor(memory: Memory, weights: Iterable<FloatArray>) {
    this.#memory = memory;
    this.#made = new Map(Array.from(weights, (weight) => [weight, { factors: [], products: [] }]));
  }

  /**
   * `count` columns of a weight from the column `from`, as a right factor, which is the same at every call
   * until it is forgotten; undefined for a matrix that is no weight.
   */
  readonly keptFactor = (matrix: Tensor<2>, from: number, count: number): Factor | undefined => {
    const known = this.#made.get(matrix.data)?.factors;
    if (known === undefined) return undefined;
    const [K, columns] = matrix.shape;
    for (const factor of known) {
      const { N, matrix: its } = factor;
      if (factor.from === from && N === count && factor.K === K && its.shape[1] === columns) {
        return factor;
      }
    }
    const room = this.#take<1>([this.#memory.kernels.factorRoom(K, count)]);
    const made = {
      K,
      N: count,
      matrix,
      from,
      transposed: false,
      room,
      rowsRead: 0,
      laidOut: false,
    };
    known.push(made);
    this.#empty = false;
    return made;
  };

  /**
   * z `[V, N]` for all rows of a table, by `multiply` where it is not known; undefined while that would
   * take longer than what it has been asked for, `rows` at a time, or where one of the three is no weight.
   */
  readonly keptProducts = (
    operands: TableProduct,
    rows: number,
    multiply: (out: Tensor<2>) => void,
  ): Tensor<2> | undefined => {
    const found = this.#productsOf(operands);
    if (found === undefined) return undefined;
    const [V] = operands.table.shape;
    found.rowsRead += rows;
    if (found.products === undefined && found.rowsRead >= V) {
      found.products = this.#take<2>([V, operands.kernel.shape[1]]);
      multiply(found.products);
    }
    return found.products;
  };

  #productsOf(operands: TableProduct): KnownProducts | undefined {
    const { table, kernel, bias } = operands;
    const made = this.#made;
    const known = made.get(kernel.data)?.products;
    if (known === undefined || table.shape[0] > MOST_ROWS * kernel.shape[0]) return undefined;
    if (!made.has(table.data) || (bias !== undefined && !made.has(bias.data))) return undefined;
    for (const one of known) if (isSame(one.operands, operands)) return one;
    const begun = { operands, rowsRead: 0, products: undefined };
    known.push(begun);
    this.#empty = false;
    return begun;
  }

  #take<R extends number>(shape: Dims<R>): Tensor<R> {
    return new View<R, FloatArray>(this.#memory.floats(sizeOf(shape)), shape);
  }

  /** Forgets all of it and frees its memory: what was given before must not be used again. */
  forget(): void {
    if (this.#empty) return;
    this.#empty = true;
    for (const { factors, products } of this.#made.values()) {
      for (const { room } of factors.splice(0)) this.#memory.free(room.data);
      for (const one of products.splice(0)) {
        if (one.products) this.#memory.free(one.products.data);
      }
    }
  }

  /** Forgets all of it, and keeps nothing from now on: for weights that others may write to unseen. */
  close(): void {
    this.forget();
    this.#made.clear();
  }
}

function isSame(one: TableProduct, other: TableProduct): boolean {
  return (
    isSameMatrix(one.table, other.table) &&
    isSameMatrix(one.kernel, other.kernel) &&
    one.bias?.data === other.bias?.data
  );
}

function isSameMatrix(one: Tensor<2>, other: Tensor<2>): boolean {
  return one.data === other.data && sameShape(one.shape, other.shape);
}
