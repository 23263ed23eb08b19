import type { Data, Dtype, FloatArray } from '../../tensor/index.ts';
import type { Kernels } from '../kernels.ts';
import type { Memory } from '../memory.ts';
import { Heap } from './heap.ts';
import type { Machine } from './instance.ts';
import { kernelsIn } from './kernels.ts';
import { Room } from './room.ts';

interface Kind<A> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, start: number, length: number): A;
  new (length: number): A;
}

/** A memory of WebAssembly, shared out to arrays. One that finds no room there is a plain array. */
export class WasmMemory implements Memory {
  readonly kernels: Kernels;
  readonly #buffer: ArrayBuffer;
  readonly #heap: Heap;
  readonly #addresses = new WeakMap<Data, number>();
  /** What a part is a part of, which must live as long. */
  readonly #wholes = new WeakMap<Data, Data>();
  readonly #unreachable = new FinalizationRegistry<number>((start) => this.#heap.give(start));

  constructor(dtype: Dtype, { memory, instance }: Machine) {
    this.#buffer = memory.buffer;
    this.#heap = new Heap(instance.constantsEnd(), memory.buffer.byteLength);
    const addresses = this.#addresses;
    const locate = (array: Data): number => addresses.get(array) ?? -1;
    const room = new Room(dtype, memory, this.#heap, instance, locate);
    this.kernels = kernelsIn(dtype, instance, room);
  }

  /** Whether more than half of it is taken, so that another model had better go elsewhere. */
  get crowded(): boolean {
    return this.#heap.free < this.#buffer.byteLength / 2;
  }

  floats(length: number): FloatArray {
    return this.kernels.dtype === 'float32'
      ? this.#take<Float32Array>(Float32Array, length)
      : this.#take<Float64Array>(Float64Array, length);
  }

  doubles(length: number): Float64Array {
    return this.#take<Float64Array>(Float64Array, length);
  }

  ids(length: number): Int32Array {
    return this.#take<Int32Array>(Int32Array, length);
  }

  flags(length: number): Uint8Array {
    return this.#take<Uint8Array>(Uint8Array, length);
  }

  part<A extends Data>(array: A, start: number, end: number): A;
  part(array: Data, start: number, end: number): Data {
    const part = array.subarray(start, end);
    const address = this.#addresses.get(array);
    if (address === undefined) return part;
    this.#addresses.set(part, address + start * array.BYTES_PER_ELEMENT);
    this.#wholes.set(part, array);
    return part;
  }

  free(array: Data): void {
    const start = this.#addresses.get(array);
    if (start === undefined) return;
    this.#unreachable.unregister(array);
    this.#addresses.delete(array);
    this.#heap.give(start);
  }

  #take<A extends Data>(Kind: Kind<A>, length: number): A {
    const { touched } = this.#heap;
    const start = this.#heap.take(length * Kind.BYTES_PER_ELEMENT);
    if (start === undefined) return new Kind(length);
    const array = new Kind(this.#buffer, start, length);
    if (start < touched) array.fill(0); // else it is 0 still
    this.#addresses.set(array, start);
    this.#unreachable.register(array, start, array);
    return array;
  }
}
