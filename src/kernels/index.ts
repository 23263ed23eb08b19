export { type Compute, referenceCompute } from './compute.ts';
export type { Kernels, PointwiseActivation } from './kernels.ts';
export { referenceKernels } from './reference/index.ts';
