import type { Compute, PointwiseActivation } from 'unrolled/math';

/** Where the slope, or the slope's slope, of an activation jumps: a difference across it is worthless. */
const KINKS: Readonly<Partial<Record<PointwiseActivation, readonly number[]>>> = {
  relu: [0],
  elu: [0],
  softsign: [0],
  relu6: [0, 6],
  leakyRelu: [0],
  selu: [0],
  hardSigmoid: [-3, 3],
  hardTanh: [-1, 1],
  celu: [0],
  sparsePlus: [-1, 1],
  sparseSigmoid: [-1, 1],
  softShrink: [-0.5, 0.5],
  hardShrink: [-0.5, 0.5],
};

/** How near to a kink an input of an activation may come. */
export const KINK_MARGIN = 1e-3;

/** Computes as `compute` does, and tells how near to a kink the computation came. */
export function watchKinks(compute: Compute): { readonly compute: Compute; nearest(): number } {
  let nearest = Number.POSITIVE_INFINITY;
  const { kernels } = compute;
  const activate: typeof kernels.activate = (activation, M, N, x, at, stride, ...y) => {
    for (const kink of KINKS[activation] ?? []) {
      for (let m = 0; m < M; m++) {
        for (let j = 0; j < N; j++) {
          nearest = Math.min(nearest, Math.abs(x[at + m * stride + j]! - kink));
        }
      }
    }
    kernels.activate(activation, M, N, x, at, stride, ...y);
  };
  return {
    compute: { ...compute, kernels: { ...kernels, activate } },
    nearest: () => nearest,
  };
}
