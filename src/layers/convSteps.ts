import { type ConvWindow, reachOf, windowsOf } from '../math/convWindows.ts';
import { ShapeError } from '../tensor/index.ts';
import type { StateSpec } from './contract.ts';
import { formatSignature, type Signature } from './value.ts';

// What a convolution says of time before there is data.

/** What it gives for sequences like `input`. @throws ShapeError if they are none */
export function convOutput(
  owner: string,
  input: Signature | undefined,
  window: ConvWindow,
  filters: number,
): Signature {
  if (input?.shape.length !== 2) {
    const got = input === undefined ? 'no input' : formatSignature(input);
    throw new ShapeError(`${owner} wants [batch, time, features], got ${got}`);
  }
  const time = input.shape[0] ?? null;
  return { type: 'numbers', shape: [time === null ? null : windowsOf(window, time), filters] };
}

/** The steps before the first, which it carries where it can be stepped and looks back at all. */
export function convState(window: ConvWindow, features: number): readonly StateSpec[] {
  const reach = reachOf(window);
  const steps = window.padding === 'causal' && window.strides === 1 && reach > 0;
  return steps ? [{ name: 'past', shape: [reach, features] }] : [];
}

/** Why it cannot be stepped, if it cannot. */
export function refusesSteps(owner: string, window: ConvWindow): string | undefined {
  if (window.strides > 1) return `${owner} gives no output for most steps: its strides are not 1`;
  if (window.padding === 'causal' || window.kernelSize === 1) return undefined;
  return `${owner} looks at later steps: only padding: 'causal' looks at the past alone`;
}
