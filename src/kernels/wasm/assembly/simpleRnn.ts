import { activate } from './activate';
import { activateBackward } from './activateBackward';
import { multiply, PANELS } from './product';

/** `steps` times h ← act(h + r·R) on `[M, U]`, R in panels; from one step to the next are `step` bytes. */
export function simpleRnnSteps(
  code: i32,
  steps: i32,
  M: i32,
  U: i32,
  read: usize,
  panels: usize,
  h: usize,
  step: usize,
  work: usize,
): void {
  const row = (<usize>U) << 2;
  for (; steps > 0; steps--) {
    multiply<f32>(M, U, U, read, row, false, panels, 0, PANELS, h, row, work);
    activate(code, M, U, h, row, h, row);
    read += step;
    h += step;
  }
}

/** Undoes it from the last step on, where h, dh and dRead are: dh becomes dz, and dRead += dz·Rᵀ. */
export function simpleRnnStepsBackward(
  code: i32,
  steps: i32,
  M: i32,
  U: i32,
  h: usize,
  dh: usize,
  panels: usize,
  dRead: usize,
  step: usize,
  work: usize,
): void {
  const row = (<usize>U) << 2;
  for (; steps > 0; steps--) {
    activateBackward(code, M, U, h, row, dh, row, dh, row); // was: h = act(z)
    multiply<f32>(M, U, U, dh, row, false, panels, 0, PANELS, dRead, row, work); // was: z += r·R
    h -= step;
    dh -= step;
    dRead -= step;
  }
}
