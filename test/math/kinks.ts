import type { Compute, PointwiseActivation } from 'unrolled/math';

/** Activations whose slope, or the slope's slope, jumps at 0: a difference across it is worthless. */
const KINKED: ReadonlySet<PointwiseActivation> = new Set(['relu', 'elu', 'softsign']);

/** How near to a kink an input of an activation may come. */
export const KINK_MARGIN = 1e-3;

/** Computes as `compute` does, and tells how near to a kink the computation came. */
export function watchKinks(compute: Compute): { readonly compute: Compute; nearest(): number } {
  let nearest = Number.POSITIVE_INFINITY;
  const { kernels } = compute;
  const activate: typeof kernels.activate = (activation, M, N, x, at, stride, ...y) => {
    if (KINKED.has(activation)) {
      for (let m = 0; m < M; m++) {
        for (let j = 0; j < N; j++) nearest = Math.min(nearest, Math.abs(x[at + m * stride + j]!));
      }
    }
    kernels.activate(activation, M, N, x, at, stride, ...y);
  };
  return {
    compute: { ...compute, kernels: { ...kernels, activate } },
    nearest: () => nearest,
  };
}
