import type { Kernels } from '../kernels.ts';
import type { Memory } from '../memory.ts';
import { instantiate } from './instance.ts';
import { WasmMemory } from './memory.ts';

/**
 * The memory that new models get, with plain and with relaxed kernels; null where there is none. Many
 * models share one, because an engine has few large memories to give, and takes its time over each.
 */
const shared = new Map<boolean, WasmMemory | null>();

/** Whether another memory was refused, so that it need not be tried again: an engine tries hard. */
let refused = false;

/**
 * A memory with float32 kernels in WebAssembly, or undefined where it does not run; `relaxed` ones
 * where relaxed SIMD does. The first call compiles them, in a few milliseconds.
 */
export function wasmMemory(relaxed: boolean): Memory | undefined {
  const known = shared.get(relaxed);
  if (known === null || (known !== undefined && (refused || !known.crowded))) {
    return known ?? undefined;
  }
  const machine = instantiate(relaxed);
  if (machine === undefined && known !== undefined) {
    refused = true;
    return known;
  }
  const memory = machine === undefined ? null : new WasmMemory(machine);
  shared.set(relaxed, memory);
  return memory ?? undefined;
}

/**
 * The float32 kernels in WebAssembly for arrays of any origin, bit for bit those of the reference
 * unless `relaxed`; undefined where it does not run.
 */
export function wasmKernels(relaxed: boolean): Kernels | undefined {
  return wasmMemory(relaxed)?.kernels;
}
