import type { TargetRule } from './valueLoss.ts';

/** The targets of a hinge. */
export const SIDES: TargetRule = {
  wanted: 'targets of -1 and 1, or of 0 and 1',
  legal: (t) => t === -1 || t === 0 || t === 1,
};

/** On which side a target is: −1 or 1. */
export function sideOf(t: number): number {
  return t === 1 ? 1 : -1;
}
