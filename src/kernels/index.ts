export { type Compute, fastCompute, referenceCompute } from './compute.ts';
export { type Factor, factor, transposedFactor } from './factor.ts';
export type { Kernels, PointwiseActivation } from './kernels.ts';
export { KERNEL_CHOICES, type KernelChoice, kernelsFor } from './kernelsFor.ts';
export type { Memory } from './memory.ts';
export { memoryFor } from './memoryFor.ts';
export { referenceKernels } from './reference/index.ts';
