import type { Kernels } from '../kernels.ts';
import type { Memory } from '../memory.ts';
import { instantiate } from './instance.ts';
import { WasmMemory } from './memory.ts';

/** A memory with float32 kernels in WebAssembly, or undefined where it does not run. */
export function wasmMemory(): Memory | undefined {
  const machine = instantiate();
  return machine && new WasmMemory(machine);
}

/** One for all who have no memory of their own; null where there is no WebAssembly. */
let shared: Kernels | null | undefined;

/**
 * The float32 kernels in WebAssembly, bit for bit those of the reference, for arrays of any origin;
 * undefined where it does not run. The first call compiles it, in a few milliseconds.
 */
export function wasmKernels(): Kernels | undefined {
  shared ??= wasmMemory()?.kernels ?? null;
  return shared ?? undefined;
}
