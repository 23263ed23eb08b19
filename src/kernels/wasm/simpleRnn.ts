import type { SimpleRnnKernels } from '../reference/simpleRnn.ts';
import { BACKWARD, FORWARD } from './activations.ts';
import type { Instance } from './instance.ts';
import type { Panels } from './panels.ts';
import { FLOAT, type Room } from './room.ts';

/**
 * Steps of a simple recurrence in an instance, for arrays in its memory and activations that it has;
 * `stepByStep` takes all others.
 *
 * They are a second copy of that loop for the sake of small layers, a step of which takes no longer than the
 * calls that it is made of: with 16 units, 20 steps and one row, training takes 0.85 of the time.
 */
export function simpleRnnIn(
  instance: Instance,
  { locate, work }: Room,
  panels: Panels,
  stepByStep: SimpleRnnKernels,
): SimpleRnnKernels {
  return {
    simpleRnnSteps(activation, steps, M, read, readOffset, factor, h, hOffset, stepStride) {
      const code = FORWARD[activation];
      const readAt = locate(read);
      const hAt = locate(h);
      // a single row of a single step reads R once, where it stands
      const once = M * steps === 1 && !factor.laidOut;
      const panelsAt = once || (code | readAt | hAt) < 0 ? -1 : panels.locate(factor);
      if (panelsAt < 0) {
        stepByStep.simpleRnnSteps(
          activation,
          steps,
          M,
          read,
          readOffset,
          factor,
          h,
          hOffset,
          stepStride,
        );
        return;
      }
      instance.simpleRnnSteps(
        code,
        steps,
        M,
        factor.N,
        readAt + readOffset * FLOAT,
        panelsAt,
        hAt + hOffset * FLOAT,
        stepStride * FLOAT,
        work,
      );
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
      const code = BACKWARD[activation];
      const hAt = locate(h);
      const dhAt = locate(dh);
      const dReadAt = locate(dRead);
      const panelsAt = (code | hAt | dhAt | dReadAt) < 0 ? -1 : panels.locate(factor);
      if (panelsAt < 0) {
        stepByStep.simpleRnnStepsBackward(
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
        );
        return;
      }
      const last = (steps - 1) * stepStride;
      instance.simpleRnnStepsBackward(
        code,
        steps,
        M,
        factor.K,
        hAt + (hOffset + last) * FLOAT,
        dhAt + (dhOffset + last) * FLOAT,
        panelsAt,
        dReadAt + (dReadOffset + last) * FLOAT,
        stepStride * FLOAT,
        work,
      );
    },
  };
}
