export { type Compute, fastCompute, referenceCompute } from './compute.ts';
export type { Kernels, PointwiseActivation } from './kernels.ts';
export { kernelsFor } from './kernelsFor.ts';
export { referenceKernels } from './reference/index.ts';
