import { type FloatArray, type Tensor, View } from '../tensor/index.ts';
import type { Factor } from './factor.ts';
import type { Memory } from './memory.ts';

/**
 * Factors of matrices that stay as they are from one pass to the next, as weights do between two
 * updates: the kernels lay each out once for all passes. Whoever writes to a matrix has it forgotten.
 */
export class KeptFactors {
  readonly #memory: Memory;
  readonly #factors: Map<FloatArray, Factor[]>;
  #empty = true;

  /** @param matrices what factors are kept of, each in an array of its own */
  constructor(memory: Memory, matrices: Iterable<FloatArray>) {
    this.#memory = memory;
    this.#factors = new Map(Array.from(matrices, (matrix) => [matrix, []]));
  }

  /**
   * `count` columns of the matrix from the column `from`, as a right factor, which is the same at every
   * call until it is forgotten; undefined for a matrix that nothing is kept of.
   */
  factor(matrix: Tensor<2>, from: number, count: number): Factor | undefined {
    const known = this.#factors.get(matrix.data);
    if (known === undefined) return undefined;
    const [K, columns] = matrix.shape;
    for (const factor of known) {
      const { N, matrix: its } = factor;
      if (factor.from === from && N === count && factor.K === K && its.shape[1] === columns) {
        return factor;
      }
    }
    const length = this.#memory.kernels.factorRoom(K, count);
    const room = new View<1, FloatArray>(this.#memory.floats(length), [length]);
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
  }

  /** Forgets all of them and frees their memory: a factor that was given before must not be used again. */
  forget(): void {
    if (this.#empty) return;
    this.#empty = true;
    for (const factors of this.#factors.values()) {
      for (const { room } of factors.splice(0)) this.#memory.free(room.data);
    }
  }

  /** Forgets all of them, and keeps nothing from now on: for matrices that others may write to unseen. */
  close(): void {
    this.forget();
    this.#factors.clear();
  }
}
