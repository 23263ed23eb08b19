import { type Data, type Dtype, floats } from '../tensor/index.ts';
import type { Kernels } from './kernels.ts';
import { flavourOf, type KernelChoice } from './kernelsFor.ts';
import type { Memory } from './memory.ts';
import { referenceKernels } from './reference/index.ts';
import { wasmMemory } from './wasm/index.ts';

/** A memory for a model of a precision, which others may share; `choice` as for `kernelsFor`. */
export function memoryFor(dtype: Dtype, choice: KernelChoice = 'auto'): Memory {
  const flavour = flavourOf(dtype, choice);
  return (flavour && wasmMemory(flavour)) ?? plainMemory(referenceKernels(dtype));
}

/** Arrays as the engine makes them, which the garbage collector frees. */
function plainMemory(kernels: Kernels): Memory {
  return {
    kernels,
    floats: (length) => floats(kernels.dtype, length),
    doubles: (length) => new Float64Array(length),
    ids: (length) => new Int32Array(length),
    flags: (length) => new Uint8Array(length),
    part,
    free: () => {},
  };
}

function part<A extends Data>(array: A, start: number, end: number): A;
function part(array: Data, start: number, end: number): Data {
  return array.subarray(start, end);
}
