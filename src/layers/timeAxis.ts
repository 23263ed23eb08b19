import { type Mask, ShapeError } from '../tensor/index.ts';
import type { Signature, Value } from './value.ts';

// What layers have in common that lay their input out anew: the time axis stays, or it does not.

/** The mask of the input, where its time axis stays. @throws ShapeError for a mask where it does not */
export function keptMask(
  owner: string,
  value: Value | undefined,
  keepsTime: boolean,
): Mask | undefined {
  if (!keepsTime && value?.mask !== undefined) {
    throw new ShapeError(
      `${owner} cannot honour the mask of its input, whose time axis it does not keep`,
    );
  }
  return value?.mask;
}

/** Why a layer that does not keep the time axis of such an input refuses to be stepped. */
export function refusedSteps(
  owner: string,
  { shape }: Signature,
  keepsTime: boolean,
): string | undefined {
  if (keepsTime || shape.length < 2) return undefined;
  return `${owner} needs all time steps at once to lay them out anew`;
}
