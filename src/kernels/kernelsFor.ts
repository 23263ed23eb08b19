import type { Dtype } from '../tensor/index.ts';
import type { Kernels } from './kernels.ts';
import { referenceKernels } from './reference/index.ts';
import { wasmKernels } from './wasm/index.ts';

/**
 * Which kernels compute:
 *
 * - `auto`: in float32 those in WebAssembly SIMD where it runs, else the reference; the bits are the same;
 * - `reference`: plain TypeScript, everywhere;
 * - `relaxed`: as `auto`, but a machine that can fuse a multiplication and the addition after it, with
 *   one rounding for both, may do so. It is faster, and its bits differ from machine to machine.
 */
export type KernelChoice = 'auto' | 'reference' | 'relaxed';

/** The names of the choices. */
export const KERNEL_CHOICES: readonly KernelChoice[] = ['auto', 'reference', 'relaxed'];

/** The kernels of a precision, for arrays of any origin. */
export function kernelsFor(dtype: Dtype, choice: KernelChoice = 'auto'): Kernels {
  const fast = dtype === 'float32' && choice !== 'reference';
  return (fast ? wasmKernels(choice === 'relaxed') : undefined) ?? referenceKernels(dtype);
}
