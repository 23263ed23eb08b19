import type { Dtype } from '../../tensor/index.ts';
import type { Kernels } from '../kernels.ts';
import type { Memory } from '../memory.ts';
import { instantiate } from './instance.ts';
import { WasmMemory } from './memory.ts';

/**
 * The memory that new models get, for each flavour of kernels; null where there is none. Many models
 * share one, because an engine has few large memories to give, and takes its time over each.
 */
const shared = new Map<Flavour, WasmMemory | null>();

/** Which kernels there are: of a precision, in float32 also with relaxed SIMD. */
export type Flavour = Dtype | 'relaxed';

/** Whether another memory was refused, so that it need not be tried again: an engine tries hard. */
let refused = false;

/**
 * A memory with kernels in WebAssembly, or undefined where it does not run; `relaxed` ones where relaxed
 * SIMD does. The first call compiles them, in a few milliseconds.
 */
export function wasmMemory(flavour: Flavour): Memory | undefined {
  const known = shared.get(flavour);
  if (known === null || (known !== undefined && (refused || !known.crowded))) {
    return known ?? undefined;
  }
  const machine = instantiate(flavour === 'relaxed');
  if (machine === undefined && known !== undefined) {
    refused = true;
    return known;
  }
  const dtype = flavour === 'float64' ? 'float64' : 'float32';
  const memory = machine === undefined ? null : new WasmMemory(dtype, machine);
  shared.set(flavour, memory);
  return memory ?? undefined;
}

/**
 * The kernels in WebAssembly for arrays of any origin, bit for bit those of the reference unless
 * `relaxed`; undefined where it does not run.
 */
export function wasmKernels(flavour: Flavour): Kernels | undefined {
  return wasmMemory(flavour)?.kernels;
}
