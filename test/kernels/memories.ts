import { type Compute, type Memory, memoryFor } from '../../src/kernels/index.ts';
import { instantiate } from '../../src/kernels/wasm/instance.ts';
import { WasmMemory } from '../../src/kernels/wasm/memory.ts';
import {
  type Data,
  type Dims,
  type Dtype,
  type FloatArray,
  sizeOf,
  View,
} from '../../src/tensor/index.ts';

/** A memory of WebAssembly that can be asked what stands in it and what runs. */
export interface WatchedMemory {
  readonly memory: WasmMemory;
  /** Whether the array stands in it, and not beside it for want of room. */
  readonly holds: (array: Data) => boolean;
  /** The exports of the module that its kernels have used since this was asked last. */
  readonly used: () => readonly string[];
}

/** A memory of WebAssembly as `wasmMemory` makes it; `sizes` as for `instantiate`. */
export function watchedMemory(sizes?: readonly number[], dtype: Dtype = 'float32'): WatchedMemory {
  const machine = instantiate(false, sizes);
  if (machine === undefined) throw new Error('WebAssembly does not run here');
  const { buffer } = machine.memory;
  const used: string[] = [];
  const watched = new Map<PropertyKey, unknown>();
  const instance = new Proxy(
    { ...machine.instance },
    {
      get(target, name, receiver): unknown {
        const found: unknown = Reflect.get(target, name, receiver);
        if (typeof found !== 'function') return found;
        const known = watched.get(name);
        if (known !== undefined) return known;
        const call = (...numbers: unknown[]): unknown => {
          used.push(String(name).replace(/Float(32|64)$/, ''));
          return Reflect.apply(found, undefined, numbers);
        };
        watched.set(name, call);
        return call;
      },
    },
  );
  return {
    memory: new WasmMemory(dtype, { memory: machine.memory, instance }),
    holds: (array) => array.buffer === buffer,
    used: () => used.splice(0),
  };
}

/** Arrays as the engine makes them. */
export const plainMemory: Memory = memoryFor('float32', 'reference');

/** A copy of the array in a memory. */
export function placed<A extends Data>(memory: Memory, array: A): A;
export function placed(memory: Memory, array: Data): Data {
  const own = roomLike(memory, array);
  own.set(array);
  return own;
}

function roomLike(memory: Memory, array: Data): Data {
  if (array instanceof Int32Array) return memory.ids(array.length);
  if (array instanceof Uint8Array) return memory.flags(array.length);
  if (array instanceof Float64Array) return memory.doubles(array.length);
  return memory.floats(array.length);
}

/** Computes in a memory, every tensor in an array of its own. */
export function computeIn(memory: Memory): Compute {
  const zeros = <R extends number>(shape: Dims<R>): View<R, FloatArray> =>
    new View(memory.floats(sizeOf(shape)), shape);
  return {
    kernels: memory.kernels,
    zeros,
    empty: zeros,
    ids: (length) => memory.ids(length),
    flags: (length) => memory.flags(length),
    doubles: (length) => memory.doubles(length),
  };
}
