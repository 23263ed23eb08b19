import type { Data, FloatArray } from '../tensor/index.ts';
import type { Kernels } from './kernels.ts';
import type { Memory } from './memory.ts';
import { dequantize, quantized } from './quantize.ts';
import type { Quantized } from './quantized.ts';
import { stepByStep } from './reference/simpleRnn.ts';

/**
 * A memory in which matrices can be held in int8. Its kernels multiply by such a matrix as it is, wherever
 * they are given its array as the right factor of `matmul` or in a factor; all else reads the array, which
 * has the numbers that the int8 stand for.
 */
export class QuantizedMemory implements Memory {
  readonly kernels: Kernels;
  readonly #memory: Memory;
  readonly #held = new WeakMap<FloatArray, Quantized>();

  constructor(memory: Memory) {
    this.#memory = memory;
    this.kernels = kernelsWith(memory.kernels, (array) => this.#held.get(array));
  }

  /** Holds a matrix of `rows` rows, all of the array, in int8 from now on; `w` gets what it stands for. */
  quantize(w: FloatArray, rows: number): void {
    const matrix = quantized(w, rows, w.length / rows, this.#memory);
    dequantize(matrix, w);
    this.#held.set(w, matrix);
  }

  floats(length: number): FloatArray {
    return this.#memory.floats(length);
  }

  doubles(length: number): Float64Array {
    return this.#memory.doubles(length);
  }

  ids(length: number): Int32Array {
    return this.#memory.ids(length);
  }

  flags(length: number): Uint8Array {
    return this.#memory.flags(length);
  }

  part<A extends Data>(array: A, start: number, end: number): A {
    return this.#memory.part(array, start, end);
  }

  free(array: Data): void {
    this.#memory.free(array);
  }
}

/** The kernels, but for products with what is held in int8. */
function kernelsWith(
  kernels: Kernels,
  heldAs: (array: FloatArray) => Quantized | undefined,
): Kernels {
  const products: Pick<Kernels, 'matmul' | 'matmulFactor'> = {
    matmul(M, N, K, a, aAt, aStride, b, bAt, bStride, c, cAt, cStride) {
      const held = heldAs(b);
      if (held?.K === K && held.N === bStride && bAt + N <= bStride) {
        kernels.matmulQuantized(M, a, aAt, aStride, held, bAt, N, c, cAt, cStride);
      } else kernels.matmul(M, N, K, a, aAt, aStride, b, bAt, bStride, c, cAt, cStride);
    },
    matmulFactor(M, a, aAt, aStride, factor, c, cAt, cStride) {
      const { matrix, transposed, from, N } = factor;
      const held = transposed ? undefined : heldAs(matrix.data);
      if (held?.K === factor.K && held.N === matrix.shape[1]) {
        kernels.matmulQuantized(M, a, aAt, aStride, held, from, N, c, cAt, cStride);
      } else kernels.matmulFactor(M, a, aAt, aStride, factor, c, cAt, cStride);
    },
  };
  return { ...kernels, ...products, ...stepByStep({ ...kernels, ...products }) };
}
