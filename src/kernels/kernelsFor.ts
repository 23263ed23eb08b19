import type { Dtype } from '../tensor/index.ts';
import type { Kernels } from './kernels.ts';
import { referenceKernels } from './reference/index.ts';
import { wasmKernels } from './wasm/index.ts';

/**
 * The kernels of a precision. `auto` takes for float32 those in WebAssembly where it runs, and else
 * the `reference` in plain TypeScript. The bits are the same.
 */
export function kernelsFor(dtype: Dtype, choice: 'auto' | 'reference' = 'auto'): Kernels {
  const fast = choice === 'auto' && dtype === 'float32' ? wasmKernels() : undefined;
  return fast ?? referenceKernels(dtype);
}
