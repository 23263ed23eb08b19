import type { Kernels } from '../kernels.ts';
import type { Memory } from '../memory.ts';
import { instantiate } from './instance.ts';
import { WasmMemory } from './memory.ts';

/**
 * A memory with float32 kernels in WebAssembly, or undefined where it does not run; `relaxed` ones
 * where relaxed SIMD does.
 */
export function wasmMemory(relaxed: boolean): Memory | undefined {
  const machine = instantiate(relaxed);
  return machine && new WasmMemory(machine);
}

/** For all who have no memory of their own; null where there is no WebAssembly. */
const shared = new Map<boolean, Kernels | null>();

/**
 * The float32 kernels in WebAssembly for arrays of any origin, bit for bit those of the reference
 * unless `relaxed`; undefined where it does not run. The first call compiles it, in a few milliseconds.
 */
export function wasmKernels(relaxed: boolean): Kernels | undefined {
  const known = shared.get(relaxed);
  const kernels = known === undefined ? (wasmMemory(relaxed)?.kernels ?? null) : known;
  shared.set(relaxed, kernels);
  return kernels ?? undefined;
}
