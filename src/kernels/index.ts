export { type Compute, fastCompute, referenceCompute } from './compute.ts';
export type { Factor } from './factor.ts';
export { factor, transposedFactor } from './factorOf.ts';
export type { Kernels, PlainActivation, PointwiseActivation } from './kernels.ts';
export { KERNEL_CHOICES, type KernelChoice, kernelsFor } from './kernelsFor.ts';
export type { Memory } from './memory.ts';
export { memoryFor } from './memoryFor.ts';
export { referenceKernels } from './reference/index.ts';
