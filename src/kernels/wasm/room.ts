import type { Data, Dtype, FloatArray } from '../../tensor/index.ts';
import type { Heap } from './heap.ts';
import type { Instance, LinearMemory } from './instance.ts';

/** Where an array of a memory begins, in bytes; −1 for an array from elsewhere. */
export type Locate = (array: Data) => number;

/** The bytes of a float32 number. */
export const FLOAT = 4;

/** From here on `set` copies faster than a loop: it needs a view, which costs as much as 100 elements. */
const LONG_RUN = 128;

/** A memory as kernels see it: addresses, and room to work in. */
export class Room {
  readonly locate: Locate;
  /** Where products keep their blocks. */
  readonly work: number;
  /** The bytes of a number. */
  readonly size: number;
  readonly #heap: Heap;
  readonly #numbers: FloatArray;

  constructor(
    dtype: Dtype,
    { buffer }: LinearMemory,
    heap: Heap,
    instance: Instance,
    locate: Locate,
  ) {
    this.locate = locate;
    this.#heap = heap;
    this.#numbers = dtype === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer);
    this.size = this.#numbers.BYTES_PER_ELEMENT;
    this.work = heap.take(instance.workBytes(this.size)) ?? 0;
  }

  /** Room for so many numbers, to be given back; undefined if there is not so much. */
  take(length: number): number | undefined {
    return this.#heap.take(length * this.size);
  }

  /** Gives back what `take` gave. */
  give(address: number): void {
    this.#heap.give(address);
  }

  /** Copies a matrix from elsewhere to an address, without the gaps between its rows. */
  load(
    to: number,
    from: FloatArray,
    at: number,
    stride: number,
    rows: number,
    columns: number,
  ): void {
    const gapless = stride === columns;
    const runs = gapless ? 1 : rows;
    const length = gapless ? rows * columns : columns;
    for (let i = 0; i < runs; i++) {
      const runAt = at + i * stride;
      const runTo = to / this.size + i * length;
      if (length >= LONG_RUN) this.#numbers.set(from.subarray(runAt, runAt + length), runTo);
      else for (let j = 0; j < length; j++) this.#numbers[runTo + j] = from[runAt + j]!;
    }
  }

  /** Undoes `load`. */
  store(
    from: number,
    to: FloatArray,
    at: number,
    stride: number,
    rows: number,
    columns: number,
  ): void {
    for (let i = 0; i < rows; i++) {
      const row = from / this.size + i * columns;
      for (let j = 0; j < columns; j++) to[at + i * stride + j] = this.#numbers[row + j]!;
    }
  }
}
