import type { Dtype } from '../tensor/index.ts';
import type { Kernels } from './kernels.ts';
import { referenceKernels } from './reference/index.ts';
import { type Flavour, wasmKernels } from './wasm/index.ts';

/**
 * Which kernels compute:
 *
 * - `auto`: those in WebAssembly SIMD where it runs, else the reference; the bits are the same;
 * - `reference`: plain TypeScript, everywhere;
 * - `relaxed`: as `auto`, but in float32 a machine that can fuse a multiplication and the addition after it, with
 *   one rounding for both, may do so. It is faster, and its bits differ from machine to machine.
 */
export type KernelChoice = 'auto' | 'reference' | 'relaxed';

/** The names of the choices. */
export const KERNEL_CHOICES: readonly KernelChoice[] = ['auto', 'reference', 'relaxed'];

/** The kernels of a precision, for arrays of any origin. */
export function kernelsFor(dtype: Dtype, choice: KernelChoice = 'auto'): Kernels {
  const flavour = flavourOf(dtype, choice);
  return (flavour && wasmKernels(flavour)) ?? referenceKernels(dtype);
}

/** Which kernels in WebAssembly are meant; undefined for the reference. */
export function flavourOf(dtype: Dtype, choice: KernelChoice): Flavour | undefined {
  if (choice === 'reference') return undefined;
  return choice === 'relaxed' && dtype === 'float32' ? 'relaxed' : dtype;
}
