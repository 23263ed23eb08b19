import type { Memory } from '../../src/kernels/index.ts';
import type { Data, FloatArray, Random } from '../../src/tensor/index.ts';
import { placed } from './memories.ts';

/** What stands where a kernel has no business. */
const CANARY = -13.5;

/** A matrix somewhere in an array. */
export interface Matrix {
  readonly data: FloatArray;
  readonly offset: number;
  readonly stride: number;
}

/** Draws the arrays of one call, each into the memory that is named for it by its number. */
export class Operands {
  /** All that were drawn. */
  readonly arrays: Data[] = [];
  readonly #random: Random;
  readonly #memoryOf: (i: number) => Memory;

  constructor(random: Random, memoryOf: (i: number) => Memory) {
    this.#random = random;
    this.#memoryOf = memoryOf;
  }

  /** Canaries before, after and between its rows. */
  matrix(rows: number, columns: number, gap: number = this.#random.integer(4)): Matrix {
    const offset = 1 + this.#random.integer(4);
    const stride = columns + gap;
    const data = new Float32Array(offset + rows * stride + 3).fill(CANARY);
    for (let i = offset; i < offset + rows * stride; i++) {
      if ((i - offset) % stride < columns) data[i] = 2 * this.#random.normal();
    }
    return { data: this.#add(data), offset, stride };
  }

  /** A matrix without gaps. */
  dense(rows: number, columns: number): Matrix {
    return this.matrix(rows, columns, 0);
  }

  ids(length: number, below: number): { readonly data: Int32Array; readonly offset: number } {
    const offset = 1 + this.#random.integer(4);
    const data = new Int32Array(offset + length + 3).fill(CANARY);
    for (let i = 0; i < length; i++) data[offset + i] = this.#random.integer(below);
    return { data: this.#add(data), offset };
  }

  /** Many of them 0, the others more than 1. */
  flags(length: number): Uint8Array {
    const any = (i: number) => (i < length ? 2 * this.#random.integer(2) : 99);
    return this.#add(Uint8Array.from({ length: length + 3 }, (_, i) => any(i)));
  }

  doubles(length: number): Float64Array {
    const any = (i: number) => (i < length ? this.#random.normal() : CANARY);
    return this.#add(Float64Array.from({ length: length + 3 }, (_, i) => any(i)));
  }

  #add<A extends Data>(array: A): A {
    const own = placed(this.#memoryOf(this.arrays.length), array);
    this.arrays.push(own);
    return own;
  }
}
