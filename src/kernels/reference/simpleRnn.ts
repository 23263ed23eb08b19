import type { Kernels } from '../kernels.ts';

/** The kernels that run several steps of a simple recurrence. */
export type SimpleRnnKernels = Pick<Kernels, 'simpleRnnSteps' | 'simpleRnnStepsBackward'>;

/** What one step takes. */
type StepKernels = Pick<Kernels, 'matmulFactor' | 'activate' | 'activateBackward'>;

/** Steps of a simple recurrence by the kernels of one step. */
export function stepByStep(k: StepKernels): SimpleRnnKernels {
  return {
    simpleRnnSteps(activation, steps, M, read, readOffset, factor, h, hOffset, stepStride) {
      const U = factor.N;
      for (let t = 0; t < steps; t++) {
        const at = hOffset + t * stepStride;
        k.matmulFactor(M, read, readOffset + t * stepStride, U, factor, h, at, U);
        k.activate(activation, M, U, h, at, U, h, at, U);
      }
    },
    simpleRnnStepsBackward(
      activation,
      steps,
      M,
      h,
      hOffset,
      dh,
      dhOffset,
      factor,
      dRead,
      dReadOffset,
      stepStride,
    ) {
      const U = factor.K;
      for (let t = steps - 1; t >= 0; t--) {
        const at = dhOffset + t * stepStride;
        // was: h = act(z)
        k.activateBackward(activation, M, U, h, hOffset + t * stepStride, U, dh, at, U, dh, at, U);
        // was: z += r·R
        k.matmulFactor(M, dh, at, U, factor, dRead, dReadOffset + t * stepStride, U);
      }
    },
  };
}
